"""Who has opened which alert is found without reading the other events."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add an index of the events that tell it."""
    opened = sa.text("action = 'alert:view'")
    op.create_index(
        "ix_audit_events_opened_alerts",
        "audit_events",
        ["actor", "subject"],
        sqlite_where=opened,
        postgresql_where=opened,
    )
