"""Shortcuts planted into a clean drawn data set: does ``validate`` find each one, and name what was planted?

Every copy, the clean one included, has all of its photos saved again with the same settings and a camera's name that
tells nothing of the label, so that the plant is the one thing in which the labels differ.
"""

import hashlib
import io
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from PIL import ExifTags, Image, ImageDraw

from benchmarks import ours
from benchmarks.copies import Fields, copy_data_set, read_fields
from benchmarks.report import stop
from model.datasets.findings import DataFinding
from training.manifest import Label
from training.validate import validate

SEED = 7
QUALITY = 92
CAMERAS = ("Phone A", "Phone B", "Phone C")
BORDER = 10  # pixels of 640
BORDER_COLOUR = (20, 150, 60)
SHORTCUT = "shortcut-"


@dataclass(frozen=True)
class Plant:
    """One shortcut.

    Attributes:
        named: words of which a finding must hold one to have named the plant.
        border: whether a coloured border is drawn.
        camera: the EXIF camera model; None: one of `CAMERAS`.
        quality: of the JPEG.
    """

    named: tuple[str, ...] = ()
    border: bool = False
    camera: str | None = None
    quality: int = QUALITY


@dataclass(frozen=True)
class Planted:
    """What validate says of one copy.

    Attributes:
        share: of the counterfeit items that carry the plant; 0 for the clean copy.
        codes: of all findings on shortcuts.
        found: whether any of them is one that the clean copy doesn't have.
        named: whether such a finding names the plant.
        messages: of the findings that the clean copy doesn't have.
    """

    plant: str
    share: float
    codes: tuple[str, ...]
    found: bool
    named: bool
    messages: tuple[str, ...]


CLEAN = Plant()
PLANTS = MappingProxyType({
    "coloured border": Plant(named=("edge", "border", "frame"), border=True),
    "one camera's EXIF": Plant(named=("Plantagon 7",), camera="Plantagon 7"),
    "one JPEG quality": Plant(named=("quantisation", "JPEG quality"), quality=78),
})  # fmt: skip


def draw(folder: Path, items: int, products: str | None) -> Path:
    """Draw so many items of each label for the products named (None: all); returns the manifest."""
    call = [sys.executable, "-m", "datasets.draw", "--out", str(folder), "--seed", str(SEED)]
    call += ["--genuine", str(items), "--counterfeit", str(items)]
    call += ["--products", products] if products else []
    if subprocess.run(call, cwd=ours.ROOT, check=False, stdout=sys.stderr).returncode:
        stop("python -m datasets.draw failed", 1)
    return folder / "manifest.csv"


def measure(manifest: Path, folder: Path, shares: Sequence[float]) -> list[Planted]:
    """Validate the clean copy, then each plant on these shares of the counterfeit items."""
    clean = _codes(_findings(manifest, folder / "clean", CLEAN, frozenset()))
    results = [Planted("none", 0.0, clean, found=False, named=False, messages=())]
    for number, (name, plant) in enumerate(PLANTS.items()):
        for share in shares:
            carriers = _carriers(read_fields(manifest), share)
            findings = _findings(manifest, folder / f"{number}-{share}", plant, carriers)
            results.append(_result(name, share, findings, clean))
    return results


def _carriers(rows: Sequence[Fields], share: float) -> frozenset[str]:
    """The items that carry the plant: this share of the counterfeit items of each product."""
    random = np.random.default_rng(SEED)
    chosen: set[str] = set()
    for product in sorted({row["product"] for row in rows}):
        own = {row["item"] for row in rows if row["product"] == product and row["label"] == Label.COUNTERFEIT.value}
        chosen |= set(random.permutation(sorted(own))[: round(share * len(own))].tolist())
    return frozenset(chosen)


def _findings(manifest: Path, folder: Path, plant: Plant, carriers: frozenset[str]) -> list[DataFinding]:
    def photo(row: Fields, data: bytes) -> bytes:
        with Image.open(io.BytesIO(data)) as image:
            return save(image.convert("RGB"), row["item"], plant if row["item"] in carriers else CLEAN)

    copy = copy_data_set(manifest, folder, read_fields(manifest), photo)
    return [finding for finding in validate(copy).findings if finding.code.startswith(SHORTCUT)]


def save(image: Image.Image, item: str, plant: Plant) -> bytes:
    """The picture as JPEG bytes, with the plant."""
    if plant.border:
        edge = (0, 0, image.width - 1, image.height - 1)
        ImageDraw.Draw(image).rectangle(edge, outline=BORDER_COLOUR, width=BORDER)
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = plant.camera or CAMERAS[hashlib.sha256(item.encode()).digest()[0] % len(CAMERAS)]
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=plant.quality, exif=exif)
    return buffer.getvalue()


def _codes(findings: Sequence[DataFinding]) -> tuple[str, ...]:
    return tuple(sorted({finding.code for finding in findings}))


def _result(name: str, share: float, findings: Sequence[DataFinding], clean: Sequence[str]) -> Planted:
    messages = tuple(str(finding.message) for finding in findings if finding.code not in clean)
    named = any(word in message for word in PLANTS[name].named for message in messages)
    return Planted(name, share, _codes(findings), found=bool(messages), named=named, messages=messages)
