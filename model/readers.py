"""Readers: the libraries that read something beside the network; a replay depends on them, so verdicts record them."""

from importlib.metadata import version

from model.release import Release
from model.verdict import Reader

CODES, REGISTRATION = "codes", "registration"  # what they read
LIBRARIES = {CODES: "zxing-cpp", REGISTRATION: "opencv-python-headless"}


def readers_of(release: Release) -> tuple[Reader, ...]:
    """What reads photos beside the network of a release, in the versions that are installed."""
    names = (CODES, REGISTRATION) if release.description.references else (CODES,)
    return tuple(Reader(name, LIBRARIES[name], version(LIBRARIES[name])) for name in names)
