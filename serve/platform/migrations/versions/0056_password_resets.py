"""Links with which people choose a new password."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

OF_NO_TENANT = "false"


def upgrade() -> None:
    """Make the table. Only the service itself reads it."""
    op.create_table(
        "password_resets",
        sa.Column("person_id", sa.String(34), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy.policy("password_resets", OF_NO_TENANT):
            op.execute(statement)
