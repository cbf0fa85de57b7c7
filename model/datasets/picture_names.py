"""Endings of the names of picture files. What a file is, its bytes decide; the ending only tells that one is meant."""

from pathlib import PurePosixPath

SAME_ENDINGS = {".jpeg": ".jpg", ".jpe": ".jpg", ".jfif": ".jpg", ".tiff": ".tif", ".heif": ".heic", ".hif": ".heic"}
ENDINGS = frozenset({*SAME_ENDINGS, *SAME_ENDINGS.values(), ".png", ".webp", ".avif", ".gif", ".bmp", ".dng"})


def is_picture_name(name: str) -> bool:
    """Whether a file's name says that it is a picture."""
    return PurePosixPath(name).suffix.lower() in ENDINGS
