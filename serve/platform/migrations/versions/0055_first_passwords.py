"""Keeps which passwords are first ones, in place of which people choose others."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; passwords of earlier versions stay as they are."""
    op.add_column("people", sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()))
