"""Accounts, and whose rows are whose: people, organisations, sessions; examinations and keys get their owners."""

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OWN_OR_OLD = f"organisation_id = {tenancy.OWN_ORGANISATION} OR (organisation_id IS NULL AND {tenancy.IS_OPERATOR})"
POLICIES = {
    "people": f"organisation_id = {tenancy.OWN_ORGANISATION} OR {tenancy.IS_OPERATOR}",
    "sessions": "false",
    "api_tokens": "false",
    "sign_in_failures": "false",
    "allowances": (
        f"right_holder_id = {tenancy.OWN_ORGANISATION} OR agency_id = {tenancy.OWN_ORGANISATION} "
        f"OR {tenancy.IS_OPERATOR}"
    ),
    "examinations": OWN_OR_OLD,  # those from before there were accounts are the operator's
    "examination_photos": OWN_OR_OLD,
}


def upgrade() -> None:
    """Create the tables, add the columns, and have PostgreSQL enforce tenancy."""
    _organisations()
    _people()
    _credentials()
    _examinations()
    op.add_column("audit_events", sa.Column("key", sa.String(16)))
    op.add_column("audit_events", sa.Column("signature", sa.String(128)))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("idempotency_keys", "key", type_=sa.String(300))
        for table, rows in POLICIES.items():
            for statement in tenancy.policy(table, rows):
                op.execute(statement)


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(34), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("country", sa.String(2)),
        sa.Column("allows_all", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.UniqueConstraint("name", name="uq_organisations_name"),
    )
    op.create_table(
        "allowances",
        sa.Column("right_holder_id", sa.String(34), nullable=False),
        sa.Column("agency_id", sa.String(34), nullable=False),
        sa.PrimaryKeyConstraint("right_holder_id", "agency_id", name="pk_allowances"),
        sa.ForeignKeyConstraint(
            ["right_holder_id"], ["organisations.id"], name="fk_allowances_right_holder_id_organisations"
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["organisations.id"], name="fk_allowances_agency_id_organisations"),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(34), nullable=False),
        sa.Column("organisation_id", sa.String(34), nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("openid_subject", sa.String(300)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("username", name="uq_people_username"),
        sa.UniqueConstraint("openid_subject", name="uq_people_openid_subject"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_people_organisation_id_organisations"
        ),
    )
    op.create_index("ix_people_organisation_id", "people", ["organisation_id"])


def _credentials() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(34), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sessions_person_id_people"),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])
    op.create_index("ix_sessions_created_at", "sessions", ["created_at"])
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.String(34), nullable=False),
        sa.Column("person_id", sa.String(34), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_on", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("sha256", name="uq_api_tokens_sha256"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_api_tokens_person_id_people"),
    )
    op.create_index("ix_api_tokens_person_id", "api_tokens", ["person_id"])
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_failures"),
    )
    op.create_index("ix_sign_in_failures_key", "sign_in_failures", ["key"])
    op.create_index("ix_sign_in_failures_at", "sign_in_failures", ["at"])


def _examinations() -> None:
    for column in (
        sa.Column("organisation_id", sa.String(34)),
        sa.Column("examined_by", sa.String(34)),
        sa.Column("case_id", sa.String(34)),
        sa.Column("case_item_id", sa.String(34)),
        sa.Column("right_holder", sa.String(120)),
        sa.Column("restricted", sa.Text()),
        sa.Column("release_sha256", sa.String(64)),
        sa.Column("asked", sa.Text()),
    ):
        op.add_column("examinations", column)
    op.create_index("ix_examinations_organisation_id", "examinations", ["organisation_id"])
    op.create_index("ix_examinations_case_item_id", "examinations", ["case_item_id"])
    op.add_column("examination_photos", sa.Column("organisation_id", sa.String(34)))


def downgrade() -> None:
    """Drop them: nobody can sign in any more, and whose examinations are whose is forgotten."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ("examinations", "examination_photos"):
            op.execute(f"DROP POLICY tenancy ON {table}")
            op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.drop_column("examination_photos", "organisation_id")
    op.drop_index("ix_examinations_case_item_id", "examinations")
    op.drop_index("ix_examinations_organisation_id", "examinations")
    for name in (
        "release_sha256",
        "asked",
        "restricted",
        "right_holder",
        "case_item_id",
        "case_id",
        "examined_by",
        "organisation_id",
    ):
        op.drop_column("examinations", name)
    for name in ("signature", "key"):
        op.drop_column("audit_events", name)
    for table in ("sign_in_failures", "api_tokens", "sessions", "people", "allowances", "organisations"):
        op.drop_table(table)
