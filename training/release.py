"""Writes a release: its description, its files, its name."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from model.description import FORMAT_VERSION, Belonging, Regions, parse_description
from model.preprocess import PreprocessSpec
from model.release import DESCRIPTION_FILE, Release, description_sha256, load_release, release_id
from model.sheet_json import sheet_to_json
from model.text_findings import PrintLimits
from training.calibrate import Calibrated
from training.errors import WorkError
from training.examples import TrainingSet
from training.references import NO_REFERENCES, ReferencePictures


@dataclass(frozen=True, eq=False)
class ReleaseDraft:
    """A release before it is sealed.

    Attributes:
        record: seed, configuration, manifest digest, library versions: what made it.
        references: the pictures that photos are registered to.
        belonging: None until it is calibrated, or where it can't be.
        templates: of what genuine items show at the places that the sheets mark.
        prints: when lines of print count as read; None if none is read.
    """

    spec: PreprocessSpec
    training_set: TrainingSet
    model: bytes
    gallery: bytes
    calibrations: Mapping[str, Calibrated]
    familiarity: float
    recognition: float
    regions: Regions
    record: Mapping[str, Any]
    references: ReferencePictures = NO_REFERENCES
    belonging: Belonging | None = None
    templates: bytes = b""
    prints: PrintLimits | None = None

    def in_memory(self) -> Release:
        """The draft as the examiner takes it, to score calibration and test items before there is a folder."""
        raw = self.describe({})
        return Release(
            id=release_id(raw),
            description=parse_description(raw),
            model=self.model,
            gallery=self.gallery,
            sha256=description_sha256(raw),
            references=self.references.contents,
            templates=self.templates,
        )

    def describe(self, files: Mapping[str, str]) -> bytes:
        """release.json's bytes; the same draft and files always give the same bytes."""
        heads, sheets = self.training_set, self.training_set.sheets
        document = {
            "format": FORMAT_VERSION,
            "preprocess": asdict(self.spec),
            "views": [asdict(view) for view in heads.views],
            "points": [asdict(point) for point in heads.points],
            "products": {sheet.id: {"sheet": sheet_to_json(sheet), **self._figures(sheet.id)} for sheet in sheets},
            "familiarity": self.familiarity,
            "recognition": self.recognition,
            "temperature": None,
            "regions": asdict(self.regions),
            "references": [asdict(picture) for picture in self.references.pictures],
            "belonging": asdict(self.belonging) if self.belonging else None,
            "prints": asdict(self.prints) if self.prints else None,
            "training": dict(self.record),
            "files": dict(sorted(files.items())),
        }
        return description_bytes(document)

    def _figures(self, product: str) -> dict[str, Any]:
        calibrated = self.calibrations[product]
        return {
            "calibration": asdict(calibrated.calibration),
            "rules": [asdict(rule) for rule in calibrated.rules],
            "settling": [asdict(view) for view in calibrated.next_views],
            "basis": calibrated.basis.value,
            "unlike_weight": calibrated.unlike_weight,
            "familiarity": None,
        }


def description_bytes(document: Mapping[str, Any]) -> bytes:
    """release.json as it is written: equal documents give equal bytes."""
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def seal(describe: Callable[[Mapping[str, str]], bytes], files: Mapping[str, bytes], releases: Path) -> Path:
    """Write the release's folder, whole or not at all, check it as a service would, and return it.

    Args:
        describe: release.json's bytes, from the digests of all other files.
        files: all other files by their paths in the folder.

    Raises:
        WorkError: the folder can't be written.
    """
    description = describe({name: hashlib.sha256(content).hexdigest() for name, content in files.items()})
    target = releases / release_id(description)
    try:
        releases.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=releases, prefix=".sealing-") as work:
            folder = Path(work) / target.name
            for name, content in {**files, DESCRIPTION_FILE: description}.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            load_release(folder)
            shutil.rmtree(target, ignore_errors=True)
            folder.replace(target)
    except OSError as error:
        raise WorkError(f"{releases}: the release can't be written ({error.strerror})") from error
    return target
