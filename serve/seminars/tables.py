"""The tables of seminars.

Those who prepare a seminar see all of it, and the operator sees all. A right holder sees its own slots once it was
asked about them, and of the seminar what belongs to such a slot.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import organisations, people
from serve.platform.database import metadata
from serve.platform.tenancy import Tenancy, owned

MOMENT = DateTime(timezone=True)
ALL_TO = (OrganisationKind.OPERATOR,)
OF_PREPARER = owned(Tenancy(by_kind={OrganisationKind.AGENCY: "organisation_id"}, all_to=ALL_TO))
OF_BOTH = owned(
    Tenancy(
        by_kind={OrganisationKind.AGENCY: "organisation_id", OrganisationKind.RIGHT_HOLDER: "right_holder_id"},
        all_to=ALL_TO,
    )
)

seminars = Table(
    "seminars",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("title", Text, nullable=False),
    Column("country", String(2), nullable=False),
    Column("languages", Text, nullable=False),  # JSON
    Column("day", Date, nullable=False, index=True),
    Column("share", Float, nullable=False),
    Column("seed", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("prepared_by", ForeignKey(people.c.id), nullable=False),
    Column("prepared_at", MOMENT, nullable=False),
    Index("ix_seminars_organisation_id", "organisation_id", "prepared_at", "id"),
    info=OF_PREPARER,
)
agencies = Table(
    "seminar_agencies",
    metadata,
    Column("seminar_id", ForeignKey(seminars.c.id), primary_key=True),
    Column("agency_id", ForeignKey(organisations.c.id), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    info=OF_PREPARER,
)
slots = Table(
    "seminar_slots",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("seminar_id", ForeignKey(seminars.c.id), nullable=False),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("position", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_by", ForeignKey(people.c.id)),
    Column("asked_at", MOMENT),
    Column("decided_by", ForeignKey(people.c.id)),
    Column("decided_at", MOMENT),
    Column("words", Text),
    Column("released_digest", String(64)),
    Column("for_course", Boolean),
    Column("blocked_since", MOMENT),  # of a released one: found by the service itself, no evidence
    UniqueConstraint("seminar_id", "right_holder_id"),
    Index("ix_seminar_slots_right_holder_id", "right_holder_id", "asked_at", "id"),
    info=OF_BOTH,
)
lessons = Table(
    "seminar_lessons",
    metadata,
    Column("slot_id", ForeignKey(slots.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("product_id", String(190), nullable=False),
    Column("shows_shots", Boolean, nullable=False),
    Column("has_demo", Boolean, nullable=False),
    Column("exercises", Integer, nullable=False),
    Column("is_assisted", Boolean, nullable=False),
    Column("tests", Integer, nullable=False),
    info=OF_BOTH,
)
points = Table(
    "seminar_points",
    metadata,
    Column("slot_id", ForeignKey(slots.c.id), primary_key=True),
    Column("lesson", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("point_id", String(190), nullable=False),
    Column("entry_id", String(34)),
    Column("photo", Integer),
    info=OF_BOTH,
)
questions = Table(
    "seminar_questions",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("slot_id", ForeignKey(slots.c.id), nullable=False, index=True),
    Column("place", Integer, nullable=False),  # in the slot
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("product_id", String(190), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("position", Integer, nullable=False),
    Column("entry_id", String(34), nullable=False, index=True),
    Column("photos", Text, nullable=False),  # JSON
    Column("label", String(16), nullable=False),
    Column("difficulty", Float, nullable=False),
    Column("is_assisted", Boolean, nullable=False),
    info=OF_BOTH,
)
