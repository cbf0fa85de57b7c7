"""The persons of cases, encrypted."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table. An agency sees its own."""
    op.create_table(
        "case_persons",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("added_by", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_by", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy.policy("case_persons", f"organisation_id = {tenancy.OWN_ORGANISATION}"):
            op.execute(statement)
