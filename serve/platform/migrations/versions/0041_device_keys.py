"""What the key of each person's devices is derived from."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

OF_NO_TENANT = "false"


def upgrade() -> None:
    """Make the table. Only the service itself reads it."""
    op.create_table(
        "device_keys",
        sa.Column("person_id", sa.String(34), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy.policy("device_keys", OF_NO_TENANT):
            op.execute(statement)
