"""Examples in the OpenAPI document; a test checks them against the schemas."""

from typing import Any

from serve.examinations import examples

_OFFICER = {"id": "u-16fd2706e8ba4c5b9c1e1b1f1a1d1e1f", "name": "Aiko Tanaka"}
_COLLEAGUE = {"id": "u-2a7d4f6e8b1c4d3e9f0a1b2c3d4e5f60", "name": "Kenji Sato"}
_VISIT: dict[str, Any] = {"by": _OFFICER, "examination": examples.EXAMINATION, "photos_left_out": 0}
_ANSWER = {
    "finding": "counterfeit",
    "reason": "The seal is printed, not embossed.",
    "at": "2026-11-25T10:02:00Z",
    "had_seen": False,
}
OPINION_IN_BRIEF: dict[str, Any] = {
    "id": "p-5b8e2c1d7f3a4e6b9c0d1e2f3a4b5c6d",
    "question": "Do you know this seal?",
    "asked_by": _OFFICER,
    "asked_at": "2026-11-25T09:40:00Z",
    "answer": _ANSWER,
}
_CONCLUSION: dict[str, Any] = {
    "id": "n-0f1e2d3c4b5a49788796a5b4c3d2e1f0",
    "finding": "counterfeit",
    "reason": "The gap in the logo is too narrow, and the seal is printed.",
    "by": _OFFICER,
    "at": "2026-11-25T10:20:00Z",
    "first": "verdict",
    "examinations": [examples.ID],
}
OPINION: dict[str, Any] = {**OPINION_IN_BRIEF, "asked_of": _COLLEAGUE}
ITEM: dict[str, Any] = {
    "id": "i-9c1d2e3f4a5b4c6d8e7f0a1b2c3d4e5f",
    "position": 1,
    "description": "Carton with twelve bottles",
    "product": "vell-carton",
    "added_by": _OFFICER,
    "added_at": "2026-11-25T09:10:00Z",
    "visits": [_VISIT],
    "conclusions": [_CONCLUSION],
    "opinions": [OPINION],
}
_SUMMARY: dict[str, Any] = {
    "id": "c-4f6c1a526d0f4d7e9a550f6f0c1f6f6e",
    "number": "2026-000123",
    "place": "Port of Tallin, hall 3",
    "lane": "Parcels from sea",
    "declaration": "26EE1230000456789",
    "unit": "Container control",
    "state": "open",
    "opened_by": _OFFICER,
    "opened_at": "2026-11-25T09:05:00Z",
    "changed_at": "2026-11-25T10:20:00Z",
}
EXAMPLES: dict[str, Any] = {
    "CaseOut": {
        **_SUMMARY,
        "notes": "Two pallets, declared as tableware.",
        "closed_by": None,
        "closed_at": None,
        "hold": {"reason": "Court order 17/2026", "since": "2026-11-25T11:00:00Z", "by": _COLLEAGUE},
        "steps": [{"kind": "hold", "reason": "Court order 17/2026", "by": _COLLEAGUE, "at": "2026-11-25T11:00:00Z"}],
        "items": [ITEM],
    },
    "CasesOut": {
        "cases": [
            {
                **_SUMMARY,
                "held": True,
                "items": 1,
                "outcomes": ["suspected_counterfeit"],
                "conclusions": ["counterfeit"],
                "deadline": {
                    "rule": "eu-608-2013/right-holder",
                    "deadline": "2026-12-09",
                    "days_left": 10,
                    "kind": "working",
                    "standing": "running",
                },
            }
        ],
        "after": "6441c0f2a8b3c0",
        "searched_back_to": None,
    },
    "ItemOut": ITEM,
    "ItemsOut": {"items": [ITEM], "after": ITEM["id"]},
    "ConclusionOut": _CONCLUSION,
    "ConclusionsOut": {"conclusions": [_CONCLUSION], "after": None},
    "FiledOut": {"case": "c-4f6c1a526d0f4d7e9a550f6f0c1f6f6e", "number": "2026-000123", "item": ITEM},
    "VisitOut": _VISIT,
    "VisitFromUploadsIn": {**examples.FROM_UPLOADS, "with_earlier": True, "decision": None},
    "RevisionFromUploadsIn": {"photos": examples.FROM_UPLOADS["photos"], "drop": [1]},
    "CaseOpinionOut": OPINION,
}
