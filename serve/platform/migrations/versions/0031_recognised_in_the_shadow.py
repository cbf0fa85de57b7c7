"""The product that a release in the shadow recognised; earlier verdicts of shadows do not say."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("shadow_verdicts", sa.Column("recognised", sa.String(64)))
