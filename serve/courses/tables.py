"""The tables of courses.

Those who offer a course and the agencies to which it is offered see it; the operator sees all. What people answer
belongs to their agency here, as the database's policies know organisations; the store shows each row to its person
alone.
"""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import organisations, people
from serve.platform.database import metadata
from serve.platform.tenancy import Tenancy, owned
from serve.seminars.tables import seminars

MOMENT = DateTime(timezone=True)
ALL_TO = (OrganisationKind.OPERATOR,)
OF_OFFERER = owned(Tenancy(by_kind={OrganisationKind.AGENCY: "organisation_id"}, all_to=ALL_TO))
OF_AGENCY = owned(Tenancy(by_kind={OrganisationKind.AGENCY: "agency_id"}, all_to=ALL_TO))
OF_LEARNER = owned(Tenancy(by_kind={OrganisationKind.AGENCY: "organisation_id"}))

courses = Table(
    "courses",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("seminar_id", ForeignKey(seminars.c.id), nullable=False, index=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("title", Text, nullable=False),
    Column("country", String(2), nullable=False),
    Column("until", Date, nullable=False),
    Column("offered_by", ForeignKey(people.c.id), nullable=False),
    Column("offered_at", MOMENT, nullable=False),
    Column("withdrawn_by", ForeignKey(people.c.id)),
    Column("withdrawn_at", MOMENT),
    Index("ix_courses_organisation_id", "organisation_id", "offered_at", "id"),
    info=OF_OFFERER,
)
agencies = Table(
    "course_agencies",
    metadata,
    Column("course_id", ForeignKey(courses.c.id), primary_key=True),
    Column("agency_id", ForeignKey(organisations.c.id), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Index("ix_course_agencies_agency_id", "agency_id", "course_id"),
    info=OF_AGENCY,
)


def _learner() -> list[Column[str]]:
    """Whose a row is."""
    return [
        Column("course_id", ForeignKey(courses.c.id), nullable=False),
        Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
        Column("person_id", ForeignKey(people.c.id), nullable=False),
    ]


tests = Table(
    "course_tests",
    metadata,
    Column("id", String(34), primary_key=True),
    *_learner(),
    Column("questions", Text, nullable=False),  # JSON
    Column("salt", String(32), nullable=False),
    Column("begun_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    Index("ix_course_tests_person_id", "person_id", "course_id", "begun_at"),
    info=OF_LEARNER,
)
answers = Table(
    "course_answers",
    metadata,
    Column("id", String(34), primary_key=True),
    *_learner(),
    Column("occasion", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("test_id", ForeignKey(tests.c.id)),
    Column("question_id", String(34), nullable=False),
    Column("product_id", String(190), nullable=False),
    Column("points", Text, nullable=False),  # JSON
    Column("label", String(16), nullable=False),
    Column("choice", String(16), nullable=False),
    Column("sureness", String(16), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("taps", Text),  # JSON
    Column("found", Text),  # JSON
    UniqueConstraint("person_id", "course_id", "occasion", "number"),
    UniqueConstraint("test_id", "question_id"),
    info=OF_LEARNER,
)
certificates = Table(
    "course_certificates",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("code", String(12), nullable=False, unique=True),
    *_learner(),
    Column("title", Text, nullable=False),
    Column("country", String(2), nullable=False),
    Column("right", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("passed_at", MOMENT, nullable=False),
    Column("valid_until", Date, nullable=False, index=True),
    Index("ix_course_certificates_person_id", "person_id", "course_id"),
    info=OF_LEARNER,
)
