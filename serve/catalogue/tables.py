"""The tables of product sheets. Every row carries its right holder; the operator sees which sheets there are.

What readers see of published sheets, the service itself reads for them (`serve.catalogue.published`).
"""

from sqlalchemy import Column, DateTime, ForeignKey, Index, Integer, String, Table, Text, text

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import organisations, people
from serve.platform.database import NAMES_OBJECT, metadata
from serve.platform.tenancy import Tenancy, owned

MOMENT = DateTime(timezone=True)
OF_HOLDER = owned(Tenancy(by_kind={OrganisationKind.RIGHT_HOLDER: "right_holder_id"}))
LISTED_FOR_OPERATOR = owned(
    Tenancy(by_kind={OrganisationKind.RIGHT_HOLDER: "right_holder_id"}, all_to=(OrganisationKind.OPERATOR,))
)
USED_BY = owned(
    Tenancy(by_kind={OrganisationKind.RIGHT_HOLDER: "right_holder_id", OrganisationKind.AGENCY: "agency_id"})
)
WAS_PUBLISHED = text("turn IS NOT NULL")

sheets = Table(
    "product_sheets",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("product_id", String(190), nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("latest", Integer, nullable=False),
    Column("published", Integer),
    Column("turn", Integer, unique=True),
    Index("ix_product_sheets_right_holder_id", "right_holder_id", "product_id", unique=True),
    Index(
        "ix_product_sheets_claimed",
        "product_id",
        unique=True,
        sqlite_where=WAS_PUBLISHED,
        postgresql_where=WAS_PUBLISHED,
    ),
    info=LISTED_FOR_OPERATOR,
)
versions = Table(
    "sheet_versions",
    metadata,
    Column("sheet_id", ForeignKey(sheets.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("document", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("saved_by", ForeignKey(people.c.id), nullable=False),
    Column("saved_at", MOMENT, nullable=False),
    Column("published_by", ForeignKey(people.c.id)),
    Column("published_at", MOMENT),
    Column("confirmed", Text),  # JSON; NULL for none
    info=OF_HOLDER,
)
pictures = Table(
    "sheet_pictures",
    metadata,
    Column("sheet_id", ForeignKey(sheets.c.id), primary_key=True),
    Column("sha256", String(64), primary_key=True, info={NAMES_OBJECT: "photo"}),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("view", String(190), nullable=False),
    Column("media_type", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("added_by", ForeignKey(people.c.id), nullable=False),
    Column("added_at", MOMENT, nullable=False),
    info=OF_HOLDER,
)
uses = Table(
    "sheet_uses",
    metadata,
    Column("right_holder_id", ForeignKey(organisations.c.id), primary_key=True),
    Column("product_id", String(190), primary_key=True),
    Column("agency_id", ForeignKey(organisations.c.id), primary_key=True),
    Column("month", String(7), primary_key=True),  # in UTC, such as 2026-11
    Column("kind", String(16), primary_key=True),
    Column("uses", Integer, nullable=False),
    Column("first_at", MOMENT, nullable=False),  # of the uses in this row
    info=USED_BY,
)
