"""Data sets that are validated by the command, and the photos that the command opened for them."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.once import once
from tests.training.fitting import ROOT, Done, training
from training import validate
from training.validate.files import Opened, open_photos
from training.validate.photo import Photo

SHARED = ROOT.parent / "shared" / "data"


class Validated(NamedTuple):
    """What the command said, and the photos as its checks saw them."""

    done: Done
    photos: tuple[Photo, ...]

    @property
    def report(self) -> dict[str, Any]:
        """The report that was printed."""
        report: dict[str, Any] = json.loads(self.done.stdout)
        return report


def validated(manifest: Path) -> Validated:
    """Run `shingan-train validate --json`, and keep what it opened."""
    opened: list[Opened] = []

    def keep(*arguments: Any) -> Opened:
        opened.append(open_photos(*arguments))
        return opened[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(validate, "open_photos", keep)
        done = training("validate", manifest, "--json")
    return Validated(done, opened[0].photos)


def public(factory: pytest.TempPathFactory, name: str) -> Validated:
    """A public data set, validated once a run: what changes with the files shows in every run."""
    manifest = SHARED / name / "manifest.csv"
    if not manifest.exists():
        pytest.skip(f"{manifest} is absent")
    return once(factory, f"validated-{name}", lambda _: validated(manifest))
