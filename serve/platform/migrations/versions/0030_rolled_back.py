"""Who rolled a release back, when and why; earlier ones do not say."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("releases", sa.Column("rolled_back_by", sa.String(64)))
    op.add_column("releases", sa.Column("rolled_back_at", sa.DateTime(timezone=True)))
    op.add_column("releases", sa.Column("rolled_back_because", sa.Text))
