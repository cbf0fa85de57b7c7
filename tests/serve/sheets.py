"""Product sheets of right holders for tests: a complete one, drafts and published ones."""

import hashlib
from typing import Any

import httpx

from tests.serve.tiny_release import photo

PICTURE = photo((80, 150, 90), seed=900)
PICTURE_SHA256 = hashlib.sha256(PICTURE).hexdigest()


def complete(product: str, word: str = "gap", **said: Any) -> dict[str, Any]:
    """A sheet with all that it needs to be published.

    Args:
        word: stands in the text of every part that not everyone may see.
        said: keys to add or to replace.
    """
    point = {"view": "front", "region": [0.1, 0.2, 0.3, 0.1], "reference": PICTURE_SHA256}
    points = [
        {**point, "id": "crest", "visibility": "public", **_texts("Crest", "six rays", "five rays")},
        {**point, "id": "edge", "visibility": "officer", **_texts("Edge", f"{word} of 2 mm", f"{word} of 4 mm")},
        {**point, "id": "own", "visibility": "holder", **_texts("Own", f"{word} inside", f"no {word} inside")},
    ]
    return {
        "id": product,
        "name": {"en": f"The {product}"},
        "category": "parcels",
        "gtin": ["4006381333931"],
        "serial_pattern": f"{word}[0-9]+",
        "views": [{"id": "front", "title": {"en": "The front"}, "required": True}],
        "points": points,
        "rights": [{"kind": "trade_mark", "number": f"{word} 1", "territory": "EU", "expires": "2031-04-30"}],
        "contacts": [{"name": f"{word} Svensson", "mail": "ana@maker.example", "languages": ["en"]}],
        "handling_mark": f"{word}: official use only",
        **said,
    }


def _texts(title: str, genuine: str, counterfeit: str) -> dict[str, dict[str, str]]:
    return {"title": {"en": title}, "genuine": {"en": genuine}, "counterfeit": {"en": counterfeit}}


def drafted(author: httpx.Client, product: str, word: str = "gap", **said: Any) -> str:
    """The id of a new sheet, not published, with a reference picture."""
    answer = author.post("/v1/sheets", json={"sheet": complete(product, word, **said), "note": f"{word} noted"})
    assert answer.status_code == 201, answer.text
    sheet_id: str = answer.json()["id"]
    files, data = {"picture": (f"{word}.jpg", PICTURE)}, {"view": "front"}
    answer = author.post(f"/v1/sheets/{sheet_id}/pictures", files=files, data=data)
    assert answer.status_code == 201, answer.text
    return sheet_id


def published(author: httpx.Client, reviewer: httpx.Client, product: str, word: str = "gap", **said: Any) -> str:
    """The id of a new sheet that readers see."""
    sheet_id = drafted(author, product, word, **said)
    answer = reviewer.post(f"/v1/sheets/{sheet_id}/publish")
    assert answer.status_code == 200, answer.text
    return sheet_id
