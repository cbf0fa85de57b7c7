"""Examples in the OpenAPI document; a test checks them against the schemas."""

from typing import Any

from serve.examinations.examples import ID, VERDICT

BRIEF: dict[str, Any] = {
    "id": ID,
    "created_at": "2026-05-04T11:02:13Z",
    "photos": [f"/v1/examinations/{ID}/photos/0.jpg"],
    "answer": "counterfeit",
    "revealed_at": "2026-05-04T11:04:40Z",
    "outcome": "suspected_counterfeit",
    "product": "bearing-6204",
}
EXAMPLES: dict[str, Any] = {
    "RevealIn": {"answer": "counterfeit"},
    "PracticesOut": {"practice": [BRIEF], "after": None},
    "PracticeOut": {**BRIEF, "verdict": VERDICT},
}
