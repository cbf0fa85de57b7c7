"""Configures glibc's allocator: by default it returns large freed blocks to the system and faults them in again.

Pictures and a network's intermediate results are such blocks, with the same sizes every time. A process configures it
at its start.
"""

import ctypes
import ctypes.util
import sys

TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD, MMAP_MAX, ARENA_MAX = -1, -2, -3, -4, -8  # mallopt(3)
NEVER_TRIM = -1
MEBIBYTE = 2**20


def keep_every_block() -> None:
    """Return nothing until the process ends: for training, which keeps what it needs and ends.

    All threads share one arena: an arena of a thread's own unmaps its heaps with any thresholds, and each of two
    threads that examine photos took a third longer in the network.
    """
    _set(((ARENA_MAX, 1), (MMAP_MAX, 0), (TRIM_THRESHOLD, NEVER_TRIM), (TOP_PAD, 256 * MEBIBYTE)))


def keep_an_examination() -> None:
    """Keep up to 128 MB of the memory of photos for the next ones: for a service, which shares its machine.

    All threads share one arena. With arenas of their own, each examination faulted in about 5,000 pages again.
    """
    _set(((ARENA_MAX, 1), (MMAP_THRESHOLD, 32 * MEBIBYTE), (TRIM_THRESHOLD, 128 * MEBIBYTE)))


def give_back_free_blocks() -> None:
    """Hand to the system what is free now: before work that takes blocks of other sizes."""
    library = _library()
    if library is not None and hasattr(library, "malloc_trim"):
        library.malloc_trim(0)


def _set(settings: tuple[tuple[int, int], ...]) -> None:
    """Call mallopt if it exists; otherwise the system's allocator does not change."""
    library = _library()
    if library is not None and hasattr(library, "mallopt"):
        for name, value in settings:
            library.mallopt(name, value)


def _library() -> ctypes.CDLL | None:
    if sys.platform != "linux" or not ctypes.util.find_library("c"):
        return None
    return ctypes.CDLL(None)
