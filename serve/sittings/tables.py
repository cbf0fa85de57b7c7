"""The tables of sittings. The organisation that holds the seminar sees its own rows, and the operator all.

Right holders see none: an answer is of an agency's officers.
"""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    text,
)

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import organisations, people
from serve.platform.database import NAMES_RELEASE, metadata
from serve.platform.tenancy import Tenancy, owned

MOMENT = DateTime(timezone=True)
IS_OPEN = text("closed_at IS NULL")  # a seminar has one open sitting
OF_HOST = owned(Tenancy(by_kind={OrganisationKind.AGENCY: "organisation_id"}, all_to=(OrganisationKind.OPERATOR,)))

sittings = Table(
    "sittings",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("seminar_id", String(34), nullable=False, index=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("is_rehearsal", Boolean, nullable=False),
    Column("join_code", String(8), unique=True),
    Column("join_until", MOMENT, nullable=False),
    Column("opened_by", ForeignKey(people.c.id), nullable=False),
    Column("opened_at", MOMENT, nullable=False),
    Column("step", Integer, nullable=False),
    Column("closed_at", MOMENT),
    Column("last_event", Integer, nullable=False),
    Column("is_made_up", Boolean, nullable=False, server_default=false()),
    Column("compared", Text),  # JSON
    Index("ix_sittings_organisation_id", "organisation_id", "opened_at", "id"),
    Index("uq_sittings_open", "seminar_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    info=OF_HOST,
)
steps = Table(
    "sitting_steps",
    metadata,
    Column("sitting_id", ForeignKey(sittings.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("slot_id", String(34), nullable=False),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("product_id", String(190), nullable=False),
    Column("point_id", String(190)),
    Column("question_id", String(34)),
    Column("entry_id", String(34)),
    Column("photos", Text),  # JSON
    Column("label", String(16)),
    Column("is_assisted", Boolean, nullable=False),
    Column("outcome", String(32)),
    Column("deviating", Text),  # JSON
    Column("release_id", String(64), info={NAMES_RELEASE: True}),
    Column("examination_id", String(34)),  # of a live demo; it may be removed before the sitting
    Column("places", Text),  # JSON
    Column("foreign_photos", Text),  # JSON
    Column("assisted_at", MOMENT),
    Column("revealed_at", MOMENT),
    info=OF_HOST,
)
seats = Table(
    "seats",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("sitting_id", ForeignKey(sittings.c.id), nullable=False, index=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("label", String(20), nullable=False),
    Column("language", String(35), nullable=False),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("joined_at", MOMENT, nullable=False),
    info=OF_HOST,
)
answers = Table(
    "seat_answers",
    metadata,
    Column("seat_id", ForeignKey(seats.c.id), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("round", String(8), primary_key=True),
    Column("sitting_id", ForeignKey(sittings.c.id), nullable=False),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("choice", String(16), nullable=False),
    Column("sureness", String(16), nullable=False),
    Column("at", MOMENT, nullable=False),
    Index("ix_seat_answers_sitting_id", "sitting_id", "step"),
    info=OF_HOST,
)
taps = Table(
    "seat_taps",
    metadata,
    Column("seat_id", String(34), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("round", String(8), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("sitting_id", ForeignKey(sittings.c.id), nullable=False, index=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("photo", Integer, nullable=False),
    Column("x", Float, nullable=False),
    Column("y", Float, nullable=False),
    ForeignKeyConstraint(
        ["seat_id", "step", "round"], ["seat_answers.seat_id", "seat_answers.step", "seat_answers.round"]
    ),
    info=OF_HOST,
)
events = Table(
    "sitting_events",
    metadata,
    Column("sitting_id", ForeignKey(sittings.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("step", Integer, nullable=False),
    Column("phase", String(16), nullable=False),
    Column("at", MOMENT, nullable=False),
    info=OF_HOST,
)
