"""The tables of second factors: the service's own, as sessions and API tokens are."""

from sqlalchemy import BigInteger, Column, Date, DateTime, ForeignKey, Integer, String, Table, Text

from serve.accounts.tables import organisations, people
from serve.factors.domain import LONGEST_NAME
from serve.platform.database import metadata

MOMENT = DateTime(timezone=True)

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False, index=True),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("credential_id", String(1400), nullable=False, unique=True),  # WebAuthn: 1,023 bytes at most
    Column("public_key", Text, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("used_on", Date),
)
one_time_secrets = Table(
    "one_time_secrets",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False, unique=True),
    Column("sealed", Text, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("confirmed_at", MOMENT),
    Column("last_step", Integer, nullable=False),
)
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False, unique=True),
    Column("unused", Text, nullable=False),  # digests, one a line
    Column("made_at", MOMENT, nullable=False),
)
requirements = Table(
    "second_factor_requirements",
    metadata,
    Column("organisation_id", ForeignKey(organisations.c.id), primary_key=True),
    Column("since", Date, nullable=False),
)
