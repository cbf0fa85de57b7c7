"""Places by which people judge in courses. Answers of earlier versions have none."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("course_answers", sa.Column("taps", sa.Text()))
    op.add_column("course_answers", sa.Column("found", sa.Text()))
