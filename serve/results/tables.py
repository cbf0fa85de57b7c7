"""The tables of results: totals of seminars that are removed. The organisation that held one sees its own rows.

The operator sees all. Right holders see none, as of the answers that they were made of.
"""

from sqlalchemy import Column, Date, Float, ForeignKey, Index, Integer, String, Table

from serve.accounts.tables import organisations
from serve.platform.database import metadata
from serve.sittings.tables import OF_HOST

totals = Table(
    "seminar_totals",
    metadata,
    Column("id", String(34), primary_key=True),  # of the seminar
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("country", String(2), nullable=False),
    Column("day", Date, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("gain_seats", Integer, nullable=False),
    Column("gain", Float, nullable=False),  # the sum of these seats' differences
    Index("ix_seminar_totals_organisation_id", "organisation_id", "day", "id"),
    info=OF_HOST,
)
counts = Table(
    "seminar_total_counts",
    metadata,
    Column("seminar_id", ForeignKey(totals.c.id), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("product_id", String(190), primary_key=True),  # empty where few seats answered about it
    Column("label", String(16), primary_key=True),
    Column("choice", String(16), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("answers", Integer, nullable=False),
    info=OF_HOST,
)
