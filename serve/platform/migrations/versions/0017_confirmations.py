"""What right holders' answers confirm is called a confirmation: both tables get the new name, with all their rows."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)
ROWS = f"right_holder_id = {tenancy.OWN_ORGANISATION} OR {tenancy.IS_OPERATOR}"
MOVE = """
INSERT INTO confirmations (id, organisation_id, right_holder_id, enquiry_id, item_id, product_id, label, examination_id,
    release, outcome, rejection_bound, rejection_products, acceptance_bound, acceptance_products, confirmed_at, state)
SELECT id, organisation_id, right_holder_id, enquiry_id, item_id, product_id, label, examination_id,
    release, outcome, rejection_bound, rejection_products, acceptance_bound, acceptance_products, confirmed_at, state
FROM contributions
"""
MOVE_PHOTOS = """
INSERT INTO confirmation_photos (confirmation_id, position, sha256, media_type, size, right_holder_id)
SELECT contribution_id, position, sha256, media_type, size, right_holder_id FROM contribution_photos
"""


def upgrade() -> None:
    """Make the tables under their new names, as a renamed one would keep the old names of its constraints."""
    _confirmations()
    _photos()
    if op.get_bind().dialect.name == "postgresql":
        for table in ("confirmations", "confirmation_photos"):
            for statement in tenancy.policy(table, ROWS):
                op.execute(statement)
    op.execute(MOVE)
    op.execute(MOVE_PHOTOS)
    op.drop_table("contribution_photos")
    op.drop_table("contributions")


def _confirmations() -> None:
    op.create_table(
        "confirmations",
        sa.Column("id", ID, nullable=False),
        _required("organisation_id", ID),
        _required("right_holder_id", ID),
        _required("enquiry_id", ID),
        _required("item_id", ID),
        _required("product_id", sa.Text()),
        _required("label", sa.String(16)),
        _required("examination_id", ID),
        _required("release", sa.String(64)),
        _required("outcome", sa.String(32)),
        sa.Column("rejection_bound", sa.Float()),
        sa.Column("rejection_products", sa.Integer()),
        sa.Column("acceptance_bound", sa.Float()),
        sa.Column("acceptance_products", sa.Integer()),
        _required("confirmed_at", MOMENT),
        _required("state", sa.String(16)),
        sa.PrimaryKeyConstraint("id", name="pk_confirmations"),
        *(_refers("confirmations", column, "organisations") for column in ("organisation_id", "right_holder_id")),
    )
    for name, columns in {
        "enquiry_id": ["enquiry_id"],
        "confirmed_at": ["confirmed_at", "id"],
        "right_holder_id": ["right_holder_id", "confirmed_at", "id"],
    }.items():
        op.create_index(f"ix_confirmations_{name}", "confirmations", columns)


def _photos() -> None:
    op.create_table(
        "confirmation_photos",
        sa.Column("confirmation_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        _required("sha256", sa.String(64)),
        _required("media_type", sa.String(64)),
        _required("size", sa.Integer()),
        _required("right_holder_id", ID),
        sa.PrimaryKeyConstraint("confirmation_id", "position", name="pk_confirmation_photos"),
        _refers("confirmation_photos", "confirmation_id", "confirmations"),
        _refers("confirmation_photos", "right_holder_id", "organisations"),
    )


def _required(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")
