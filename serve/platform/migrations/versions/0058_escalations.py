"""Whom right holders tell of enquiries that wait too long, and who was told of which."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)
OWN = f"organisation_id = {tenancy.OWN_ORGANISATION}"
OF_BOTH = f"{OWN} OR right_holder_id = {tenancy.OWN_ORGANISATION}"
ROWS = {"enquiry_contacts": OWN, "enquiry_escalations": OF_BOTH}


def upgrade() -> None:
    """Make the tables. A right holder sees its contacts; both sides of an enquiry see who was told of it."""
    op.create_table(
        "enquiry_contacts",
        sa.Column("person_id", ID, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False, index=True),
        sa.Column("after_hours", sa.Integer()),
        sa.Column("after_percent", sa.Integer()),
        sa.Column("changed_by", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "enquiry_escalations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("enquiry_id", ID, sa.ForeignKey("enquiries.id"), nullable=False),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("right_holder_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("person_id", ID, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("escalated_at", MOMENT, nullable=False),
        sa.UniqueConstraint("enquiry_id", "person_id", name="uq_enquiry_escalations_enquiry_id"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, rows in ROWS.items():
            for statement in tenancy.policy(table, rows):
                op.execute(statement)
