"""Cases: the officer's dossier with its items, conclusions and second opinions, and the index they are found by."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.String(34)
MOMENT = sa.DateTime(timezone=True)
TABLES = ("cases", "case_counters", "case_steps", "case_items", "conclusions", "opinions", "case_terms")


def upgrade() -> None:
    """Create the tables, and have PostgreSQL enforce tenancy."""
    _cases()
    _around_cases()
    _items()
    _findings()
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in tenancy.policy(table, f"organisation_id = {tenancy.OWN_ORGANISATION}"):
                op.execute(statement)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _create(table: str, *parts: Any, people: tuple[str, ...] = ()) -> None:
    """A table whose rows have an agency and refer to people."""
    persons = [_refers(table, column, "people") for column in people]
    op.create_table(table, *parts, _refers(table, "organisation_id", "organisations"), *persons)


def _cases() -> None:
    _create(
        "cases",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("lane", sa.String(100), nullable=False),
        sa.Column("declaration", sa.String(100), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("opened_by", ID, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("closed_by", ID),
        sa.Column("closed_at", MOMENT),
        sa.Column("hold_reason", sa.Text()),
        sa.Column("hold_since", MOMENT),
        sa.Column("hold_by", ID),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("organisation_id", "number", name="uq_cases_number"),
        sa.UniqueConstraint("organisation_id", "opened_at", name="uq_cases_opened_at"),
        people=("opened_by", "closed_by", "hold_by"),
    )
    op.create_index("ix_cases_closed_at", "cases", ["closed_at"])


def _around_cases() -> None:
    _create(
        "case_counters",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "year", name="pk_case_counters"),
    )
    _create(
        "case_steps",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("done_by", ID, nullable=False),
        sa.Column("done_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "position", name="pk_case_steps"),
        _refers("case_steps", "case_id", "cases"),
        people=("done_by",),
    )
    op.create_table(
        "case_terms",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("term", sa.String(200), nullable=False),
        sa.Column("opened", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "term", "opened", name="pk_case_terms"),
        sqlite_with_rowid=False,
    )


def _items() -> None:
    _create(
        "case_items",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(300), nullable=False),
        sa.Column("product_id", sa.Text()),
        sa.Column("added_by", ID, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_items"),
        sa.UniqueConstraint("case_id", "position", name="uq_case_items_position"),
        _refers("case_items", "case_id", "cases"),
        people=("added_by",),
    )


def _findings() -> None:
    for table, parts, persons in (
        (
            "conclusions",
            (
                sa.Column("finding", sa.String(16), nullable=False),
                sa.Column("reason", sa.Text(), nullable=False),
                sa.Column("concluded_by", ID, nullable=False),
                sa.Column("concluded_at", MOMENT, nullable=False),
                sa.Column("first", sa.String(16), nullable=False),
                sa.Column("examinations", sa.Text(), nullable=False),
            ),
            ("concluded_by",),
        ),
        (
            "opinions",
            (
                sa.Column("asked_by", ID, nullable=False),
                sa.Column("asked_of", ID, nullable=False),
                sa.Column("question", sa.Text(), nullable=False),
                sa.Column("asked_at", MOMENT, nullable=False),
                sa.Column("finding", sa.String(16)),
                sa.Column("reason", sa.Text()),
                sa.Column("answered_at", MOMENT),
                sa.Column("had_seen", sa.Boolean()),
            ),
            ("asked_by", "asked_of"),
        ),
    ):
        _create(
            table,
            sa.Column("id", ID, nullable=False),
            sa.Column("organisation_id", ID, nullable=False),
            sa.Column("case_id", ID, nullable=False),
            sa.Column("item_id", ID, nullable=False),
            *parts,
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            _refers(table, "case_id", "cases"),
            _refers(table, "item_id", "case_items"),
            people=persons,
        )
        op.create_index(f"ix_{table}_case_id", table, ["case_id"])
    op.create_index("ix_opinions_asked_of", "opinions", ["asked_of", "answered_at", "asked_at"])


def downgrade() -> None:
    """Drop them."""
    for table in ("case_terms", "opinions", "conclusions", "case_items", "case_steps", "case_counters", "cases"):
        op.drop_table(table)
