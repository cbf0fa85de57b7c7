"""Request and response bodies of seizures."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from serve.accounts.schemas import Body
from serve.cases.examples import EXAMPLES as CASE_EXAMPLES
from serve.cases.response_schemas import person_ref
from serve.cases.schemas import PersonRef
from serve.codelists.domain import LONGEST_CODE
from serve.platform.fields import Day
from serve.platform.paging import PageOut
from serve.seizures.domain import LONGEST_DESCRIPTION, LONGEST_LINE, MOST_SAMPLES, Goods, GoodsLine
from serve.seizures.service import SeizureFile

LINE_PATTERN, ITEM_PATTERN = "^m-[0-9a-f]{32}$", "^i-[0-9a-f]{32}$"
Line = Annotated[str, Field(max_length=LONGEST_LINE)]
Amount = Annotated[str, Field(max_length=LONGEST_LINE, description="A decimal number, such as 1250.5; empty: unknown.")]
Samples = Annotated[int, Field(ge=0, le=MOST_SAMPLES)]
Description = Annotated[str, Field(max_length=LONGEST_DESCRIPTION)]


def _code(list_id: str) -> Any:
    return Field(default="", max_length=LONGEST_CODE, description=f"A code of the list `{list_id}`; empty: unknown.")


class InterceptionIn(Body):
    """How the goods of a case were found. What is left out is empty."""

    found_on: Day | None = Field(default=None, description="Codes must hold on this day; without it, today.")
    authority: Line = ""
    port: str = _code("port")
    basis: str = _code("basis")
    direction: str = _code("direction")
    customs_procedure: str = _code("customs_procedure")
    declaration_kind: str = _code("declaration_kind")
    declaration_number: Line = Field(default="", description="Of the customs declaration, or of the postal item.")
    declaration_date: Day | None = None
    traffic: str = _code("traffic")
    transport: str = _code("transport")
    container: Line = ""
    waybill: Line = Field(default="", description="Air waybill or bill of lading.")
    detection: str = _code("detection")
    concealment: str = _code("concealment")
    origin: str = _code("country")
    provenance: str = _code("country")
    transit: str = _code("country")
    destination: str = _code("country")


class InterceptionOut(BaseModel):
    """How the goods of a case were found, in codes. Empty if no one has said so."""

    found_on: date | None
    authority: str
    port: str
    basis: str
    direction: str
    customs_procedure: str
    declaration_kind: str
    declaration_number: str
    declaration_date: date | None
    traffic: str
    transport: str
    container: str
    waybill: str
    detection: str
    concealment: str
    origin: str
    provenance: str = Field(description="The country that the goods were sent from; counted apart from the origin.")
    transit: str
    destination: str
    changed_by: PersonRef | None
    changed_at: datetime | None


class GoodsIn(Body):
    """A new line of goods. What is left out is empty."""

    item: str | None = Field(default=None, pattern=ITEM_PATTERN, description="The item that stands for these goods.")
    product: Line = ""
    description: Description = ""
    category: str = _code("goods_category")
    hs: Line = Field(default="", description="Chapter, heading or more of the Harmonized System: 2 to 10 digits.")
    kind: str = _code("goods_kind")
    quantity: Amount = ""
    unit: str = _code("quantity_unit")
    declared_value: Amount = ""
    genuine_value: Amount = Field(default="", description="Of genuine goods in the same quantity.")
    currency: str = _code("currency")
    value_basis: str = _code("value_basis")
    batch: Line = ""
    serial: Line = ""
    health_risk: bool = False
    samples: Samples = 0


class GoodsChange(Body):
    """Changes of a line of goods; what is left out stays."""

    item: str | None = Field(default=None, pattern=ITEM_PATTERN, description="null: no item.")
    product: Line = ""
    description: Description = ""
    category: str = _code("goods_category")
    hs: Line = ""
    kind: str = _code("goods_kind")
    quantity: Amount = ""
    unit: str = _code("quantity_unit")
    declared_value: Amount = ""
    genuine_value: Amount = ""
    currency: str = _code("currency")
    value_basis: str = _code("value_basis")
    batch: Line = ""
    serial: Line = ""
    health_risk: bool = False
    samples: Samples = 0


class GoodsLineOut(BaseModel):
    """A line of goods, in codes."""

    id: str
    position: int = Field(ge=1)
    item: str | None
    product: str
    description: str
    category: str
    hs: str
    kind: str
    quantity: str
    unit: str
    declared_value: str
    genuine_value: str
    currency: str
    value_basis: str
    batch: str
    serial: str
    health_risk: bool
    samples: int
    changed_by: PersonRef
    changed_at: datetime


class GoodsLinesOut(PageOut):
    """One page of a case's lines of goods, in order."""

    goods: list[GoodsLineOut]


def interception_out(file: SeizureFile) -> InterceptionOut:
    """The interception of a case, for the API."""
    record = file.interception
    return InterceptionOut(
        **file.said.__dict__,
        changed_by=person_ref(record.by, file.names) if record else None,
        changed_at=record.at if record else None,
    )


def line_out(line: GoodsLine, names: Mapping[str, str]) -> GoodsLineOut:
    """A line of goods, for the API."""
    said = {name: value for name, value in line.said.__dict__.items() if name != "item_id"}
    return GoodsLineOut(
        id=line.id,
        position=line.position,
        item=line.said.item_id,
        **said,
        changed_by=person_ref(line.by, names),
        changed_at=line.at,
    )


def goods_of(given: GoodsIn) -> Goods:
    """What a new line says."""
    return Goods(**said_of(given.model_dump()))


def said_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Values by the names of `Goods`."""
    return {"item_id" if name == "item" else name: value for name, value in given.items()}


_BY = CASE_EXAMPLES["CaseOut"]["opened_by"]
_LINE: dict[str, Any] = {
    "id": "m-6b7c8d9e0f1a4b2c8d3e4f5a6b7c8d9e",
    "position": 1,
    "item": "i-9c1d2e3f4a5b4c6d8e7f0a1b2c3d4e5f",
    "product": "Vell",
    "description": "Cartons with twelve bottles",
    "category": "perfume-cosmetics",
    "hs": "3303",
    "kind": "counterfeit-mark",
    "quantity": "240",
    "unit": "piece",
    "declared_value": "360",
    "genuine_value": "12000.5",
    "currency": "EUR",
    "value_basis": "retail-price",
    "batch": "B-77",
    "serial": "",
    "health_risk": True,
    "samples": 2,
    "changed_by": _BY,
    "changed_at": "2026-11-25T10:30:00Z",
}
EXAMPLES: dict[str, Any] = {
    "InterceptionOut": {
        "found_on": "2026-11-25",
        "authority": "Tallinn Customs",
        "port": "EETLL",
        "basis": "upon-application",
        "direction": "import",
        "customs_procedure": "free-circulation",
        "declaration_kind": "customs-declaration",
        "declaration_number": "26EE1230000456789",
        "declaration_date": "2026-11-24",
        "traffic": "cargo",
        "transport": "sea",
        "container": "MSKU1234565",
        "waybill": "TLL-4471",
        "detection": "risk-profile",
        "concealment": "among-goods",
        "origin": "CN",
        "provenance": "AE",
        "transit": "",
        "destination": "EE",
        "changed_by": _BY,
        "changed_at": "2026-11-25T10:25:00Z",
    },
    "GoodsLineOut": _LINE,
    "GoodsLinesOut": {"goods": [_LINE], "after": None},
}
