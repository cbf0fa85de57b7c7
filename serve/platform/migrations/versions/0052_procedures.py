"""Procedures for the right holders of a case, with their steps and clocks."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(34), sa.DateTime(timezone=True)
IS_OPEN = sa.text("state = 'open'")
OF_AGENCY = f"organisation_id = {tenancy.OWN_ORGANISATION}"
OF_BOTH = f"{OF_AGENCY} OR right_holder_id = {tenancy.OWN_ORGANISATION}"
ROWS = {"procedures": OF_BOTH, "procedure_steps": OF_AGENCY, "procedure_clocks": OF_BOTH}


def upgrade() -> None:
    """Make the tables. An agency sees its procedures, a right holder those that name it, without their steps."""
    _make_procedures()
    _make_steps()
    _make_clocks()
    if op.get_bind().dialect.name == "postgresql":
        for table, rows in ROWS.items():
            for statement in tenancy.policy(table, rows):
                op.execute(statement)


def _of(name: str, what: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, ID, sa.ForeignKey(f"{what}.id"), nullable=nullable)


def _key() -> tuple[sa.Column[Any], ...]:
    procedure = sa.Column("procedure_id", ID, sa.ForeignKey("procedures.id"), primary_key=True)
    return procedure, sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False)


def _given(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _make_procedures() -> None:
    op.create_table(
        "procedures",
        sa.Column("id", ID, primary_key=True),
        _of("organisation_id", "organisations"),
        _of("right_holder_id", "organisations", nullable=True),
        _of("case_id", "cases"),
        _given("right_holder", sa.String(200)),
        _given("right_kind", sa.String(32)),
        _given("right_number", sa.String(100)),
        _given("application_number", sa.String(100)),
        _given("regime", sa.String(100)),
        _given("country", sa.String(2)),
        _given("subdivision", sa.String(10)),
        _given("zone", sa.String(64)),
        _given("perishable", sa.Boolean()),
        _given("small_consignment", sa.Boolean()),
        _given("ex_officio", sa.Boolean()),
        _given("reasons", sa.Text()),
        _of("made_by", "people"),
        _given("made_at", MOMENT),
        _of("changed_by", "people"),
        _given("changed_at", MOMENT),
        sa.Column("result", sa.String(32)),
        sa.Column("result_on", sa.Date()),
        sa.Column("cost", sa.String(24)),
        sa.Column("currency", sa.String(3)),
    )
    op.create_index("ix_procedures_case_id", "procedures", ["case_id"])
    op.create_index("ix_procedures_result_on", "procedures", ["organisation_id", "result_on"])


def _make_steps() -> None:
    op.create_table(
        "procedure_steps",
        *_key(),
        _of("organisation_id", "organisations"),
        _given("kind", sa.String(100)),
        _given("event", sa.String(40)),
        _given("happened_on", sa.Date()),
        _given("rule", sa.String(100)),
        _given("days", sa.Integer()),
        _given("is_withdrawn", sa.Boolean()),
        _given("note", sa.Text()),
        _of("done_by", "people"),
        _given("done_at", MOMENT),
    )


def _make_clocks() -> None:
    op.create_table(
        "procedure_clocks",
        *_key(),
        _of("organisation_id", "organisations"),
        _of("right_holder_id", "organisations", nullable=True),
        _given("step", sa.Integer()),
        _given("rule", sa.String(100)),
        _given("version", sa.Date()),
        _given("source", sa.Text()),
        _given("party", sa.String(100)),
        _given("answer", sa.Text()),
        _given("lapse", sa.Text()),
        _given("proposes", sa.String(100)),
        _given("met_by", sa.Text()),
        _given("kind", sa.String(16)),
        _given("country", sa.String(2)),
        _given("subdivision", sa.String(10)),
        _given("zone", sa.String(64)),
        _given("started_on", sa.Date()),
        _given("day", sa.Date()),
        _given("days", sa.Integer()),
        _given("extension", sa.Integer()),
        _given("calendar", sa.String(100)),
        _given("skipped", sa.Text()),
        _given("expires_at", MOMENT),
        _given("pressing_from", sa.Date()),
        _given("state", sa.String(16)),
        sa.Column("met_on", sa.Date()),
    )
    for name, columns in (
        ("expires_at", ["organisation_id", "expires_at"]),
        ("pressing", ["organisation_id", "pressing_from"]),
        ("right_holder", ["right_holder_id", "expires_at"]),
    ):
        op.create_index(
            f"ix_procedure_clocks_{name}", "procedure_clocks", columns, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
        )
