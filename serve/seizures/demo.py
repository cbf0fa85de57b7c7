"""A case of the demo agency with a seizure record: parcels of the post, with two lines of goods."""

from datetime import timedelta

from serve.accounts.domain import Actor
from serve.cases.domain import Details
from serve.cases.service import Cases
from serve.platform.parts import Parts
from serve.seizures.domain import Goods, Interception
from serve.seizures.service import Seizures

DETAILS = Details("Airport mail centre", "Parcels by air", unit="Parcel post")
GOODS = (
    Goods(
        description="Shirts with a woven label",
        category="clothing",
        hs="6109",
        kind="counterfeit-mark",
        quantity="40",
        unit="piece",
        declared_value="80",
        genuine_value="1600",
        currency="EUR",
        value_basis="retail-price",
        samples=2,
    ),
    Goods(description="Loose labels", category="packaging", kind="label-alone", quantity="1.5", unit="kilogram"),
)


def create(parts: Parts, officer: Actor) -> str:
    """Open a case as the officer, and record the seizure; the id of the case."""
    case = parts[Cases].open(officer, DETAILS).case
    found = Interception(
        found_on=case.opened_at.date() - timedelta(days=1),
        authority="Airport customs",
        basis="ex-officio",
        direction="import",
        declaration_kind="postal-item",
        declaration_number="EX123456785",
        traffic="post-ems",
        transport="air",
        detection="scanner",
        concealment="misdeclared",
        origin="CN",
        provenance="AE",
    )
    parts[Seizures].save(officer, case.id, found)
    for line in GOODS:
        parts[Seizures].add(officer, case.id, line)
    return case.id
