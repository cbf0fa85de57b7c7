"""Data sets made for tests of validation: photos drawn at random, rows to be spoiled."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from training.validate import DataFinding, Report, validate

SHEET = """
id = "{id}"
right_holder = "maker"
name = {{ en = "{id}" }}
category = "test"
views = [{{ id = "front", title = {{ en = "Front" }}, required = true }},
         {{ id = "back", title = {{ en = "Back" }}, required = false }}]
[[points]]
id = "logo"
view = "front"
title = {{ en = "Logo" }}
genuine = {{ en = "Sharp" }}
counterfeit = {{ en = "Blurred" }}
"""
SHORTCUTS = {"shortcut-background", "shortcut-colour", "shortcut-metadata", "shortcut-source"}


def drawn(seed: int, size: tuple[int, int] = (200, 170)) -> Image.Image:
    """A picture of its own: shapes in random places and colours on a random ground."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", size, tuple(rng.integers(40, 216, 3).tolist()))
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        x, y, across, down = (rng.random(4) * [*size, 70, 70]).tolist()
        shape = draw.ellipse if rng.random() < 0.5 else draw.rectangle
        shape((x, y, x + across, y + down), fill=tuple(rng.integers(0, 256, 3).tolist()))
    return image


@dataclass
class DataSet:
    """A data set being made in a folder; rows may be spoiled before `report` is asked."""

    folder: Path
    rows: list[dict[str, str]] = field(default_factory=list)

    def add(
        self, name: str, image: Image.Image | bytes, *, quality: int = 88, exif: Image.Exif | None = None
    ) -> dict[str, str]:
        path = self.folder / "images" / name
        path.parent.mkdir(exist_ok=True)
        if isinstance(image, bytes):
            path.write_bytes(image)
        else:
            image.save(path, quality=quality, exif=exif or Image.Exif())
        row = {
            "image": f"images/{name}",
            "product": "watch",
            "label": "genuine",
            "item": name,
            "split": "train",
        }
        self.rows.append(row)
        return row

    def sheet(self, product: str = "watch") -> None:
        (self.folder / "catalogue").mkdir(exist_ok=True)
        (self.folder / "catalogue" / f"{product}.toml").write_text(SHEET.format(id=product), encoding="utf-8")

    def report(self) -> Report:
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        with (self.folder / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names, restval="")
            writer.writeheader()
            writer.writerows(self.rows)
        return validate(self.folder / "manifest.csv")

    def found(self, code: str) -> DataFinding:
        findings = [finding for finding in self.report().findings if finding.code == code]
        assert len(findings) == 1, findings
        return findings[0]

    def codes(self) -> set[str]:
        return {finding.code for finding in self.report().findings}
