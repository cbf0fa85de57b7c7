"""Examples in the OpenAPI document; a test checks them against the schemas."""

from typing import Any

from serve.cases.examples import ITEM, OPINION, OPINION_IN_BRIEF

EXAMPLES: dict[str, Any] = {
    "CaseOpinionsOut": {"opinions": [OPINION], "after": None},
    "OpinionsOut": {"opinions": [OPINION_IN_BRIEF], "after": None},
    "OpinionOut": {
        **OPINION_IN_BRIEF,
        "photos": ["/v1/opinions/p-5b8e2c1d7f3a4e6b9c0d1e2f3a4b5c6d/photos/0.jpg"],
        "case": "c-4f6c1a526d0f4d7e9a550f6f0c1f6f6e",
        "item": ITEM,
    },
}
