"""The tables of enquiries. Every row carries the agency that asks and the right holder that is asked."""

from typing import Any

from sqlalchemy import Column, Date, DateTime, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import organisations, people
from serve.cases.tables import cases, items
from serve.examinations.tables import photo_columns
from serve.platform.database import NAMES_RELEASE, metadata
from serve.platform.tenancy import Tenancy, owned

MOMENT = DateTime(timezone=True)
OF_BOTH = owned(
    Tenancy(
        by_kind={OrganisationKind.AGENCY: "organisation_id", OrganisationKind.RIGHT_HOLDER: "right_holder_id"},
    )
)


def _both() -> tuple[Column[Any], Column[Any]]:
    return (
        Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
        Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    )


def verdict_columns() -> tuple[Column[Any], ...]:
    """The columns of the verdict that an item had when its right holder was asked, with its promise."""
    return (
        Column("examination_id", String(34), nullable=False),
        Column("release", String(64), nullable=False, info={NAMES_RELEASE: True}),
        Column("outcome", String(32), nullable=False),
        Column("rejection_bound", Float),
        Column("rejection_products", Integer),
        Column("acceptance_bound", Float),
        Column("acceptance_products", Integer),
    )


enquiries = Table(
    "enquiries",
    metadata,
    Column("id", String(34), primary_key=True),
    *_both(),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("item_id", ForeignKey(items.c.id), nullable=False),
    Column("product_id", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("language", String(35)),  # in which it was drafted; unknown of earlier ones
    Column("needed_by", Date),  # unknown of earlier ones
    Column("asked_by", ForeignKey(people.c.id), nullable=False),
    Column("asked_at", MOMENT, nullable=False),
    Column("state", String(16), nullable=False),
    *verdict_columns(),
    Column("withdrawn_by", ForeignKey(people.c.id)),
    Column("withdrawn_at", MOMENT),
    Column("unread_by", String(34), index=True),  # who asked, until they read the latest answer; no evidence
    Column("unread_since", MOMENT),
    Index("ix_enquiries_organisation_id", "organisation_id", "asked_at", "id"),
    Index("ix_enquiries_right_holder_id", "right_holder_id", "asked_at", "id"),
    info=OF_BOTH,
)
photos = Table(
    "enquiry_photos",
    metadata,
    Column("enquiry_id", ForeignKey(enquiries.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    *_both(),
    *photo_columns(),
    Column("examination_id", String(34), nullable=False),
    info=OF_BOTH,
)
answers = Table(
    "enquiry_answers",
    metadata,
    Column("enquiry_id", ForeignKey(enquiries.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    *_both(),
    Column("outcome", String(32), nullable=False),
    Column("statement", Text, nullable=False),
    Column("answered_by", ForeignKey(people.c.id), nullable=False),
    Column("name", String(120), nullable=False),
    Column("answered_at", MOMENT, nullable=False),
    info=OF_BOTH,
)
contacts = Table(
    "enquiry_contacts",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False, index=True),
    Column("after_hours", Integer),
    Column("after_percent", Integer),
    Column("changed_by", ForeignKey(people.c.id), nullable=False),
    Column("changed_at", MOMENT, nullable=False),
    info=owned(Tenancy(owner="organisation_id")),
)
escalations = Table(
    "enquiry_escalations",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("enquiry_id", ForeignKey(enquiries.c.id), nullable=False),
    *_both(),
    Column("person_id", ForeignKey(people.c.id), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("escalated_at", MOMENT, nullable=False),
    UniqueConstraint("enquiry_id", "person_id"),
    info=OF_BOTH,
)
photo_requests = Table(
    "enquiry_photo_requests",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("enquiry_id", ForeignKey(enquiries.c.id), nullable=False),
    Column("position", Integer, nullable=False),
    *_both(),
    Column("text", Text, nullable=False),
    Column("point", Text),  # the agency is shown it only as long as it may see the point
    Column("view", Text),
    Column("salt", String(32), nullable=False),
    Column("asked_by", ForeignKey(people.c.id), nullable=False),
    Column("name", String(120), nullable=False),
    Column("asked_at", MOMENT, nullable=False),
    Column("first_photo", Integer),  # of those of the enquiry that were sent for it
    Column("photos", Integer),
    Column("reply", Text),
    Column("replied_by", ForeignKey(people.c.id)),
    Column("replied_at", MOMENT),
    Column("unread_by", String(34), index=True),  # who asked, until they read the reply; no evidence
    Column("unread_since", MOMENT),
    Column("withdrawn_at", MOMENT),
    Index("ix_enquiry_photo_requests_enquiry_id", "enquiry_id", "position", unique=True),
    info=OF_BOTH,
)
