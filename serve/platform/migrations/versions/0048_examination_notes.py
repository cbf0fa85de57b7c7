"""What a person notes of an item when they photograph it."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; earlier examinations have none."""
    op.add_column("examinations", sa.Column("note", sa.Text()))
