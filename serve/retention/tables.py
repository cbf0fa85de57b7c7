"""The table of objects that are to go."""

from sqlalchemy import Column, DateTime, String, Table

from serve.platform.database import metadata

leaving = Table(
    "leaving_objects",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("since", DateTime(timezone=True), nullable=False),
)
