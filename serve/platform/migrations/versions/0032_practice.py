"""Examinations that are practice, with what was said before their verdict was revealed."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; no earlier examination is practice."""
    op.add_column("examinations", sa.Column("is_practice", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("examinations", sa.Column("answer", sa.String(16)))
    op.add_column("examinations", sa.Column("revealed_at", sa.DateTime(timezone=True)))
