"""Units of organisations, the unit of each person, and until when a first password is good."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

ID = sa.String(34)
ROWS = f"organisation_id = {tenancy.OWN_ORGANISATION} OR {tenancy.IS_OPERATOR}"


def upgrade() -> None:
    """Make the table and the column; people of earlier versions are in no unit."""
    op.create_table(
        "units",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.UniqueConstraint("organisation_id", "name", name="uq_units_name"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy.policy("units", ROWS):
            op.execute(statement)
    op.add_column("people", sa.Column("unit_id", ID))
    op.add_column("people", sa.Column("password_until", sa.DateTime(timezone=True)))
    op.create_index("ix_people_unit_id", "people", ["unit_id"])
