"""The tables of confirmations. Every row carries the right holder that confirmed it."""

from sqlalchemy import Column, DateTime, ForeignKey, Index, Integer, String, Table, Text

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import organisations
from serve.enquiries.tables import verdict_columns
from serve.examinations.tables import photo_columns
from serve.platform.database import EARLIER_NAME, metadata
from serve.platform.tenancy import Tenancy, owned

OF_RIGHT_HOLDER = owned(
    Tenancy(by_kind={OrganisationKind.RIGHT_HOLDER: "right_holder_id"}, all_to=(OrganisationKind.OPERATOR,))
)
confirmations = Table(
    "confirmations",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    Column("enquiry_id", String(34), nullable=False, index=True),  # which is removed with its case
    Column("item_id", String(34), nullable=False),
    Column("product_id", Text, nullable=False),
    Column("label", String(16), nullable=False),
    *verdict_columns(),
    Column("confirmed_at", DateTime(timezone=True), nullable=False),
    Column("state", String(16), nullable=False),
    Index("ix_confirmations_confirmed_at", "confirmed_at", "id"),
    Index("ix_confirmations_right_holder_id", "right_holder_id", "confirmed_at", "id"),
    info={**OF_RIGHT_HOLDER, EARLIER_NAME: "contributions"},
)
photos = Table(
    "confirmation_photos",
    metadata,
    Column("confirmation_id", ForeignKey(confirmations.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    *photo_columns(),
    Column("right_holder_id", ForeignKey(organisations.c.id), nullable=False),
    info={**OF_RIGHT_HOLDER, EARLIER_NAME: "contribution_photos"},
)
