"""The day by which an agency needs the answer to an enquiry; enquiries of earlier versions have none."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("enquiries", sa.Column("needed_by", sa.Date))
