"""Examples of the API of seminars, for the OpenAPI document."""

from typing import Any

from serve.accounts.schemas import ORGANISATION

ID = "y-5b4c3d2e1f00112233445566778899aa"
SLOT_ID = "a-4c3d2e1f00112233445566778899aabb"
QUESTION_ID = "x-3d2e1f00112233445566778899aabbcc"
ENTRY = "w-0f1e2d3c4b5a69788796a5b4c3d2e1f0"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
HOLDER: dict[str, Any] = {
    "id": "o-0b1c2d3e4f5061728394a5b6c7d8e9f0",
    "kind": "right_holder",
    "name": "Tornavik AB",
    "country": "SE",
}
AT = f"/v1/seminar-slots/{SLOT_ID}/products/tornavik-6204"
PREPARING_AT = f"/v1/seminars/{ID}/products/tornavik-6204"
POINT: dict[str, Any] = {
    "id": "seal",
    "view": "front",
    "title": {"en": "Seal"},
    "genuine": {"en": "The lip of the seal is even."},
    "counterfeit": {"en": "The lip is torn in places."},
}
SEMINAR_REF: dict[str, Any] = {
    "id": ID,
    "title": "Bearings, spring course",
    "country": "EE",
    "day": "2027-03-12",
    "state": "planned",
    "agencies": [ORGANISATION],
}
SLOT: dict[str, Any] = {
    "id": SLOT_ID,
    "seminar": SEMINAR_REF,
    "right_holder": HOLDER,
    "position": 1,
    "minutes": 20,
    "note": "Bring the two samples.",
    "state": "returned",
    "blocked": [
        {"reason": "photo", "lesson": 1, "number": 1, "purpose": None, "agency": None},
    ],
    "lessons": [
        {
            "number": 1,
            "product": "tornavik-6204",
            "name": {"en": "Tornavik 6204"},
            "views": [{"id": "front", "title": {"en": "Front"}, "required": True}],
            "shot_list": True,
            "demo": True,
            "exercises": 1,
            "assisted": False,
            "tests": 0,
            "points": [
                {
                    "number": 1,
                    "point": POINT,
                    "picture": f"{AT}/points/seal.jpg",
                    "counterfeit": f"{AT}/photos/{ENTRY}/0.jpg",
                    "photo": f"{ENTRY}/0",
                }
            ],
            "questions": [
                {
                    "id": QUESTION_ID,
                    "purpose": "exercise",
                    "number": 1,
                    "label": "genuine",
                    "assisted": False,
                    "photos": [f"{AT}/photos/{ENTRY}/1.jpg"],
                }
            ],
        }
    ],
    "shortages": [{"lesson": 1, "purpose": "exercise", "label": "counterfeit", "wanted": 1, "found": 0}],
    "sha256": SHA256,
    "asked_at": "2027-02-01T08:12:00Z",
    "decided_at": "2027-02-03T09:30:00Z",
    "words": "Take a sharper photo for the seal.",
    "for_course": False,
}
SEMINAR: dict[str, Any] = {
    **SEMINAR_REF,
    "organisation": ORGANISATION,
    "languages": ["en", "ru"],
    "share": 0.5,
    "minutes": 20,
    "slots": [SLOT],
    "prepared_by": "Aiko Tanaka",
    "prepared_at": "2027-01-28T10:00:00Z",
}
LISTED: dict[str, Any] = {
    "id": ID,
    "organisation": ORGANISATION,
    "title": "Bearings, spring course",
    "country": "EE",
    "languages": ["en", "ru"],
    "day": "2027-03-12",
    "state": "planned",
    "slots": {"draft": 0, "asked": 0, "released": 0, "returned": 1},
    "prepared_at": "2027-01-28T10:00:00Z",
}
LISTED_SLOT: dict[str, Any] = {
    "id": SLOT_ID,
    "seminar": SEMINAR_REF,
    "minutes": 20,
    "state": "returned",
    "products": ["tornavik-6204"],
    "asked_at": "2027-02-01T08:12:00Z",
    "decided_at": "2027-02-03T09:30:00Z",
}
STEP: dict[str, Any] = {
    "number": 1,
    "kind": "comparison",
    "slot": SLOT_ID,
    "product": "tornavik-6204",
    "point": "seal",
    "question": None,
    "assisted": False,
}
PRODUCT: dict[str, Any] = {
    "id": "tornavik-6204",
    "name": {"en": "Tornavik 6204"},
    "right_holder": HOLDER,
    "points": [
        {
            "point": POINT,
            "picture": f"{PREPARING_AT}/points/seal.jpg",
            "counterfeits": [{"photo": f"{ENTRY}/0", "picture": f"{PREPARING_AT}/photos/{ENTRY}/0.jpg"}],
        }
    ],
    "items": {"genuine": 12, "counterfeit": 9},
}
EXAMPLES: dict[str, Any] = {
    "SeminarOut": SEMINAR,
    "SeminarsOut": {"seminars": [LISTED], "after": None},
    "SlotOut": SLOT,
    "SlotsOut": {"slots": [LISTED_SLOT], "after": None},
    "AgendaOut": {"steps": [STEP]},
    "SeminarProductsOut": {"products": [PRODUCT]},
}
