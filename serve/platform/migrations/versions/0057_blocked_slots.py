"""Keeps since when a released slot of a seminar can't be shown, so that it waits for those who prepare it."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the service finds within a minute which slots are blocked."""
    op.add_column("seminar_slots", sa.Column("blocked_since", sa.DateTime(timezone=True)))
