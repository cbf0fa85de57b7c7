"""Totals of seminars that are removed, and sittings with made-up answers."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

ID = sa.String(34)
OWN = f"organisation_id = {tenancy.OWN_ORGANISATION} OR {tenancy.IS_OPERATOR}"
TABLES = ("seminar_totals", "seminar_total_counts")


def _owner() -> sa.Column[str]:
    return sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False)


def upgrade() -> None:
    """Make the tables. An agency sees its own, the operator all. No earlier sitting has made-up answers."""
    op.add_column("sittings", sa.Column("is_made_up", sa.Boolean(), nullable=False, server_default=sa.false()))
    _add_totals()
    _add_counts()
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in tenancy.policy(table, OWN):
                op.execute(statement)


def _add_totals() -> None:
    op.create_table(
        "seminar_totals",
        sa.Column("id", ID, primary_key=True),
        _owner(),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("gain_seats", sa.Integer(), nullable=False),
        sa.Column("gain", sa.Float(), nullable=False),
    )
    op.create_index("ix_seminar_totals_organisation_id", "seminar_totals", ["organisation_id", "day", "id"])


def _add_counts() -> None:
    op.create_table(
        "seminar_total_counts",
        sa.Column("seminar_id", ID, sa.ForeignKey("seminar_totals.id"), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("product_id", sa.String(190), primary_key=True),
        sa.Column("label", sa.String(16), primary_key=True),
        sa.Column("choice", sa.String(16), primary_key=True),
        _owner(),
        sa.Column("answers", sa.Integer(), nullable=False),
    )
