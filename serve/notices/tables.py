"""The tables of notices. Neither is evidence: what a person chose, and what is still to be sent."""

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from serve.accounts.tables import organisations, people
from serve.notices.domain import LONGEST_ADDRESS
from serve.platform.database import PASSING, metadata
from serve.platform.tenancy import Tenancy, owned

MOMENT = DateTime(timezone=True)
OWN = Tenancy(owner="organisation_id")

addresses = Table(
    "notice_addresses",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("address", String(LONGEST_ADDRESS), nullable=False),
    Column("asked_at", MOMENT, nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("confirmed_at", MOMENT),
    Column("token_sha256", String(64)),
    Column("is_refused", Boolean, nullable=False),
    Column("told", Text, nullable=False),  # JSON
    Column("told_at", MOMENT),
    info=owned(OWN),
)
notices = Table(
    "notices",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("next_at", MOMENT, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    UniqueConstraint("person_id", "kind", name="uq_notices_person_id"),
    info={**owned(OWN), PASSING: True},  # one of an old snapshot would be sent again
)
