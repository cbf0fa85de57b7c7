"""Keeps which accounts are service accounts, with which no one signs in."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; accounts of earlier versions are people's."""
    op.add_column("people", sa.Column("is_service", sa.Boolean(), nullable=False, server_default=sa.false()))
