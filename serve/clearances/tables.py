"""The tables of clearances.

A right holder sees its own, the operator all, and an agency those that hold for it, as long as the right holder allows
it: `to_all`, or a row of `clearance_agencies`, says for whom a clearance holds.
"""

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, String, Table, Text

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import organisations, people
from serve.platform.database import metadata
from serve.platform.tenancy import Tenancy, owned

MOMENT = DateTime(timezone=True)
ALL_TO = (OrganisationKind.OPERATOR,)
OF_HOLDER = owned(Tenancy(by_kind={OrganisationKind.RIGHT_HOLDER: "right_holder_id"}, all_to=ALL_TO))
OF_BOTH = owned(
    Tenancy(
        by_kind={OrganisationKind.RIGHT_HOLDER: "right_holder_id", OrganisationKind.AGENCY: "agency_id"},
        all_to=ALL_TO,
    )
)

clearances = Table(
    "clearances",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("product_id", String(190), nullable=False),
    Column("to_all", Boolean, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("given_by", ForeignKey(people.c.id), nullable=False),
    Column("given_at", MOMENT, nullable=False),
    Index("ix_clearances_right_holder_id", "right_holder_id", "given_at", "id"),
    Index("ix_clearances_product_id", "product_id", "given_at"),
    info=OF_HOLDER,
)
parts = Table(
    "clearance_parts",
    metadata,
    Column("clearance_id", ForeignKey(clearances.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", String(190), nullable=False, index=True),
    Column("photo", Integer),
    Column("withdrawn_by", ForeignKey(people.c.id)),
    Column("withdrawn_at", MOMENT),
    Column("reason", Text),
    info=OF_HOLDER,
)
agencies = Table(
    "clearance_agencies",
    metadata,
    Column("clearance_id", ForeignKey(clearances.c.id), primary_key=True),
    Column("agency_id", ForeignKey(organisations.c.id), primary_key=True),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Index("ix_clearance_agencies_agency_id", "agency_id", "clearance_id"),
    info=OF_BOTH,
)
