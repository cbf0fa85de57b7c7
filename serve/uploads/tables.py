"""The tables of uploads. Every row has the person's organisation; stores show a person their own rows only."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Integer, String, Table, Text

from serve.accounts.tables import organisations, people
from serve.platform.database import NAMES_OBJECT, PASSING, metadata
from serve.platform.tenancy import Tenancy, owned

UPLOAD = "upload"  # what an object is called that such a row names
OF_ORGANISATION = owned(Tenancy(owner="organisation_id"))
uploads = Table(
    "uploads",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("announced_sha256", String(64)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("sha256", String(64), index=True, info={NAMES_OBJECT: UPLOAD}),
    Column("taken_by", String(64)),
    Index("ix_uploads_person_id", "person_id", "created_at", "id"),
    info=OF_ORGANISATION,
)
parts = Table(
    "upload_parts",
    metadata,
    Column("upload_id", ForeignKey(uploads.c.id), primary_key=True),
    Column("start", BigInteger, primary_key=True, autoincrement=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False, index=True, info={NAMES_OBJECT: UPLOAD}),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    info={**OF_ORGANISATION, PASSING: True},  # an upload that is restored unfinished is sent again from its beginning
)
