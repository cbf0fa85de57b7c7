"""A staged release for the demo, so that a new checkout has one to look at, to compare and to activate.

It is the bundled one with other thresholds (`make demo-staged`), so that only the files that differ are kept.
"""

import shutil
import tempfile
from pathlib import Path

from model.description import ReleaseDescription, parse_description
from model.release import DESCRIPTION_FILE
from serve.accounts.domain import Actor
from serve.platform.parts import Parts
from serve.releases.registry import ReleaseRegistry
from serve.releases.report import counted_from
from serve.releases.service import Releases
from serve.releases.shelf import BUNDLED

STAGED = BUNDLED / "staged"  # a folder for each such release, with the files that differ


def create(parts: Parts, administrator: Actor, staged: Path = STAGED) -> None:
    """Stage what was made from the active release; nothing is done if there is none such.

    Args:
        staged: where the files lie that differ.
    """
    registry, active = parts[ReleaseRegistry], parts[Releases].active.examiner.release.id
    record = registry.find(active)
    for differing in sorted(staged.glob("r-*")):
        if record is not None and counted_from(_description(differing)) == active:
            with tempfile.TemporaryDirectory() as place:
                whole = registry.archive.fetch(record, Path(place)).rename(Path(place) / differing.name)
                shutil.copytree(differing, whole, dirs_exist_ok=True)
                registry.stage(administrator, whole)


def _description(folder: Path) -> ReleaseDescription:
    return parse_description((folder / DESCRIPTION_FILE).read_bytes())
