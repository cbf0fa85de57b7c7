"""Keeps which translations a right holder confirmed when it reworded a point."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; no version before confirmed any."""
    with op.batch_alter_table("sheet_versions") as table:
        table.add_column(sa.Column("confirmed", sa.Text()))
