"""Examples of the API of alerts, for the OpenAPI document."""

from typing import Any

from serve.accounts.schemas import ORGANISATION

ALERT: dict[str, Any] = {
    "id": "l-6a5b4c3d2e1f00112233445566778899",
    "state": "valid",
    "right_holder": {
        "id": "o-0b1c2d3e4f5061728394a5b6c7d8e9f0",
        "kind": "right_holder",
        "name": "Tornavik AB",
        "country": "SE",
    },
    "product": "tornavik-6204",
    "title": "Cartons with a seal that has no number",
    "text": "Since October, cartons from Hai Phong have a seal without a number. Look at the seal: ours has a numbered "
    "foil of nine digits.",
    "language": "en",
    "points": ["seal"],
    "pictures": ["/v1/alerts/l-6a5b4c3d2e1f00112233445566778899/pictures/0.jpg"],
    "withdrawn_pictures": [],
    "valid_until": "2027-02-25",
    "sent_at": "2026-11-27T08:12:00Z",
    "withdrawn_at": None,
    "reason": None,
    "recipients": [{"agency": ORGANISATION, "opened_by": 3}],
}
ITEM: dict[str, Any] = {
    "entry": "w-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "item": "lot-7/4",
    "photos": ["/v1/alerts/items/w-0f1e2d3c4b5a69788796a5b4c3d2e1f0/photos/0.jpg"],
}
EXAMPLES: dict[str, Any] = {
    "AlertOut": ALERT,
    "AlertsOut": {"alerts": [ALERT], "after": ALERT["id"]},
    "AlertItemsOut": {"items": [ITEM], "after": None},
}
