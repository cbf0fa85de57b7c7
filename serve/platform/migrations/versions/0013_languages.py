"""The language in which an organisation is written to, and the one in which an enquiry was drafted."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, which the service itself and the operator read, and the column."""
    op.create_table(
        "organisation_languages",
        sa.Column("organisation_id", sa.String(34), sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("language", sa.String(35), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy.policy("organisation_languages", tenancy.IS_OPERATOR):
            op.execute(statement)
    op.add_column("enquiries", sa.Column("language", sa.String(35)))
