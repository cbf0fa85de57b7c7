"""Readers: libraries that read something in addition to the network.

A replay depends on them, so verdicts record them.
"""

from importlib.metadata import version

from model.print_reading import PrintReaders
from model.release import Release
from model.verdict import Reader

CODES, REGISTRATION, PRINT = "codes", "registration", "print"  # what they read
LIBRARIES = {CODES: "zxing-cpp", REGISTRATION: "opencv-python-headless", PRINT: "rapidocr"}


def readers_of(release: Release, prints: PrintReaders | None) -> tuple[Reader, ...]:
    """What reads photos beside the network of a release, in the versions that are installed.

    Args:
        prints: None if no print is read.
    """
    names = (CODES, REGISTRATION) if release.description.references else (CODES,)
    found = [Reader(name, LIBRARIES[name], version(LIBRARIES[name])) for name in names]
    if prints is not None:
        found.append(Reader(PRINT, LIBRARIES[PRINT], version(LIBRARIES[PRINT]), prints.recogniser_sha256))
    return tuple(found)
