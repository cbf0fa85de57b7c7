"""Objects that are to go, as the rows that named them went; and an index for what is searched by name then."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the index."""
    op.create_table(
        "leaving_objects",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_leaving_objects"),
    )
    op.create_index("ix_examination_photos_sha256", "examination_photos", ["sha256"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy.policy("leaving_objects", "false"):
            op.execute(statement)


def downgrade() -> None:
    """Drop them: objects that were to go stay."""
    op.drop_index("ix_examination_photos_sha256", "examination_photos")
    op.drop_table("leaving_objects")
