"""Which key an examination's digests in the audit log have; none for those of versions without keys."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("examinations", sa.Column("key_sha256", sa.String(64)))
