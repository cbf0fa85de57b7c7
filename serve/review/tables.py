"""The tables of the review queue.

What right holders read of their entries stands in two tables of theirs. What the operator alone knows, as why an entry
is held, stands in two others, which no one else sees.
"""

from sqlalchemy import Column, DateTime, Float, ForeignKey, Index, Integer, String, Table, Text, func

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import organisations, people
from serve.examinations.tables import photo_columns
from serve.platform.database import metadata
from serve.platform.tenancy import Tenancy, owned

MOMENT = DateTime(timezone=True)
OF_HOLDER = owned(
    Tenancy(by_kind={OrganisationKind.RIGHT_HOLDER: "right_holder_id"}, all_to=(OrganisationKind.OPERATOR,))
)
OF_OPERATOR = owned(Tenancy(all_to=(OrganisationKind.OPERATOR,)))

entries = Table(
    "review_entries",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("source", String(16), nullable=False),
    Column("source_id", String(34), nullable=False, index=True),
    Column("contributed_by", ForeignKey(people.c.id), nullable=False),
    Column("product_id", String(190), nullable=False),
    Column("item", Text, nullable=False),
    Column("label", String(16), nullable=False),
    Column("licence", Text, nullable=False),
    Column("contributed_on", String(10), nullable=False),  # ISO 8601
    Column("submitted_at", MOMENT, nullable=False),
    Column("standing", String(16), nullable=False),
    Column("reply", Text, nullable=False),
    Column("withdrawal", Text, nullable=False),
    Column("settled_label", String(16)),  # where it was accepted with another label than the attested one
    Column("replaces", String(34), index=True),  # the entry that was sent back and that this one corrects
    Index("ix_review_entries_standing", "standing", "submitted_at", "id"),
    Index("ix_review_entries_right_holder_id", "right_holder_id", "product_id", "submitted_at"),
    Index("ix_review_entries_product_id", "product_id", "submitted_at"),
    info=OF_HOLDER,
)
# Of an entry; see `Entry.counted_label`.
counted_label = func.coalesce(entries.c.settled_label, entries.c.label)
photos = Table(
    "review_photos",
    metadata,
    Column("entry_id", ForeignKey(entries.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    *photo_columns(is_indexed=True),
    Column("name", Text, nullable=False),
    Column("view", String(190)),
    Column("capture", String(16), nullable=False),
    Column("marks", Text, nullable=False),  # JSON
    Column("source", Text, nullable=False),
    Column("hashes", String(64), nullable=False),  # hexadecimal
    Column("file_traits", Text),  # JSON, once they are known
    info=OF_HOLDER,
)
reviews = Table(
    "reviews",
    metadata,
    Column("entry_id", ForeignKey(entries.c.id), primary_key=True),
    Column("hold", String(16)),
    Column("risk", Float),  # once it is assessed, and with it the next two
    Column("findings", Text),  # JSON
    Column("assessed_at", MOMENT, index=True),
    Column("opinion", Text),  # JSON, if the release knows the product
    info=OF_OPERATOR,
)
decisions = Table(
    "review_decisions",
    metadata,
    Column("entry_id", ForeignKey(entries.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("decided_by", ForeignKey(people.c.id), nullable=False),
    Column("decided_at", MOMENT, nullable=False),
    Column("words", Text, nullable=False),
    Column("label", String(16)),  # as proposed
    Column("marks", Text, nullable=False),  # JSON, as proposed
    info=OF_OPERATOR,
)
