"""The table of links for new passwords: the service's own, as sessions are."""

from sqlalchemy import Column, DateTime, ForeignKey, String, Table

from serve.accounts.tables import people
from serve.platform.database import PASSING, metadata

resets = Table(
    "password_resets",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("made_at", DateTime(timezone=True), nullable=False),
    info={PASSING: True},  # a link that was used must not come back with an old snapshot
)
