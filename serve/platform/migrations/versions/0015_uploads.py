"""Uploads: files that arrive in parts, and the parts that have arrived."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables, whose rows belong to the person's organisation."""
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(34), primary_key=True),
        sa.Column("organisation_id", sa.String(34), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("person_id", sa.String(34), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("length", sa.BigInteger, nullable=False),
        sa.Column("announced_sha256", sa.String(64)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.Column("taken_by", sa.String(64)),
    )
    op.create_index("ix_uploads_expires_at", "uploads", ["expires_at"])
    op.create_index("ix_uploads_sha256", "uploads", ["sha256"])
    op.create_index("ix_uploads_person_id", "uploads", ["person_id", "created_at", "id"])
    op.create_table(
        "upload_parts",
        sa.Column("upload_id", sa.String(34), sa.ForeignKey("uploads.id"), primary_key=True),
        sa.Column("start", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.String(34), sa.ForeignKey("organisations.id"), nullable=False),
    )
    op.create_index("ix_upload_parts_sha256", "upload_parts", ["sha256"])
    if op.get_bind().dialect.name == "postgresql":
        for table in ("uploads", "upload_parts"):
            for statement in tenancy.policy(table, f"organisation_id = {tenancy.OWN_ORGANISATION}"):
                op.execute(statement)
