"""Contributions: what right holders send, file by file and row by row, before it is handed in for review."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID, DIGEST, MOMENT = sa.String(34), sa.String(64), sa.DateTime(timezone=True)
OF_HOLDER = f"right_holder_id = {tenancy.OWN_ORGANISATION}"
TABLES = ("contributions", "contribution_files", "contribution_images", "contribution_discards")


def upgrade() -> None:
    """Create the tables. A right holder alone sees its rows."""
    _contributions()
    _files()
    _images()
    _discards()
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in tenancy.policy(table, OF_HOLDER):
                op.execute(statement)


def _contributions() -> None:
    op.create_table(
        "contributions",
        sa.Column("id", ID, nullable=False),
        sa.Column("right_holder_id", ID, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("consent_by", ID, nullable=False),
        sa.Column("consent_at", MOMENT, nullable=False),
        sa.Column("statement", sa.Integer(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("next_file", sa.Integer(), nullable=False),
        sa.Column("next_image", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("job_id", ID),
        sa.Column("submitted_at", MOMENT),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contributions"),
        _refers("contributions", "right_holder_id", "organisations"),
        _refers("contributions", "created_by", "people"),
        _refers("contributions", "consent_by", "people"),
    )
    op.create_index("ix_contributions_state", "contributions", ["state"])
    of_holder = ["right_holder_id", "created_at", "id"]
    op.create_index("ix_contributions_right_holder_id", "contributions", of_holder)


def _files() -> None:
    op.create_table(
        "contribution_files",
        sa.Column("contribution_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("right_holder_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", DIGEST, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("is_read", sa.Boolean(), nullable=False),
        sa.Column("table_sha256", DIGEST),
        sa.Column("table_folder", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("contribution_id", "number", name="pk_contribution_files"),
        _refers("contribution_files", "contribution_id", "contributions"),
        _refers("contribution_files", "right_holder_id", "organisations"),
    )
    for column in ("sha256", "table_sha256"):
        op.create_index(f"ix_contribution_files_{column}", "contribution_files", [column])


def _images() -> None:
    op.create_table(
        "contribution_images",
        sa.Column("contribution_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("right_holder_id", ID, nullable=False),
        sa.Column("file", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", DIGEST),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sharpness", sa.Float(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("copy", sa.Text(), nullable=False),
        sa.Column("understood", sa.Text(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("of_picture", sa.Text(), nullable=False),
        sa.Column("of_row", sa.Text(), nullable=False),
        sa.Column("of_labels", sa.Text(), nullable=False),
        sa.Column("product", sa.String(190)),
        sa.Column("label", sa.String(16)),
        sa.Column("item", sa.String(190)),
        sa.Column("view", sa.String(190)),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("entry_id", ID),
        sa.PrimaryKeyConstraint("contribution_id", "number", name="pk_contribution_images"),
        _refers("contribution_images", "contribution_id", "contributions"),
        _refers("contribution_images", "right_holder_id", "organisations"),
    )
    for column in ("sha256", "entry_id"):
        op.create_index(f"ix_contribution_images_{column}", "contribution_images", [column])
    of_holder = ["right_holder_id", "state", "product"]
    op.create_index("ix_contribution_images_right_holder_id", "contribution_images", of_holder)


def _discards() -> None:
    op.create_table(
        "contribution_discards",
        sa.Column("contribution_id", ID, nullable=False),
        sa.Column("object", DIGEST, nullable=False),
        sa.Column("right_holder_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("contribution_id", "object", name="pk_contribution_discards"),
        _refers("contribution_discards", "contribution_id", "contributions"),
        _refers("contribution_discards", "right_holder_id", "organisations"),
    )


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")
