"""The schema of revision 0008, made from nothing.

It replaces eight migrations and keeps the id of the last: a database of that revision is current, and later migrations
follow. The tables are a copy of what they were then. There is no way back but a backup.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from serve.platform import tenancy
from serve.platform.database import metadata as current

revision = "0008"
down_revision = None
branch_labels = None
depends_on = None

ID, DIGEST = sa.String(34), sa.String(64)
MOMENT = sa.DateTime(timezone=True)
OF_AGENCY = f"organisation_id = {tenancy.OWN_ORGANISATION}"
OF_HOLDER = f"right_holder_id = {tenancy.OWN_ORGANISATION}"
OF_BOTH = f"{OF_AGENCY} OR {OF_HOLDER}"
OF_HOLDER_OR_OPERATOR = f"{OF_HOLDER} OR {tenancy.IS_OPERATOR}"
OWN_OR_OLD = f"{OF_AGENCY} OR (organisation_id IS NULL AND {tenancy.IS_OPERATOR})"
OF_NO_TENANT = "false"
TERM: tuple[tuple[str, Any], ...] = (("organisation_id", ID), ("term", sa.String(200)), ("opened", sa.BigInteger))
OPINION = (("finding", sa.String(16)), ("reason", sa.Text()), ("answered_at", MOMENT), ("had_seen", sa.Boolean()))
POLICIES = {  # a condition -> the tables whose rows it lets a tenant see
    OF_AGENCY: "cases case_counters case_steps case_items conclusions opinions case_terms",
    OF_BOTH: "enquiries enquiry_photos enquiry_answers",
    OF_HOLDER_OR_OPERATOR: "contributions contribution_photos",
    OWN_OR_OLD: "examinations examination_photos",  # those from before there were accounts are the operator's
    OF_NO_TENANT: "sessions api_tokens sign_in_failures leaving_objects",
    f"{OF_AGENCY} OR {tenancy.IS_OPERATOR}": "people",
    f"{OF_HOLDER} OR agency_id = {tenancy.OWN_ORGANISATION} OR {tenancy.IS_OPERATOR}": "allowances",
}


def upgrade() -> None:
    """Create the tables, and have PostgreSQL enforce tenancy."""
    tables = sa.MetaData(naming_convention=current.naming_convention)
    for add in (_platform, _audit, _accounts, _credentials, _examinations, _cases, _items, _enquiries, _contributions):
        add(tables)
    tables.create_all(op.get_bind())
    if op.get_bind().dialect.name == "postgresql":
        for rows, names in POLICIES.items():
            for statement in (each for table in names.split() for each in tenancy.policy(table, rows)):
                op.execute(statement)


def _required(name: str, kind: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, **options)


def _texts(length: int, *names: str) -> list[sa.Column[Any]]:
    return [_required(name, sa.String(length)) for name in names]


def _refers(name: str, other: str, *, required: bool = True, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, ID, sa.ForeignKey(f"{other}.id"), nullable=not required, **options)


def _part(name: str, other: str) -> tuple[sa.Column[Any], sa.Column[Any]]:
    """The primary key of a table whose rows are parts of others, in order."""
    return _refers(name, other, primary_key=True), sa.Column("position", sa.Integer, primary_key=True)


def _both() -> tuple[sa.Column[Any], sa.Column[Any]]:
    return _refers("organisation_id", "organisations"), _refers("right_holder_id", "organisations")


def _photo() -> tuple[sa.Column[Any], ...]:
    return *_texts(64, "sha256", "media_type"), _required("size", sa.Integer)


def _of_item() -> tuple[sa.Column[Any], ...]:
    """The first columns of a table whose rows are about an item of a case."""
    return (
        sa.Column("id", ID, primary_key=True),
        _refers("organisation_id", "organisations"),
        _refers("case_id", "cases", index=True),
        _refers("item_id", "case_items"),
    )


def _verdict() -> tuple[sa.Column[Any], ...]:
    """What a release had said and promised."""
    return (
        _required("examination_id", ID),
        _required("release", sa.String(64)),
        _required("outcome", sa.String(32)),
        *(
            sa.Column(f"{error}_{name}", kind)
            for error in ("rejection", "acceptance")
            for name, kind in (("bound", sa.Float), ("products", sa.Integer))
        ),
    )


def _platform(tables: sa.MetaData) -> None:
    sa.Table(
        "idempotency_keys",
        tables,
        sa.Column("key", sa.String(300), primary_key=True),
        *_texts(64, "fingerprint", "made"),
        _required("created_at", MOMENT, index=True),
    )
    sa.Table("leaving_objects", tables, sa.Column("sha256", DIGEST, primary_key=True), _required("since", MOMENT))


def _audit(tables: sa.MetaData) -> None:
    sa.Table(
        "audit_events",
        tables,
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *_texts(32, "at"),
        *_texts(64, "actor", "action"),
        _required("subject", sa.String(64), index=True),
        _required("details", sa.Text),
        *_texts(64, "previous", "digest"),
        sa.Column("key", sa.String(16)),
        sa.Column("signature", sa.String(128)),
    )
    sa.Table(
        "audit_head",
        tables,
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        _required("number", sa.Integer),
        *_texts(64, "digest"),
        *_texts(16, "key"),
        *_texts(128, "signature"),
    )


def _accounts(tables: sa.MetaData) -> None:
    sa.Table(
        "organisations",
        tables,
        sa.Column("id", ID, primary_key=True),
        _required("kind", sa.String(16)),
        _required("name", sa.String(120), unique=True),
        sa.Column("country", sa.String(2)),
        _required("allows_all", sa.Boolean),
        _required("created_at", MOMENT),
    )
    pair = (_refers(name, "organisations", primary_key=True) for name in ("right_holder_id", "agency_id"))
    sa.Table("allowances", tables, *pair)
    sa.Table(
        "people",
        tables,
        sa.Column("id", ID, primary_key=True),
        _refers("organisation_id", "organisations", index=True),
        _required("username", sa.String(64), unique=True),
        _required("name", sa.String(120)),
        _required("role", sa.String(16)),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("openid_subject", sa.String(300), unique=True),
        _required("created_at", MOMENT),
        sa.Column("disabled_at", MOMENT),
    )


def _credentials(tables: sa.MetaData) -> None:
    sa.Table(
        "sessions",
        tables,
        sa.Column("id", DIGEST, primary_key=True),
        _refers("person_id", "people", index=True),
        _required("created_at", MOMENT, index=True),
        _required("used_at", MOMENT),
    )
    sa.Table(
        "api_tokens",
        tables,
        sa.Column("id", ID, primary_key=True),
        _refers("person_id", "people", index=True),
        _required("sha256", DIGEST, unique=True),
        _required("label", sa.String(120)),
        _required("created_at", MOMENT),
        sa.Column("used_on", MOMENT),
    )
    indexed = (_required(name, kind, index=True) for name, kind in (("key", sa.String(64)), ("at", MOMENT)))
    sa.Table("sign_in_failures", tables, sa.Column("id", sa.String(32), primary_key=True), *indexed)


def _examinations(tables: sa.MetaData) -> None:
    sa.Table(
        "examinations",
        tables,
        sa.Column("id", ID, primary_key=True),
        _required("created_at", MOMENT, index=True),
        _required("release", sa.String(64)),
        _required("verdict", sa.Text),
        sa.Column("organisation_id", ID, index=True),
        *(sa.Column(name, ID) for name in ("examined_by", "case_id")),
        sa.Column("case_item_id", ID, index=True),
        sa.Column("right_holder", sa.String(120)),
        sa.Column("restricted", sa.Text),
        sa.Column("release_sha256", DIGEST),
        sa.Column("asked", sa.Text),
        sa.Column("follows", ID, index=True),
        sa.Column("filed_by", ID),
        sa.Column("filed_at", MOMENT),
        sa.Index("ix_examinations_recent", "examined_by", "created_at", "id"),
    )
    sa.Table(
        "examination_photos",
        tables,
        *_part("examination_id", "examinations"),
        _required("sha256", DIGEST, index=True),
        _required("media_type", sa.String(64)),
        _required("size", sa.Integer),
        sa.Column("organisation_id", ID),
    )


def _cases(tables: sa.MetaData) -> None:
    sa.Table(
        "cases",
        tables,
        sa.Column("id", ID, primary_key=True),
        _refers("organisation_id", "organisations"),
        *_texts(16, "number"),
        *_texts(100, "place", "lane", "declaration"),
        _required("notes", sa.Text),
        *_texts(16, "state"),
        _refers("opened_by", "people"),
        *(_required(name, MOMENT) for name in ("opened_at", "changed_at")),
        _refers("closed_by", "people", required=False),
        sa.Column("closed_at", MOMENT, index=True),
        *(sa.Column(name, kind) for name, kind in (("hold_reason", sa.Text), ("hold_since", MOMENT))),
        _refers("hold_by", "people", required=False),
        _required("terms", sa.Text),
        _required("item_count", sa.Integer),
        sa.UniqueConstraint("organisation_id", "number", name="uq_cases_number"),
        sa.UniqueConstraint("organisation_id", "opened_at", name="uq_cases_opened_at"),
    )
    agency = _refers("organisation_id", "organisations", primary_key=True)
    year, last = sa.Column("year", sa.Integer, primary_key=True), _required("last", sa.Integer)
    sa.Table("case_counters", tables, agency, year, last)
    sa.Table(
        "case_steps",
        tables,
        *_part("case_id", "cases"),
        _refers("organisation_id", "organisations"),
        _required("kind", sa.String(16)),
        _required("reason", sa.Text),
        _refers("done_by", "people"),
        _required("done_at", MOMENT),
    )
    sa.Table(
        "case_terms",
        tables,
        *(sa.Column(name, kind, primary_key=True) for name, kind in TERM),
        sqlite_with_rowid=False,
    )


def _items(tables: sa.MetaData) -> None:
    sa.Table(
        "case_items",
        tables,
        sa.Column("id", ID, primary_key=True),
        _refers("organisation_id", "organisations"),
        _refers("case_id", "cases"),
        _required("position", sa.Integer),
        _required("description", sa.String(300)),
        sa.Column("product_id", sa.Text),
        _refers("added_by", "people"),
        _required("added_at", MOMENT),
        sa.UniqueConstraint("case_id", "position", name="uq_case_items_position"),
    )
    sa.Table(
        "conclusions",
        tables,
        *_of_item(),
        *_texts(16, "finding"),
        _required("reason", sa.Text),
        _refers("concluded_by", "people"),
        _required("concluded_at", MOMENT),
        _required("first", sa.String(16)),
        _required("examinations", sa.Text),
    )
    sa.Table(
        "opinions",
        tables,
        *_of_item(),
        _refers("asked_by", "people"),
        _refers("asked_of", "people"),
        _required("question", sa.Text),
        _required("asked_at", MOMENT),
        *(sa.Column(name, kind) for name, kind in OPINION),
        sa.Index("ix_opinions_asked_of", "asked_of", "answered_at", "asked_at"),
    )


def _enquiries(tables: sa.MetaData) -> None:
    sa.Table(
        "enquiries",
        tables,
        sa.Column("id", ID, primary_key=True),
        *_both(),
        _refers("case_id", "cases", index=True),
        _refers("item_id", "case_items"),
        _required("product_id", sa.Text),
        _required("question", sa.Text),
        _refers("asked_by", "people"),
        _required("asked_at", MOMENT),
        _required("state", sa.String(16)),
        *_verdict(),
        _refers("withdrawn_by", "people", required=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.Index("ix_enquiries_organisation_id", "organisation_id", "asked_at", "id"),
        sa.Index("ix_enquiries_right_holder_id", "right_holder_id", "asked_at", "id"),
    )
    part = _part("enquiry_id", "enquiries")
    sa.Table("enquiry_photos", tables, *part, *_photo(), *_both(), _required("examination_id", ID))
    sa.Table(
        "enquiry_answers",
        tables,
        *_part("enquiry_id", "enquiries"),
        *_both(),
        _required("outcome", sa.String(32)),
        _required("statement", sa.Text),
        _refers("answered_by", "people"),
        _required("name", sa.String(120)),
        _required("answered_at", MOMENT),
    )


def _contributions(tables: sa.MetaData) -> None:
    sa.Table(
        "contributions",
        tables,
        sa.Column("id", ID, primary_key=True),
        *_both(),
        _required("enquiry_id", ID, index=True),
        _required("item_id", ID),
        _required("product_id", sa.Text),
        _required("label", sa.String(16)),
        *_verdict(),
        _required("confirmed_at", MOMENT),
        _required("state", sa.String(16)),
        sa.Index("ix_contributions_confirmed_at", "confirmed_at", "id"),
        sa.Index("ix_contributions_right_holder_id", "right_holder_id", "confirmed_at", "id"),
    )
    part = _part("contribution_id", "contributions")
    sa.Table("contribution_photos", tables, *part, *_photo(), _refers("right_holder_id", "organisations"))
