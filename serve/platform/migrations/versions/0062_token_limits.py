"""Keeps what API tokens may do at most, and until when."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; tokens of earlier versions may do all that their people may, and have no end."""
    op.add_column("api_tokens", sa.Column("scope", sa.Text(), nullable=True))
    op.add_column("api_tokens", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
