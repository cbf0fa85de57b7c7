"""Preliminary examinations, from reduced copies of photos, and which one came before an examination."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; no examination of earlier versions is preliminary."""
    op.add_column("examinations", sa.Column("is_preliminary", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("examinations", sa.Column("preliminary_id", sa.String(34)))
