"""Notes for the next shift."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

ID = sa.String(34)


def upgrade() -> None:
    """Make the table. An agency sees its own."""
    op.create_table(
        "shift_notes",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_shift_notes_organisation_id", "shift_notes", ["organisation_id", "written_at", "id"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy.policy("shift_notes", f"organisation_id = {tenancy.OWN_ORGANISATION}"):
            op.execute(statement)
