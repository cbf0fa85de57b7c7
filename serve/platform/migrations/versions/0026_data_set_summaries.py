"""What data sets hold by product, label and split, and what they lack; those of earlier versions do not say."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("frozen_sets", sa.Column("summary", sa.Text))
