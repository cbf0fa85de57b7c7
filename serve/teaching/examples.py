"""Examples of the API of what trainers show, for the OpenAPI document."""

from typing import Any

from serve.accounts.schemas import ORGANISATION

ENTRY = "w-0f1e2d3c4b5a69788796a5b4c3d2e1f0"
_PRODUCT = "/v1/teaching/products/tornavik-6204"
_PHOTO = f"{_PRODUCT}/items/{ENTRY}/photos/0.jpg"
_COMPARISON = f"{_PRODUCT}/points/letter-gap/comparisons/{ENTRY}/0"
_HOLDER: dict[str, Any] = {**ORGANISATION, "kind": "right_holder", "name": "Tornavik AB", "country": "SE"}
_NAMED: dict[str, Any] = {
    "id": "tornavik-6204",
    "right_holder": _HOLDER,
    "name": "Tornavik 6204 ball bearing",
    "language": "en",
}
_PICTURE: dict[str, Any] = {"width": 1600, "height": 1200, "place": [0.4, 0.2, 0.1, 0.05]}
EXAMPLES: dict[str, Any] = {
    "TeachingProductsOut": {
        "products": [{**_NAMED, "points": 3, "genuine": 4, "counterfeit": 6}],
        "after": None,
    },
    "TeachingProductOut": {
        **_NAMED,
        "views": [
            {
                "id": "front",
                "title": "The front of the carton, straight on",
                "required": True,
                "picture": f"{_PRODUCT}/views/front.jpg",
            }
        ],
        "points": [
            {
                "id": "letter-gap",
                "view": "front",
                "title": "Gap between the last two letters",
                "genuine": "Wide enough for the letter I",
                "counterfeit": "The letters nearly touch",
                "picture": f"{_PRODUCT}/points/letter-gap.jpg",
                "counterfeits": [{"marked": True, "picture": _PHOTO, "comparison": _COMPARISON}],
            }
        ],
        "items": [{"entry": ENTRY, "label": "counterfeit", "photos": [{"view": "front", "picture": _PHOTO}]}],
    },
    "TeachingComparisonOut": {
        "registered": True,
        "marked": True,
        "whole": True,
        "genuine": {"picture": f"{_COMPARISON}/genuine.jpg", **_PICTURE},
        "counterfeit": {"picture": f"{_COMPARISON}/counterfeit.jpg", **_PICTURE},
    },
}
