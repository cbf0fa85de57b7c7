"""Releases with their files and states."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

DIGEST = sa.String(64)
MOMENT = sa.DateTime(timezone=True)
IS_ACTIVE = sa.text("state = 'active'")


def upgrade() -> None:
    """Create the tables, which the operator alone sees."""
    op.create_table(
        "releases",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("sha256", DIGEST, nullable=False),
        sa.Column("key_sha256", DIGEST, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("staged_by", sa.String(64), nullable=False),
        sa.Column("staged_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("activation", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
        sa.UniqueConstraint("activation", name="uq_releases_activation"),
    )
    op.create_index(
        "ix_releases_active", "releases", ["state"], unique=True, sqlite_where=IS_ACTIVE, postgresql_where=IS_ACTIVE
    )
    op.create_table(
        "release_files",
        sa.Column("release_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("sha256", DIGEST, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("release_id", "name", name="pk_release_files"),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_release_files_release_id_releases"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("releases", "release_files"):
            for statement in tenancy.policy(table, tenancy.IS_OPERATOR):
                op.execute(statement)
