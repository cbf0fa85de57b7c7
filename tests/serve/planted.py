"""A release in which two right holders' secrets are planted, so that every leak is visible.

The product `box` is acme's, `bag` is rival's. Each canary is a word that occurs nowhere else.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from model.release import release_id

HOLDER_POINT = "canary-holder-point"  # the id of acme's own point; also what its texts begin with
OFFICER_TEXT = "canary-officer-text"  # what officers are told of acme's points
SERIAL = "CANARYSERIAL"  # what acme's serial numbers begin with
ACMES = (HOLDER_POINT, OFFICER_TEXT, SERIAL)


def plant(release: Path, folder: Path) -> Path:
    """A copy of the tiny release with the canaries in it."""
    description = json.loads((release / "release.json").read_text())
    for point in description["points"]:
        if point["point"] == "secret":
            point["point"] = HOLDER_POINT
    products = description["products"]
    for point in products["box"]["sheet"]["points"]:
        _mark(point)
    products["box"]["sheet"]["serial_pattern"] = f"{SERIAL}[0-9]+"
    products["bag"]["sheet"]["right_holder"] = "rival"
    text = json.dumps(description).encode()
    target = folder / release_id(text)
    shutil.copytree(release, target)
    (target / "release.json").write_bytes(text)
    return target


def _mark(point: dict[str, Any]) -> None:
    word = OFFICER_TEXT
    if point["id"] == "secret":
        point["id"] = word = HOLDER_POINT
    for name in ("title", "genuine", "counterfeit"):
        point[name] = {language: f"{word} {text}" for language, text in point[name].items()}
