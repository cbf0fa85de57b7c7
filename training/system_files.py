"""Recognises files that operating systems leave in folders: neither pictures nor product sheets."""

from pathlib import PurePosixPath

APPLE_DOUBLE = "._"  # macOS keeps a file's attributes in a twin of this prefix, where the disk can't hold them
APPLE_ARCHIVE = "__macosx"  # where its archives keep such twins
LEFT_BEHIND = frozenset({".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini"})


def is_system_file(path: str) -> bool:
    """Whether a path, of either kind of slash, names such a file."""
    parts = PurePosixPath(path.replace("\\", "/").lower()).parts
    return bool(parts) and (
        parts[-1].startswith(APPLE_DOUBLE) or parts[-1] in LEFT_BEHIND or APPLE_ARCHIVE in parts[:-1]
    )
