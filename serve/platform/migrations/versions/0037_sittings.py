"""Sittings of seminars: their steps, seats, answers and events."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)
OWN = f"organisation_id = {tenancy.OWN_ORGANISATION} OR {tenancy.IS_OPERATOR}"
TABLES = ("sittings", "sitting_steps", "seats", "seat_answers", "seat_taps", "sitting_events")


def _owner() -> sa.Column[str]:
    return sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False)


def _of_sitting(*, is_key: bool = False) -> sa.Column[str]:
    return sa.Column("sitting_id", ID, sa.ForeignKey("sittings.id"), primary_key=is_key, nullable=False)


def _answer_key() -> list[sa.Column[object]]:
    return [
        sa.Column("step", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("round", sa.String(8), primary_key=True),
    ]


def upgrade() -> None:
    """Make the tables. An agency sees its own, the operator all."""
    _add_sittings()
    _add_seats()
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in tenancy.policy(table, OWN):
                op.execute(statement)


def _add_sittings() -> None:
    op.create_table(
        "sittings",
        sa.Column("id", ID, primary_key=True),
        sa.Column("seminar_id", ID, nullable=False),
        _owner(),
        sa.Column("is_rehearsal", sa.Boolean(), nullable=False),
        sa.Column("join_code", sa.String(8)),
        sa.Column("join_until", MOMENT, nullable=False),
        sa.Column("opened_by", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.UniqueConstraint("join_code", name="uq_sittings_join_code"),
    )
    op.create_index("ix_sittings_seminar_id", "sittings", ["seminar_id"])
    op.create_index("ix_sittings_organisation_id", "sittings", ["organisation_id", "opened_at", "id"])
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "uq_sittings_open", "sittings", ["seminar_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_table(
        "sitting_steps",
        _of_sitting(is_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        _owner(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("slot_id", ID, nullable=False),
        sa.Column("right_holder_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("product_id", sa.String(190), nullable=False),
        sa.Column("point_id", sa.String(190)),
        sa.Column("question_id", ID),
        sa.Column("entry_id", ID),
        sa.Column("photos", sa.Text()),
        sa.Column("label", sa.String(16)),
        sa.Column("is_assisted", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(32)),
        sa.Column("deviating", sa.Text()),
        sa.Column("release_id", sa.String(64)),
        sa.Column("assisted_at", MOMENT),
        sa.Column("revealed_at", MOMENT),
    )
    op.create_table(
        "sitting_events",
        _of_sitting(is_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        _owner(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def _add_seats() -> None:
    op.create_table(
        "seats",
        sa.Column("id", ID, primary_key=True),
        _of_sitting(),
        _owner(),
        sa.Column("label", sa.String(20), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.UniqueConstraint("token_sha256", name="uq_seats_token_sha256"),
    )
    op.create_index("ix_seats_sitting_id", "seats", ["sitting_id"])
    op.create_table(
        "seat_answers",
        sa.Column("seat_id", ID, sa.ForeignKey("seats.id"), primary_key=True),
        *_answer_key(),
        _of_sitting(),
        _owner(),
        sa.Column("choice", sa.String(16), nullable=False),
        sa.Column("sureness", sa.String(16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_seat_answers_sitting_id", "seat_answers", ["sitting_id", "step"])
    op.create_table(
        "seat_taps",
        sa.Column("seat_id", ID, primary_key=True),
        *_answer_key(),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        _of_sitting(),
        _owner(),
        sa.Column("photo", sa.Integer(), nullable=False),
        sa.Column("x", sa.Float(), nullable=False),
        sa.Column("y", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seat_id", "step", "round"],
            ["seat_answers.seat_id", "seat_answers.step", "seat_answers.round"],
            name="fk_seat_taps_seat_id_seat_answers",
        ),
    )
    op.create_index("ix_seat_taps_sitting_id", "seat_taps", ["sitting_id"])
