"""Staging and activating releases, as `shingan release` does."""

from pathlib import Path

from serve.platform.parts import Parts
from serve.releases.domain import ReleaseRecord
from serve.releases.registry import COMMANDS, ReleaseRegistry


def stage(parts: Parts, folder: Path) -> ReleaseRecord:
    """Keep the release in a folder."""
    return parts[ReleaseRegistry].stage(COMMANDS, folder)


def activate(parts: Parts, folder: Path) -> ReleaseRecord:
    """Keep it, and have it examine."""
    return parts[ReleaseRegistry].activate(COMMANDS, stage(parts, folder).id)
