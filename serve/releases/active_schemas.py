"""The body of the JSON API that says which release is active."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from model.released_product import Basis, Rule

THRESHOLD_EXAMPLE: dict[str, Any] = {
    "log_odds": 2.1,
    "target": 0.05,
    "confidence": 0.95,
    "bound": 0.041,
    "items": 72,
    "errors": 0,
    "items_needed": 0,
    "products": 1,
    "pooling_p": None,
}
RULE_EXAMPLE: dict[str, Any] = {
    "views": ["box", "face"],
    "suspected": THRESHOLD_EXAMPLE,
    "consistent": THRESHOLD_EXAMPLE,
    "undecided": None,
    "intercept": -0.4,
}
EXAMPLE: dict[str, Any] = {
    "id": "r-0123456789abcdef",
    "active_since": "2026-11-23T09:00:00Z",
    "products": {"tornavik-6204": {"basis": "both_labels", "rules": [RULE_EXAMPLE]}},
    "refused": None,
}


class ProductPromise(BaseModel):
    """Where each definite outcome begins, for each set of views, and the calibration items that it rests on."""

    basis: Basis = Field(description="Which scores count: of both labels, of genuine items only, or both scores fused.")
    rules: list[Rule]


class RefusedRelease(BaseModel):
    """A release that was to become active after this one and was not, because it is not sound."""

    release: str
    reason: str
    at: datetime


class ReleaseOut(BaseModel):
    """The active release."""

    id: str = Field(description="Derived from the content of its release.json.")
    active_since: datetime = Field(
        description="When it was activated. If this process was started with a release that is not activated "
        "(`--release`), when it was loaded."
    )
    products: dict[str, ProductPromise]
    refused: RefusedRelease | None
