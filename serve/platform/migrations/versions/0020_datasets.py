"""Frozen data sets, and the gold set: rows of the operator alone."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the four tables."""
    op.create_table(
        "frozen_sets",
        sa.Column("id", sa.String(18), primary_key=True),
        sa.Column("manifest_sha256", sa.String(64), nullable=False),
        sa.Column("items_digest", sa.String(64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("gold_rows", sa.Integer(), nullable=False),
        sa.Column("gold_items", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_index("ix_frozen_sets_manifest_sha256", "frozen_sets", ["manifest_sha256"])
    op.create_table(
        "frozen_files",
        sa.Column("set_id", sa.String(18), sa.ForeignKey("frozen_sets.id"), primary_key=True),
        sa.Column("name", sa.String(255), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "frozen_items",
        sa.Column("set_id", sa.String(18), sa.ForeignKey("frozen_sets.id"), primary_key=True),
        sa.Column("entry_id", sa.String(34), sa.ForeignKey("review_entries.id"), primary_key=True),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
    )
    op.create_index("ix_frozen_items_entry_id", "frozen_items", ["entry_id"])
    op.create_table(
        "gold_items",
        sa.Column("entry_id", sa.String(34), sa.ForeignKey("review_entries.id"), primary_key=True),
        sa.Column("proposed_by", sa.String(34), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("confirmed_by", sa.String(34), sa.ForeignKey("people.id")),
        sa.Column("confirmed_at", MOMENT),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("frozen_sets", "frozen_files", "frozen_items", "gold_items"):
            for statement in tenancy.policy(table, tenancy.IS_OPERATOR):
                op.execute(statement)
