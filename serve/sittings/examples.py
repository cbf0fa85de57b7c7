"""Examples of the API of sittings, for the OpenAPI document."""

from typing import Any

ID = "d-6a5b4c3d2e1f00112233445566778899"
SEMINAR = "y-0f1e2d3c4b5a69788796a5b4c3d2e1f0"
BRIEF: dict[str, Any] = {
    "id": ID,
    "seminar": SEMINAR,
    "rehearsal": False,
    "state": "open",
    "opened_at": "2026-11-28T08:00:00Z",
    "closed_at": None,
}
SITTING: dict[str, Any] = {
    **BRIEF,
    "join_code": "7Q3X-K9AB",
    "join_until": "2026-11-28T20:00:00Z",
    "step": 1,
    "phase": "revealed",
    "steps": [
        {
            "number": 1,
            "kind": "pre_test",
            "product": "tornavik-6204",
            "point": None,
            "label": "counterfeit",
            "assisted": False,
            "revealed_at": "2026-11-28T08:05:00Z",
            "outcome": None,
            "deviating": [],
        }
    ],
    "seats": 42,
    "wrong_codes": 0,
    "tallies": [
        {"round": "first", "choice": "counterfeit", "seats": 30},
        {"round": "first", "choice": "genuine", "seats": 11},
    ],
    "last_event": 91,
    "comparison": {"mode": "side", "shown": "counterfeit", "slider": 50, "scale": 1.0, "x": 0.5, "y": 0.5},
}
EXAMPLES: dict[str, Any] = {"SittingOut": SITTING, "SittingsOut": {"sittings": [BRIEF], "after": None}}
