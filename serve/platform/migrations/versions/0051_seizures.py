"""The interception of a case, and its lines of goods."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

ID = sa.String(34)
INTERCEPTED = (
    *("authority", "port", "basis", "direction", "customs_procedure", "declaration_kind", "declaration_number"),
    *("traffic", "transport", "container", "waybill", "detection", "concealment"),
    *("origin", "provenance", "transit", "destination"),
)
OF_GOODS = ("product", "category", "hs", "kind", "unit", "currency", "value_basis", "batch", "serial")


def _lines(names: tuple[str, ...]) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(100), nullable=False) for name in names]


def _changed() -> list[sa.Column[Any]]:
    return [
        sa.Column("changed_by", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    """Make both tables. An agency sees its own."""
    op.create_table(
        "interceptions",
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("found_on", sa.Date()),
        sa.Column("declaration_date", sa.Date()),
        *_lines(INTERCEPTED),
        *_changed(),
    )
    op.create_table(
        "goods_lines",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", ID, sa.ForeignKey("case_items.id")),
        *_lines(OF_GOODS),
        sa.Column("description", sa.String(300), nullable=False),
        sa.Column("quantity", sa.BigInteger()),
        sa.Column("declared_value", sa.BigInteger()),
        sa.Column("genuine_value", sa.BigInteger()),
        sa.Column("health_risk", sa.Boolean(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        *_changed(),
        sa.UniqueConstraint("case_id", "position", name="uq_goods_lines_position"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("interceptions", "goods_lines"):
            for statement in tenancy.policy(table, f"organisation_id = {tenancy.OWN_ORGANISATION}"):
                op.execute(statement)
