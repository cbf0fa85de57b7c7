"""The run record: everything needed to make the same release again."""

import hashlib
import json
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from training.config import FitConfig
from training.errors import CallError
from training.manifest import Manifest

RECALIBRATED = "recalibrated"  # key of the record: what the thresholds were counted again with, the oldest first
TESTED_ON = "tested_on"  # key of the record: which items were tested, where they are another manifest's
LIBRARIES = (
    "torch",
    "torchvision",
    "onnx",
    "onnxscript",
    "onnxruntime",
    "numpy",
    "pillow",
    "opencv-python-headless",
    "scipy",
)


def run_record(
    manifest: Manifest, config: FitConfig, weights: str | None, accepted: Sequence[str], canvas: int
) -> dict[str, Any]:
    """Seed, configuration, data and versions, as plain JSON; free of times and paths, so equal runs give equal ids."""
    return {
        "seed": config.seed,
        "configuration": {**config.model_dump(), "canvas": canvas},
        "manifest_sha256": manifest.sha256,
        "weights": weights_name(weights),
        "accepted_findings": sorted(accepted),
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """The versions of everything that affects a release's verdicts."""
    own = {"shingan": _version("shingan"), "python": platform.python_version()}
    return own | {name: _version(name) for name in LIBRARIES}


def weights_name(weights: str | None) -> str:
    """``none``, ``imagenet``, or the digest of a weights file.

    Raises:
        CallError: there is no such file.
    """
    if weights in (None, "none"):
        return "none"
    if weights == "imagenet":
        return "imagenet"
    try:
        return "sha256:" + hashlib.sha256(Path(str(weights)).read_bytes()).hexdigest()
    except OSError as error:
        raise CallError(f"{weights}: no such weights file ({error.strerror})") from error


def run_key(record: dict[str, Any]) -> str:
    """Name of the folder in which a run keeps what it would go on from: equal for runs that learn the same.

    Which findings were accepted changes nothing that is learned: a release refused at its gate can be resumed.
    """
    learned = {name: value for name, value in record.items() if name != "accepted_findings"}
    return hashlib.sha256(json.dumps(learned, sort_keys=True).encode()).hexdigest()[:16]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
