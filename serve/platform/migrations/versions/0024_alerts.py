"""Alerts of right holders to agencies."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)
OWN = tenancy.OWN_ORGANISATION
OF_HOLDER = f"right_holder_id = {OWN} OR {tenancy.IS_OPERATOR}"
ALLOWS_ALL = "EXISTS (SELECT 1 FROM organisations AS holder WHERE holder.id = right_holder_id AND holder.allows_all)"
LISTED = "SELECT 1 FROM allowances AS listed WHERE listed.right_holder_id = alert_recipients.right_holder_id"
ALLOWED = f"{ALLOWS_ALL} OR EXISTS ({LISTED} AND listed.agency_id = {OWN})"
SENT = "SELECT 1 FROM alert_recipients AS sent WHERE sent.agency_id ="
POLICIES = {  # the policy of each table also holds inside the conditions of the others
    "alert_recipients": f"{OF_HOLDER} OR (agency_id = {OWN} AND ({ALLOWED}))",
    "alerts": f"{OF_HOLDER} OR EXISTS ({SENT} {OWN} AND sent.alert_id = alerts.id)",
    "alert_pictures": f"{OF_HOLDER} OR EXISTS ({SENT} {OWN} AND sent.alert_id = alert_pictures.alert_id)",
}


def upgrade() -> None:
    """Make the tables. An agency sees what was sent to it, as long as the right holder allows it."""
    op.create_table(
        "alerts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("right_holder_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("product_id", sa.String(190), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("sent_by", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("withdrawn_by", ID, sa.ForeignKey("people.id")),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("reason", sa.Text()),
    )
    op.create_index("ix_alerts_right_holder_id", "alerts", ["right_holder_id", "sent_at", "id"])
    op.create_index("ix_alerts_product_id", "alerts", ["product_id", "sent_at"])
    op.create_table(
        "alert_pictures",
        sa.Column("alert_id", ID, sa.ForeignKey("alerts.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("right_holder_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("entry_id", ID),
    )
    op.create_index("ix_alert_pictures_sha256", "alert_pictures", ["sha256"])
    op.create_table(
        "alert_recipients",
        sa.Column("alert_id", ID, sa.ForeignKey("alerts.id"), primary_key=True),
        sa.Column("agency_id", ID, sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("right_holder_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
    )
    op.create_index("ix_alert_recipients_agency_id", "alert_recipients", ["agency_id", "alert_id"])
    if op.get_bind().dialect.name == "postgresql":
        for table, rows in POLICIES.items():
            for statement in tenancy.policy(table, rows):
                op.execute(statement)
