"""When and why a comparison ended without a result; comparisons of earlier versions do not say."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("trials", sa.Column("failed_at", sa.DateTime(timezone=True)))
    op.add_column("trials", sa.Column("failure", sa.Text))
