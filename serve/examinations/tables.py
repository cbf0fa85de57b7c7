"""The tables of examinations. Every row has the organisation that owns it."""

from typing import Any

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, Integer, String, Table, Text, false, text

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import organisations, people
from serve.platform.database import NAMES_OBJECT, NAMES_RELEASE, metadata
from serve.platform.tenancy import Tenancy, owned

# Both databases use a partial index only where the query says its condition literally.
IS_UNDECIDED = text("decides_first AND answer IS NULL")


def photo_columns(*, is_indexed: bool = False) -> tuple[Column[Any], ...]:
    """The columns of a `StoredPhoto`; the first one makes backups and retention treat it as a photo in use."""
    return (
        Column("sha256", String(64), nullable=False, index=is_indexed or None, info={NAMES_OBJECT: "photo"}),
        Column("media_type", String(64), nullable=False),
        Column("size", Integer, nullable=False),
    )


examinations = Table(
    "examinations",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("created_at", DateTime(timezone=True), nullable=False, index=True),
    Column("release", String(64), nullable=False, info={NAMES_RELEASE: True}),
    Column("verdict", Text, nullable=False),
    Column("organisation_id", String(34), index=True),
    Column("examined_by", String(34)),
    Column("case_id", String(34)),
    Column("case_item_id", String(34), index=True),
    Column("right_holder", String(120)),
    Column("restricted", Text),
    Column("release_sha256", String(64)),
    Column("asked", Text),
    Column("follows", String(34), index=True),
    Column("filed_by", String(34)),
    Column("filed_at", DateTime(timezone=True)),
    Column("key_sha256", String(64)),
    Column("is_practice", Boolean, nullable=False, server_default=false()),
    Column("answer", String(16)),
    Column("revealed_at", DateTime(timezone=True)),
    Column("is_preliminary", Boolean, nullable=False, server_default=false()),
    Column("preliminary_id", String(34)),
    Column("decides_first", Boolean, nullable=False, server_default=false()),
    Column("note", Text),
    Index("ix_examinations_recent", "examined_by", "created_at", "id"),
    Index("ix_examinations_to_decide", "examined_by", sqlite_where=IS_UNDECIDED, postgresql_where=IS_UNDECIDED),
    # Versions without accounts left examinations without an organisation: these are the operator's.
    info=owned(Tenancy(owner="organisation_id", unowned_to=(OrganisationKind.OPERATOR,))),
)
photos = Table(
    "examination_photos",
    metadata,
    Column("examination_id", ForeignKey(examinations.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    *photo_columns(is_indexed=True),
    Column("organisation_id", String(34)),
    info=owned(Tenancy(owner="organisation_id", unowned_to=(OrganisationKind.OPERATOR,))),
)
rules = Table(
    "examining_rules",
    metadata,
    Column("organisation_id", ForeignKey(organisations.c.id), primary_key=True),
    Column("decides_first", Boolean, nullable=False),
    Column("changed_by", ForeignKey(people.c.id), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    info=owned(Tenancy(owner="organisation_id")),
)
