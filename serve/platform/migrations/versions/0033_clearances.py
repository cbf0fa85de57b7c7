"""Clearances of right holders for seminars."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)
OWN = tenancy.OWN_ORGANISATION
OF_HOLDER = f"right_holder_id = {OWN} OR {tenancy.IS_OPERATOR}"
ALLOWS_ALL = "EXISTS (SELECT 1 FROM organisations AS holder WHERE holder.id = right_holder_id AND holder.allows_all)"
LISTED = "SELECT 1 FROM allowances AS listed WHERE listed.right_holder_id ="
NAMED = "SELECT 1 FROM clearance_agencies AS named WHERE named.agency_id ="
IS_AGENCY = "current_setting('shingan.kind', true) = 'agency'"
FOR_IT = f"to_all OR EXISTS ({NAMED} {OWN} AND named.clearance_id = clearances.id)"
SEEN = "EXISTS (SELECT 1 FROM clearances AS given WHERE given.id = clearance_parts.clearance_id)"


def _allowed(table: str) -> str:
    """The condition that the right holder of a row allows the tenant's agency now."""
    return f"{ALLOWS_ALL} OR EXISTS ({LISTED} {table}.right_holder_id AND listed.agency_id = {OWN})"


POLICIES = {  # the policy of each table also holds inside the conditions of the others
    "clearance_agencies": f"{OF_HOLDER} OR (agency_id = {OWN} AND ({_allowed('clearance_agencies')}))",
    "clearances": f"{OF_HOLDER} OR ({IS_AGENCY} AND ({FOR_IT}) AND ({_allowed('clearances')}))",
    "clearance_parts": f"{OF_HOLDER} OR {SEEN}",
}


def upgrade() -> None:
    """Make the tables. An agency sees what holds for it, as long as the right holder allows it."""
    op.create_table(
        "clearances",
        sa.Column("id", ID, primary_key=True),
        sa.Column("right_holder_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("product_id", sa.String(190), nullable=False),
        sa.Column("to_all", sa.Boolean(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("given_by", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
    )
    op.create_index("ix_clearances_right_holder_id", "clearances", ["right_holder_id", "given_at", "id"])
    op.create_index("ix_clearances_product_id", "clearances", ["product_id", "given_at"])
    op.create_table(
        "clearance_parts",
        sa.Column("clearance_id", ID, sa.ForeignKey("clearances.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("right_holder_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(190), nullable=False),
        sa.Column("photo", sa.Integer()),
        sa.Column("withdrawn_by", ID, sa.ForeignKey("people.id")),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("reason", sa.Text()),
    )
    op.create_index("ix_clearance_parts_name", "clearance_parts", ["name"])
    op.create_table(
        "clearance_agencies",
        sa.Column("clearance_id", ID, sa.ForeignKey("clearances.id"), primary_key=True),
        sa.Column("agency_id", ID, sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("right_holder_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
    )
    op.create_index("ix_clearance_agencies_agency_id", "clearance_agencies", ["agency_id", "clearance_id"])
    if op.get_bind().dialect.name == "postgresql":
        for table, rows in POLICIES.items():
            for statement in tenancy.policy(table, rows):
                op.execute(statement)
