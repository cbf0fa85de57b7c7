"""Examinations and their photos."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the two tables."""
    op.create_table(
        "examinations",
        sa.Column("id", sa.String(34), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("release", sa.String(64), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_examinations"),
    )
    op.create_index("ix_examinations_created_at", "examinations", ["created_at"])
    op.create_table(
        "examination_photos",
        sa.Column("examination_id", sa.String(34), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["examination_id"], ["examinations.id"], name="fk_examination_photos_examination_id_examinations"
        ),
        sa.PrimaryKeyConstraint("examination_id", "position", name="pk_examination_photos"),
    )


def downgrade() -> None:
    """Drop them; what they held is gone."""
    op.drop_table("examination_photos")
    op.drop_table("examinations")
