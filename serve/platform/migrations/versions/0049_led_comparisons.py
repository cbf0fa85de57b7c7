"""How the pictures of a comparison are shown, and photos of a live demo that show something else."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns, empty."""
    with op.batch_alter_table("sittings") as table:
        table.add_column(sa.Column("compared", sa.Text()))
    with op.batch_alter_table("sitting_steps") as table:
        table.add_column(sa.Column("foreign_photos", sa.Text()))
