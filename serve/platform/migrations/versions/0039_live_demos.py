"""Live demos in sittings: which examination is shown, and where its photos show points that deviate."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("sitting_steps", sa.Column("examination_id", sa.String(34)))
    op.add_column("sitting_steps", sa.Column("places", sa.Text()))
