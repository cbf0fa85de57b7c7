"""The label that was settled, for its right holder, and what corrects an item that was sent back."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

LAST_WORD = """(
    SELECT last.kind FROM review_decisions AS last
    WHERE last.entry_id = review_entries.id AND last.kind IN ('propose', 'uphold', 'adopt')
    ORDER BY last.number DESC LIMIT 1
)"""
PROPOSED = """(
    SELECT proposed.label FROM review_decisions AS proposed
    WHERE proposed.entry_id = review_entries.id AND proposed.kind = 'propose'
    ORDER BY proposed.number DESC LIMIT 1
)"""

FILL = (
    f"UPDATE review_entries SET settled_label = {PROPOSED} "  # noqa: S608  # constants alone
    f"WHERE standing = 'accepted' AND {LAST_WORD} = 'adopt' AND {PROPOSED} <> label"
)


def upgrade() -> None:
    """Add the columns, and fill in what disputes that are settled say."""
    op.add_column("review_entries", sa.Column("settled_label", sa.String(16)))
    op.add_column("review_entries", sa.Column("replaces", sa.String(34)))
    op.create_index("ix_review_entries_replaces", "review_entries", ["replaces"])
    op.add_column("contributions", sa.Column("corrects", sa.String(34)))
    op.create_index("ix_contributions_corrects", "contributions", ["corrects"])
    op.execute(FILL)
