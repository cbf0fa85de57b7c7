"""Recording a seizure through the API, as several tests do."""

import httpx

from tests.serve.world import made

FOUND = {"found_on": "2026-04-20", "declaration_date": "2026-04-19", "port": "EETLL", "origin": "CN"}
FOUND |= {"basis": "ex-officio", "traffic": "post-ems", "provenance": "AE", "authority": "Customs"}
GOODS = {"description": "Sneakers", "kind": "counterfeit-mark", "category": "sport-shoes", "hs": "6404"}
GOODS |= {"quantity": "2.5", "unit": "pair", "declared_value": "3", "genuine_value": "4", "currency": "EUR"}


def seized_on(officer: httpx.Client, case_id: str, item_id: str | None = None) -> str:
    """The id of a new line of goods of an open case, of which it also says how the goods were found."""
    case = f"/v1/cases/{case_id}"
    made(officer.put(f"{case}/interception", json=FOUND))
    return str(made(officer.post(f"{case}/goods", json={**GOODS, "item": item_id}))["id"])
