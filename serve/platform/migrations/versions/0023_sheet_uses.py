"""How often agencies use product sheets, counted by month."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.String(34)
OF_BOTH = f"right_holder_id = {tenancy.OWN_ORGANISATION} OR agency_id = {tenancy.OWN_ORGANISATION}"


def upgrade() -> None:
    """Create the table. The right holder sees its rows, and the agency that adds to them."""
    op.create_table(
        "sheet_uses",
        sa.Column("right_holder_id", ID, nullable=False),
        sa.Column("product_id", sa.String(190), nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("right_holder_id", "product_id", "agency_id", "month", "kind", name="pk_sheet_uses"),
        _refers("right_holder_id"),
        _refers("agency_id"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy.policy("sheet_uses", OF_BOTH):
            op.execute(statement)


def _refers(column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["organisations.id"], name=f"fk_sheet_uses_{column}_organisations")
