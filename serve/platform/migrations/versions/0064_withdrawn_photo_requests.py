"""Keeps when a right holder has withdrawn a photo request."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; no earlier request was withdrawn."""
    op.add_column("enquiry_photo_requests", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
