"""Seminars with their slots."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)
OWN = tenancy.OWN_ORGANISATION
OF_PREPARER = f"organisation_id = {OWN} OR {tenancy.IS_OPERATOR}"
ASKED = "SELECT 1 FROM seminar_slots AS asked WHERE asked.right_holder_id ="
POLICIES = {  # the policy of slots also holds inside the conditions of the others
    "seminar_slots": f"{OF_PREPARER} OR right_holder_id = {OWN}",
    "seminars": f"{OF_PREPARER} OR EXISTS ({ASKED} {OWN} AND asked.seminar_id = seminars.id)",
    "seminar_agencies": f"{OF_PREPARER} OR EXISTS ({ASKED} {OWN} AND asked.seminar_id = seminar_agencies.seminar_id)",
    "seminar_lessons": f"{OF_PREPARER} OR right_holder_id = {OWN}",
    "seminar_points": f"{OF_PREPARER} OR right_holder_id = {OWN}",
    "seminar_questions": f"{OF_PREPARER} OR right_holder_id = {OWN}",
}


def upgrade() -> None:
    """Make the tables. A right holder sees its own slots, and of seminars those in which it has one."""
    op.create_table(
        "seminars",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("seed", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("prepared_by", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("prepared_at", MOMENT, nullable=False),
    )
    op.create_index("ix_seminars_day", "seminars", ["day"])
    op.create_index("ix_seminars_organisation_id", "seminars", ["organisation_id", "prepared_at", "id"])
    op.create_table(
        "seminar_agencies",
        sa.Column("seminar_id", ID, sa.ForeignKey("seminars.id"), primary_key=True),
        sa.Column("agency_id", ID, sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
    )
    op.create_table(
        "seminar_slots",
        sa.Column("id", ID, primary_key=True),
        sa.Column("seminar_id", ID, sa.ForeignKey("seminars.id"), nullable=False),
        *_owners(),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_by", ID, sa.ForeignKey("people.id")),
        sa.Column("asked_at", MOMENT),
        sa.Column("decided_by", ID, sa.ForeignKey("people.id")),
        sa.Column("decided_at", MOMENT),
        sa.Column("words", sa.Text()),
        sa.Column("released_digest", sa.String(64)),
        sa.Column("for_course", sa.Boolean()),
        sa.UniqueConstraint("seminar_id", "right_holder_id"),
    )
    op.create_index("ix_seminar_slots_right_holder_id", "seminar_slots", ["right_holder_id", "asked_at", "id"])
    _parts()
    if op.get_bind().dialect.name == "postgresql":
        for table, rows in POLICIES.items():
            for statement in tenancy.policy(table, rows):
                op.execute(statement)


def _owners() -> list[sa.Column[str]]:
    """Whose a row is."""
    return [
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("right_holder_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
    ]


def _parts() -> None:
    """Make the tables of what a slot shows."""
    op.create_table(
        "seminar_lessons",
        sa.Column("slot_id", ID, sa.ForeignKey("seminar_slots.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        *_owners(),
        sa.Column("product_id", sa.String(190), nullable=False),
        sa.Column("shows_shots", sa.Boolean(), nullable=False),
        sa.Column("has_demo", sa.Boolean(), nullable=False),
        sa.Column("exercises", sa.Integer(), nullable=False),
        sa.Column("is_assisted", sa.Boolean(), nullable=False),
        sa.Column("tests", sa.Integer(), nullable=False),
    )
    op.create_table(
        "seminar_points",
        sa.Column("slot_id", ID, sa.ForeignKey("seminar_slots.id"), primary_key=True),
        sa.Column("lesson", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        *_owners(),
        sa.Column("point_id", sa.String(190), nullable=False),
        sa.Column("entry_id", ID),
        sa.Column("photo", sa.Integer()),
    )
    op.create_table(
        "seminar_questions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("slot_id", ID, sa.ForeignKey("seminar_slots.id"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        *_owners(),
        sa.Column("product_id", sa.String(190), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("photos", sa.Text(), nullable=False),
        sa.Column("label", sa.String(16), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("is_assisted", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_seminar_questions_slot_id", "seminar_questions", ["slot_id"])
    op.create_index("ix_seminar_questions_entry_id", "seminar_questions", ["entry_id"])
