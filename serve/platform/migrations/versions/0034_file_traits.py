"""What files say besides their pictures; of pictures that were read before, it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("contribution_images", sa.Column("file_traits", sa.Text()))
    op.add_column("review_photos", sa.Column("file_traits", sa.Text()))
