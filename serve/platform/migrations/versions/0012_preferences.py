"""The language and time zone that a person chose."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. Its rows are the service's own: no tenant reads them."""
    op.create_table(
        "preferences",
        sa.Column("person_id", sa.String(34), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("language", sa.String(35)),
        sa.Column("time_zone", sa.String(64)),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy.policy("preferences", "false"):
            op.execute(statement)
