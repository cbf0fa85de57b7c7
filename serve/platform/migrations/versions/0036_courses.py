"""Courses, and what people answer in them."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)
OWN = tenancy.OWN_ORGANISATION
OFFERED = f"organisation_id = {OWN} OR {tenancy.IS_OPERATOR}"
TO_AGENCY = "SELECT 1 FROM course_agencies WHERE course_agencies.course_id = courses.id"
POLICIES = {  # the policy of agencies also holds inside the condition of courses; a store shows a person's rows to them
    "course_agencies": f"{OFFERED} OR agency_id = {OWN}",
    "courses": f"{OFFERED} OR EXISTS ({TO_AGENCY} AND agency_id = {OWN})",
    "course_tests": f"organisation_id = {OWN}",
    "course_answers": f"organisation_id = {OWN}",
    "course_certificates": f"organisation_id = {OWN}",
}


def upgrade() -> None:
    """Make the tables. What a person answers is visible to no other organisation, the operator's included."""
    op.create_table(
        "courses",
        sa.Column("id", ID, primary_key=True),
        sa.Column("seminar_id", ID, sa.ForeignKey("seminars.id"), nullable=False),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("offered_by", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("offered_at", MOMENT, nullable=False),
        sa.Column("withdrawn_by", ID, sa.ForeignKey("people.id")),
        sa.Column("withdrawn_at", MOMENT),
    )
    op.create_index("ix_courses_seminar_id", "courses", ["seminar_id"])
    op.create_index("ix_courses_organisation_id", "courses", ["organisation_id", "offered_at", "id"])
    op.create_table(
        "course_agencies",
        sa.Column("course_id", ID, sa.ForeignKey("courses.id"), primary_key=True),
        sa.Column("agency_id", ID, sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
    )
    op.create_index("ix_course_agencies_agency_id", "course_agencies", ["agency_id", "course_id"])
    _learning()
    if op.get_bind().dialect.name == "postgresql":
        for table, rows in POLICIES.items():
            for statement in tenancy.policy(table, rows):
                op.execute(statement)


def _learner() -> list[sa.Column[str]]:
    """Whose a row is."""
    return [
        sa.Column("course_id", ID, sa.ForeignKey("courses.id"), nullable=False),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("person_id", ID, sa.ForeignKey("people.id"), nullable=False),
    ]


def _learning() -> None:
    """Make the tables of what people answer."""
    op.create_table(
        "course_tests",
        sa.Column("id", ID, primary_key=True),
        *_learner(),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    op.create_index("ix_course_tests_person_id", "course_tests", ["person_id", "course_id", "begun_at"])
    op.create_table(
        "course_answers",
        sa.Column("id", ID, primary_key=True),
        *_learner(),
        sa.Column("occasion", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("test_id", ID, sa.ForeignKey("course_tests.id")),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("product_id", sa.String(190), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("label", sa.String(16), nullable=False),
        sa.Column("choice", sa.String(16), nullable=False),
        sa.Column("sureness", sa.String(16), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("person_id", "course_id", "occasion", "number"),
        sa.UniqueConstraint("test_id", "question_id"),
    )
    op.create_table(
        "course_certificates",
        sa.Column("id", ID, primary_key=True),
        sa.Column("code", sa.String(12), nullable=False, unique=True),
        *_learner(),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("passed_at", MOMENT, nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
    )
    op.create_index("ix_course_certificates_valid_until", "course_certificates", ["valid_until"])
    op.create_index("ix_course_certificates_person_id", "course_certificates", ["person_id", "course_id"])
