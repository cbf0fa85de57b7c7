"""The tables of alerts, and an index of the events that say who has opened which.

A right holder sees its own, the operator all, and an agency those that were sent to it, as long as the right holder
allows it: a row of `alert_recipients` says to whom an alert was sent.
"""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, Integer, String, Table, Text, literal_column

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import organisations, people
from serve.alerts.permissions import AlertAction
from serve.audit.tables import events
from serve.examinations.tables import photo_columns
from serve.platform.database import metadata
from serve.platform.tenancy import Tenancy, owned

MOMENT = DateTime(timezone=True)
ALL_TO = (OrganisationKind.OPERATOR,)
OF_HOLDER = owned(Tenancy(by_kind={OrganisationKind.RIGHT_HOLDER: "right_holder_id"}, all_to=ALL_TO))
OF_BOTH = owned(
    Tenancy(
        by_kind={OrganisationKind.RIGHT_HOLDER: "right_holder_id", OrganisationKind.AGENCY: "agency_id"},
        all_to=ALL_TO,
    )
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("product_id", String(190), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(35), nullable=False),
    Column("points", Text, nullable=False),  # JSON
    Column("valid_until", Date, nullable=False),
    Column("sent_by", ForeignKey(people.c.id), nullable=False),
    Column("sent_at", MOMENT, nullable=False),
    Column("withdrawn_by", ForeignKey(people.c.id)),
    Column("withdrawn_at", MOMENT),
    Column("reason", Text),
    Index("ix_alerts_right_holder_id", "right_holder_id", "sent_at", "id"),
    Index("ix_alerts_product_id", "product_id", "sent_at"),
    info=OF_HOLDER,
)
pictures = Table(
    "alert_pictures",
    metadata,
    Column("alert_id", ForeignKey(alerts.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    *photo_columns(is_indexed=True),
    Column("entry_id", String(34)),
    info=OF_HOLDER,
)
recipients = Table(
    "alert_recipients",
    metadata,
    Column("alert_id", ForeignKey(alerts.c.id), primary_key=True),
    Column("agency_id", ForeignKey(organisations.c.id), primary_key=True),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Index("ix_alert_recipients_agency_id", "agency_id", "alert_id"),
    info=OF_BOTH,
)

# Both databases use a partial index only where the query says its condition literally.
IS_OPENING = events.c.action == literal_column(f"'{AlertAction.VIEW.value}'")
Index(
    "ix_audit_events_opened_alerts",
    events.c.actor,
    events.c.subject,
    sqlite_where=IS_OPENING,
    postgresql_where=IS_OPENING,
)
