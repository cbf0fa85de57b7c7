"""Examinations that are practice, with what was said before their verdict was revealed."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; no earlier examination is practice."""
    with op.batch_alter_table("examinations") as table:
        table.add_column(sa.Column("is_practice", sa.Boolean, nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("answer", sa.String(16)))
        table.add_column(sa.Column("revealed_at", sa.DateTime(timezone=True)))
    with op.batch_alter_table("examinations") as table:
        table.alter_column("is_practice", server_default=None)
