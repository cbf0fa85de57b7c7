"""glibc's allocator: left alone, it gives large freed blocks back to the system and faults them in again at every use.

Pictures and a network's intermediate results are such blocks, the same sizes every time. What a process does about
it, it decides as it starts.
"""

import ctypes
import ctypes.util
import sys

TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD, MMAP_MAX, ARENA_MAX = -1, -2, -3, -4, -8  # mallopt(3)
NEVER_TRIM = -1
MEBIBYTE = 2**20


def keep_every_block() -> None:
    """Give nothing back until the process ends: for training, which holds what it needs and ends."""
    _set(((MMAP_MAX, 0), (TRIM_THRESHOLD, NEVER_TRIM), (TOP_PAD, 256 * MEBIBYTE)))


def keep_an_examination() -> None:
    """Keep what the photos at work take for the next ones, up to 128 MB: for a service, which shares its machine.

    All threads share one arena. With arenas of their own, each examination faulted in some 5,000 pages anew.
    """
    _set(((ARENA_MAX, 1), (MMAP_THRESHOLD, 32 * MEBIBYTE), (TRIM_THRESHOLD, 128 * MEBIBYTE)))


def _set(settings: tuple[tuple[int, int], ...]) -> None:
    """Call mallopt where there is one; elsewhere the system's own allocator stays as it is."""
    if sys.platform != "linux" or not ctypes.util.find_library("c"):
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        for name, value in settings:
            library.mallopt(name, value)
