"""Passkeys, one-time codes, recovery codes, and what organisations require."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)


def _of_person(*, is_one: bool) -> sa.Column[str]:
    return sa.Column("person_id", ID, sa.ForeignKey("people.id"), nullable=False, unique=is_one)


def upgrade() -> None:
    """Make the tables, which are the service's own; sessions of earlier versions await nothing."""
    op.create_table(
        "passkeys",
        sa.Column("id", ID, primary_key=True),
        _of_person(is_one=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False, unique=True),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_on", sa.Date()),
    )
    op.create_index("ix_passkeys_person_id", "passkeys", ["person_id"])
    op.create_table(
        "one_time_secrets",
        sa.Column("id", ID, primary_key=True),
        _of_person(is_one=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("last_step", sa.Integer(), nullable=False),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", ID, primary_key=True),
        _of_person(is_one=True),
        sa.Column("unused", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
    )
    op.create_table(
        "second_factor_requirements",
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("since", sa.Date(), nullable=False),
    )
    op.add_column("sessions", sa.Column("awaits_factor", sa.Boolean(), nullable=False, server_default=sa.false()))
    if op.get_bind().dialect.name == "postgresql":
        for table in ("passkeys", "one_time_secrets", "recovery_codes", "second_factor_requirements"):
            for statement in tenancy.policy(table, "false"):
                op.execute(statement)
