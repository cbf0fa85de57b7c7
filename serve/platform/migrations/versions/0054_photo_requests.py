"""What right holders ask to be photographed before they answer an enquiry."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

TABLE = "enquiry_photo_requests"
ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)
OF_BOTH = f"organisation_id = {tenancy.OWN_ORGANISATION} OR right_holder_id = {tenancy.OWN_ORGANISATION}"


def upgrade() -> None:
    """Make the table. A request is seen by the agency and the right holder of its enquiry."""
    op.create_table(
        TABLE,
        sa.Column("id", ID, primary_key=True),
        _of("enquiry_id", "enquiries"),
        sa.Column("position", sa.Integer(), nullable=False),
        _of("organisation_id", "organisations"),
        _of("right_holder_id", "organisations"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("point", sa.Text()),
        sa.Column("view", sa.Text()),
        sa.Column("salt", sa.String(32), nullable=False),
        _of("asked_by", "people"),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("first_photo", sa.Integer()),
        sa.Column("photos", sa.Integer()),
        sa.Column("reply", sa.Text()),
        _of("replied_by", "people", nullable=True),
        sa.Column("replied_at", MOMENT),
        sa.Column("unread_by", ID),
        sa.Column("unread_since", MOMENT),
    )
    op.create_index(f"ix_{TABLE}_enquiry_id", TABLE, ["enquiry_id", "position"], unique=True)
    op.create_index(f"ix_{TABLE}_unread_by", TABLE, ["unread_by"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy.policy(TABLE, OF_BOTH):
            op.execute(statement)


def _of(name: str, what: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, ID, sa.ForeignKey(f"{what}.id"), nullable=nullable)
