"""Examinations that follow others, and examinations that are put into a case after they were made."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEXES = {"ix_examinations_follows": ["follows"], "ix_examinations_recent": ["examined_by", "created_at", "id"]}


def upgrade() -> None:
    """Add the columns, which the policy of their table covers, and what lists and retention search by."""
    op.add_column("examinations", sa.Column("follows", sa.String(34)))
    op.add_column("examinations", sa.Column("filed_by", sa.String(34)))
    op.add_column("examinations", sa.Column("filed_at", sa.DateTime(timezone=True)))
    for name, columns in INDEXES.items():
        op.create_index(name, "examinations", columns)


def downgrade() -> None:
    """Drop them: which examination follows which is forgotten, and the audit log no longer fits those that do."""
    for name in INDEXES:
        op.drop_index(name, "examinations")
    for name in ("filed_at", "filed_by", "follows"):
        op.drop_column("examinations", name)
