"""Finds the verdicts that wait for a person's decision without reading all that they have examined."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

IS_UNDECIDED = sa.text("decides_first AND answer IS NULL")


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_examinations_to_decide",
        "examinations",
        ["examined_by"],
        sqlite_where=IS_UNDECIDED,
        postgresql_where=IS_UNDECIDED,
    )
