"""The tables of releases. They belong to the operator: no other organisation sees a row."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Integer, String, Table, Text, text

from serve.accounts.permissions import OrganisationKind
from serve.platform.database import NAMES_OBJECT, metadata
from serve.platform.tenancy import Tenancy, owned

OF_OPERATOR = owned(Tenancy(all_to=(OrganisationKind.OPERATOR,)))
FILE = "release's file"  # what it is called where it is lost
IS_ACTIVE = text("state = 'active'")

releases = Table(
    "releases",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("sha256", String(64), nullable=False, info={NAMES_OBJECT: FILE}),
    Column("key_sha256", String(64), nullable=False, info={NAMES_OBJECT: "release's key"}),
    Column("state", String(16), nullable=False),
    Column("staged_by", String(64), nullable=False),
    Column("staged_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", String(64), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("activation", Integer, unique=True),
    Column("rolled_back_by", String(64)),  # unknown of earlier ones, as the next two
    Column("rolled_back_at", DateTime(timezone=True)),
    Column("rolled_back_because", Text),
    Index("ix_releases_active", "state", unique=True, sqlite_where=IS_ACTIVE, postgresql_where=IS_ACTIVE),
    info=OF_OPERATOR,
)
files = Table(
    "release_files",
    metadata,
    Column("release_id", ForeignKey(releases.c.id), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("sha256", String(64), nullable=False, info={NAMES_OBJECT: FILE}),
    Column("size", BigInteger, nullable=False),
    info=OF_OPERATOR,
)
