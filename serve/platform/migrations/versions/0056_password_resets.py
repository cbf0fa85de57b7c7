"""Links with which people choose a new password."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. It is the service's own: no organisation has rows of it."""
    op.create_table(
        "password_resets",
        sa.Column("person_id", sa.String(34), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
