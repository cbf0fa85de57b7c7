"""Organisations whose officers decide before the verdict shows, and examinations of which that is so."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

ID = sa.String(34)


def upgrade() -> None:
    """Make the table, and add the column; what was decided is kept where practice keeps its answers."""
    op.create_table(
        "examining_rules",
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("decides_first", sa.Boolean, nullable=False),
        sa.Column("changed_by", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("examinations", sa.Column("decides_first", sa.Boolean, nullable=False, server_default=sa.false()))
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy.policy("examining_rules", f"organisation_id = {tenancy.OWN_ORGANISATION}"):
            op.execute(statement)
