"""Addresses at which people are told that something waits, and messages to them that are to be sent."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)
TABLES = ("notice_addresses", "notices")


def upgrade() -> None:
    """Make the tables. An organisation sees those of its people."""
    op.create_table(
        "notice_addresses",
        sa.Column("person_id", ID, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("token_sha256", sa.String(64)),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("told_at", MOMENT),
    )
    op.create_table(
        "notices",
        sa.Column("id", ID, primary_key=True),
        sa.Column("person_id", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.UniqueConstraint("person_id", "kind", name="uq_notices_person_id"),
    )
    op.create_index("ix_notices_next_at", "notices", ["next_at"])
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in tenancy.policy(table, f"organisation_id = {tenancy.OWN_ORGANISATION}"):
                op.execute(statement)
