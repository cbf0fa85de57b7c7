"""Recognises files that operating systems leave in folders: neither pictures nor product sheets."""

from pathlib import PurePosixPath

APPLE_DOUBLE = "._"  # macOS keeps a file's attributes in a twin of this prefix, where the disk can't hold them
OFFICE_LOCKS = ("~$", ".~lock.")  # beside a table that is open
FOLDERS = frozenset(
    {
        "__macosx",  # twins of macOS, in its archives
        ".appledouble",
        ".spotlight-v100",
        ".trashes",
        ".fseventsd",
        "@eadir",  # thumbnails of Synology's disks
        ".@__thumb",  # of QNAP's
        "$recycle.bin",
        "system volume information",
        ".thumbnails",
    }
)
FILES = frozenset(
    {
        ".ds_store",
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "icon\r",  # macOS: a folder's picture
        ".picasa.ini",
        "picasa.ini",
        ".nomedia",
        ".directory",
        "zbthumbnail.info",
    }
)


def is_system_file(path: str) -> bool:
    """Whether a path, of either kind of slash, names such a file."""
    parts = PurePosixPath(path.replace("\\", "/").lower()).parts
    return bool(parts) and (
        parts[-1].startswith((APPLE_DOUBLE, *OFFICE_LOCKS)) or parts[-1] in FILES or not FOLDERS.isdisjoint(parts[:-1])
    )
