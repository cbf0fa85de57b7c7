"""Enquiries to right holders with their photos and answers, and the contributions that come of them."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.String(34)
MOMENT = sa.DateTime(timezone=True)
OF_HOLDER = f"right_holder_id = {tenancy.OWN_ORGANISATION}"
OF_BOTH = f"organisation_id = {tenancy.OWN_ORGANISATION} OR {OF_HOLDER}"
POLICIES = {
    "enquiries": OF_BOTH,
    "enquiry_photos": OF_BOTH,
    "enquiry_answers": OF_BOTH,
    "contributions": f"{OF_HOLDER} OR {tenancy.IS_OPERATOR}",
    "contribution_photos": f"{OF_HOLDER} OR {tenancy.IS_OPERATOR}",
}


def upgrade() -> None:
    """Create the tables, and have PostgreSQL enforce tenancy."""
    _enquiries()
    _parts_of_enquiries()
    _contributions()
    if op.get_bind().dialect.name == "postgresql":
        for table, rows in POLICIES.items():
            for statement in tenancy.policy(table, rows):
                op.execute(statement)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _both(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """The agency that asks, and the right holder that is asked."""
    columns = ("organisation_id", "right_holder_id")
    return (
        *(sa.Column(column, ID, nullable=False) for column in columns),
        *(_refers(table, column, "organisations") for column in columns),
    )


def _before() -> tuple[sa.Column[object], ...]:
    """What a release had said and promised."""
    return (
        sa.Column("examination_id", ID, nullable=False),
        sa.Column("release", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("rejection_bound", sa.Float()),
        sa.Column("rejection_products", sa.Integer()),
        sa.Column("acceptance_bound", sa.Float()),
        sa.Column("acceptance_products", sa.Integer()),
    )


def _photo() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
    )


def _enquiries() -> None:
    op.create_table(
        "enquiries",
        sa.Column("id", ID, nullable=False),
        *_both("enquiries"),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        *_before(),
        sa.Column("withdrawn_by", ID),
        sa.Column("withdrawn_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_enquiries"),
        _refers("enquiries", "case_id", "cases"),
        _refers("enquiries", "item_id", "case_items"),
        _refers("enquiries", "asked_by", "people"),
        _refers("enquiries", "withdrawn_by", "people"),
    )
    op.create_index("ix_enquiries_case_id", "enquiries", ["case_id"])
    for owner in ("organisation_id", "right_holder_id"):
        op.create_index(f"ix_enquiries_{owner}", "enquiries", [owner, "asked_at", "id"])


def _parts_of_enquiries() -> None:
    op.create_table(
        "enquiry_photos",
        sa.Column("enquiry_id", ID, nullable=False),
        *_photo(),
        *_both("enquiry_photos"),
        sa.Column("examination_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("enquiry_id", "position", name="pk_enquiry_photos"),
        _refers("enquiry_photos", "enquiry_id", "enquiries"),
    )
    op.create_table(
        "enquiry_answers",
        sa.Column("enquiry_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        *_both("enquiry_answers"),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("answered_by", ID, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("enquiry_id", "position", name="pk_enquiry_answers"),
        _refers("enquiry_answers", "enquiry_id", "enquiries"),
        _refers("enquiry_answers", "answered_by", "people"),
    )


def _contributions() -> None:
    op.create_table(
        "contributions",
        sa.Column("id", ID, nullable=False),
        *_both("contributions"),
        sa.Column("enquiry_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("label", sa.String(16), nullable=False),
        *_before(),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contributions"),
    )
    op.create_index("ix_contributions_enquiry_id", "contributions", ["enquiry_id"])
    op.create_index("ix_contributions_confirmed_at", "contributions", ["confirmed_at", "id"])
    op.create_index("ix_contributions_right_holder_id", "contributions", ["right_holder_id", "confirmed_at", "id"])
    op.create_table(
        "contribution_photos",
        sa.Column("contribution_id", ID, nullable=False),
        *_photo(),
        sa.Column("right_holder_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("contribution_id", "position", name="pk_contribution_photos"),
        _refers("contribution_photos", "contribution_id", "contributions"),
        _refers("contribution_photos", "right_holder_id", "organisations"),
    )


def downgrade() -> None:
    """Drop them: what right holders said is gone."""
    for table in ("contribution_photos", "contributions", "enquiry_answers", "enquiry_photos", "enquiries"):
        op.drop_table(table)
