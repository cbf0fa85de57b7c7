"""The tables of contributions. Every row carries its right holder, who alone sees it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import organisations, people
from serve.platform.database import NAMES_OBJECT, metadata
from serve.platform.tenancy import Tenancy, owned
from serve.uploads.tables import UPLOAD

MOMENT = DateTime(timezone=True)
OF_HOLDER = owned(Tenancy(by_kind={OrganisationKind.RIGHT_HOLDER: "right_holder_id"}))

contributions = Table(
    "contributions",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("created_by", ForeignKey(people.c.id), nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("licence", Text, nullable=False),
    Column("consent_by", ForeignKey(people.c.id), nullable=False),
    Column("consent_at", MOMENT, nullable=False),
    Column("statement", Integer, nullable=False),
    Column("reading", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("turn", Integer, nullable=False),
    Column("next_file", Integer, nullable=False),
    Column("next_image", Integer, nullable=False),
    Column("summary", Text, nullable=False),
    Column("job_id", String(34)),
    Column("submitted_at", MOMENT),
    Column("reason", Text, nullable=False),
    Column("corrects", String(34), index=True),  # the review entry that was sent back and that this corrects
    Index("ix_contributions_right_holder_id", "right_holder_id", "created_at", "id"),
    info=OF_HOLDER,
)
files = Table(
    "contribution_files",
    metadata,
    Column("contribution_id", ForeignKey(contributions.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False, index=True, info={NAMES_OBJECT: UPLOAD}),
    Column("size", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("is_read", Boolean, nullable=False),
    Column("table_sha256", String(64), index=True, info={NAMES_OBJECT: UPLOAD}),
    Column("table_folder", Text, nullable=False),
    Column("findings", Text, nullable=False),
    info=OF_HOLDER,
)
images = Table(
    "contribution_images",
    metadata,
    Column("contribution_id", ForeignKey(contributions.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("file", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), index=True, info={NAMES_OBJECT: "photo"}),
    Column("media_type", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("sharpness", Float, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
    Column("copy", Text, nullable=False),
    Column("file_traits", Text),  # JSON; null where an earlier version read it, or it is no picture
    Column("understood", Text, nullable=False),
    Column("given", Text, nullable=False),
    Column("of_picture", Text, nullable=False),
    Column("of_row", Text, nullable=False),
    Column("of_labels", Text, nullable=False),
    Column("product", String(190)),  # what counts of both, to find rows by it
    Column("label", String(16)),
    Column("item", String(190)),
    Column("view", String(190)),
    Column("codes", Text, nullable=False),  # of all findings, each between two blanks, to find rows by one
    Column("state", String(16), nullable=False),
    Column("entry_id", String(34), index=True),
    Index("ix_contribution_images_right_holder_id", "right_holder_id", "state", "product"),
    info=OF_HOLDER,
)
discards = Table(
    "contribution_discards",
    metadata,
    Column("contribution_id", ForeignKey(contributions.c.id), primary_key=True),
    Column("object", String(64), primary_key=True),  # which no row here names any longer
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    info=OF_HOLDER,
)
