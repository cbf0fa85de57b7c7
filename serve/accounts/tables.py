"""The tables of accounts. Sessions, tokens and failed sign-ins are the service's own."""

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, String, Table, Text, UniqueConstraint, false

from serve.accounts.permissions import OrganisationKind
from serve.platform.database import PASSING, metadata
from serve.platform.tenancy import Tenancy, owned

organisations = Table(
    "organisations",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(120), nullable=False, unique=True),
    Column("country", String(2)),
    Column("allows_all", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
allowances = Table(  # which agencies see a right holder's `officer` points, where it does not allow all
    "allowances",
    metadata,
    Column("right_holder_id", ForeignKey(organisations.c.id), primary_key=True),
    Column("agency_id", ForeignKey(organisations.c.id), primary_key=True),
)
units = Table(  # of an organisation: ports, post offices
    "units",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("name", String(100), nullable=False),
    UniqueConstraint("organisation_id", "name", name="uq_units_name"),
    info=owned(Tenancy(owner="organisation_id", all_to=(OrganisationKind.OPERATOR,))),
)
people = Table(
    "people",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False, index=True),
    Column("username", String(64), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("role", String(16), nullable=False),
    Column("password_hash", String(200)),
    Column("openid_subject", String(300), unique=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("disabled_at", DateTime(timezone=True)),
    Column("must_change", Boolean, nullable=False, server_default=false()),
    Column("password_until", DateTime(timezone=True)),
    Column("unit_id", String(34), index=True),  # of `units`; `UnitStore.get` locks the one that is given or removed
    Column("is_service", Boolean, nullable=False, server_default=false()),
    info=owned(Tenancy(owner="organisation_id", all_to=(OrganisationKind.OPERATOR,))),
)
preferences = Table(  # what people chose for themselves; no evidence
    "preferences",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("language", String(35)),
    Column("time_zone", String(64)),
)
organisation_languages = Table(  # in which organisations are written to; no evidence
    "organisation_languages",
    metadata,
    Column("organisation_id", ForeignKey(organisations.c.id), primary_key=True),
    Column("language", String(35), nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False, index=True),
    Column("created_at", DateTime(timezone=True), nullable=False, index=True),
    Column("used_at", DateTime(timezone=True), nullable=False),
    Column("awaits_factor", Boolean, nullable=False, server_default=false()),
    info={PASSING: True},  # a session that has ended must not come back with an old snapshot
)
tokens = Table(
    "api_tokens",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False, index=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("label", String(120), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("used_on", DateTime(timezone=True)),
    Column("scope", Text),  # permissions, with a space between; null: all that its person may
    Column("expires_at", DateTime(timezone=True)),
)
device_keys = Table(  # what each person's key of their devices is derived from, with a secret that is no row
    "device_keys",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("salt", String(64), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
)
failures = Table(  # sign-ins that failed; `key` is a digest of a username or of an address
    "sign_in_failures",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key", String(64), nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
    info={PASSING: True},
)
