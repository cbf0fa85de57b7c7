"""Examples of the API of clearances, for the OpenAPI document."""

from typing import Any

from serve.accounts.schemas import ORGANISATION

ID = "g-6a5b4c3d2e1f00112233445566778899"
ENTRY = "w-0f1e2d3c4b5a69788796a5b4c3d2e1f0"
CLEARANCE: dict[str, Any] = {
    "id": ID,
    "state": "valid",
    "right_holder": {
        "id": "o-0b1c2d3e4f5061728394a5b6c7d8e9f0",
        "kind": "right_holder",
        "name": "Tornavik AB",
        "country": "SE",
    },
    "product": "tornavik-6204",
    "parts": [
        {
            "kind": "point",
            "name": "seal",
            "holds": True,
            "lapse": None,
            "others": [],
            "reason": None,
            "label": None,
            "item": None,
            "picture": f"/v1/clearances/{ID}/parts/1.jpg",
        },
        {
            "kind": "photo",
            "name": f"{ENTRY}/0",
            "holds": True,
            "lapse": None,
            "others": [],
            "reason": None,
            "label": "counterfeit",
            "item": "lot-7/4",
            "picture": f"/v1/clearances/{ID}/parts/2.jpg",
        },
    ],
    "valid_until": "2027-11-27",
    "ends_soon": False,
    "given_at": "2026-11-27T08:12:00Z",
    "agencies": [{"agency": ORGANISATION, "allowed": True}],
    "reach": 1,
}
ITEM: dict[str, Any] = {
    "entry": ENTRY,
    "item": "lot-7/4",
    "label": "counterfeit",
    "photos": [f"/v1/clearances/items/{ENTRY}/photos/0.jpg"],
}
EXAMPLES: dict[str, Any] = {
    "ClearanceOut": CLEARANCE,
    "ClearancesOut": {"clearances": [CLEARANCE], "after": ID},
    "ClearanceItemsOut": {"items": [ITEM], "after": None},
}
