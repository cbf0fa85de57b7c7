"""The review queue: entries and their photos, and what the operator alone knows of them."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)
OF_HOLDER = f"right_holder_id = {tenancy.OWN_ORGANISATION} OR {tenancy.IS_OPERATOR}"
POLICIES = {
    "review_entries": OF_HOLDER,
    "review_photos": OF_HOLDER,
    "reviews": tenancy.IS_OPERATOR,
    "review_decisions": tenancy.IS_OPERATOR,
}


def upgrade() -> None:
    """Create the tables. A right holder sees its entries, and nothing of what the operator knows of them."""
    _entries()
    _photos()
    _reviews()
    _decisions()
    if op.get_bind().dialect.name == "postgresql":
        for table, rows in POLICIES.items():
            for statement in tenancy.policy(table, rows):
                op.execute(statement)


def _entries() -> None:
    op.create_table(
        "review_entries",
        sa.Column("id", ID, nullable=False),
        sa.Column("right_holder_id", ID, nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("contributed_by", ID, nullable=False),
        sa.Column("product_id", sa.String(190), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("label", sa.String(16), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("contributed_on", sa.String(10), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("withdrawal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_entries"),
        _refers("review_entries", "right_holder_id", "organisations"),
        _refers("review_entries", "contributed_by", "people"),
    )
    op.create_index("ix_review_entries_source_id", "review_entries", ["source_id"])
    op.create_index("ix_review_entries_standing", "review_entries", ["standing", "submitted_at", "id"])
    of_holder = ["right_holder_id", "product_id", "submitted_at"]
    op.create_index("ix_review_entries_right_holder_id", "review_entries", of_holder)
    op.create_index("ix_review_entries_product_id", "review_entries", ["product_id", "submitted_at"])


def _photos() -> None:
    op.create_table(
        "review_photos",
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("right_holder_id", ID, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("view", sa.String(190)),
        sa.Column("capture", sa.String(16), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("hashes", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "position", name="pk_review_photos"),
        _refers("review_photos", "entry_id", "review_entries"),
        _refers("review_photos", "right_holder_id", "organisations"),
    )
    op.create_index("ix_review_photos_sha256", "review_photos", ["sha256"])


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("hold", sa.String(16)),
        sa.Column("risk", sa.Float()),
        sa.Column("findings", sa.Text()),
        sa.Column("assessed_at", MOMENT),
        sa.Column("opinion", sa.Text()),
        sa.PrimaryKeyConstraint("entry_id", name="pk_reviews"),
        _refers("reviews", "entry_id", "review_entries"),
    )
    op.create_index("ix_reviews_assessed_at", "reviews", ["assessed_at"])


def _decisions() -> None:
    op.create_table(
        "review_decisions",
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("decided_by", ID, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("label", sa.String(16)),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "number", name="pk_review_decisions"),
        _refers("review_decisions", "entry_id", "review_entries"),
        _refers("review_decisions", "decided_by", "people"),
    )


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")
