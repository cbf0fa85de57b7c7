"""Answers to enquiries that the person who asked has not read. Those of earlier versions count as read."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("enquiries", sa.Column("unread_by", sa.String(34)))
    op.add_column("enquiries", sa.Column("unread_since", sa.DateTime(timezone=True)))
    op.create_index("ix_enquiries_unread_by", "enquiries", ["unread_by"])
