"""Loads modules at the start of a command without collecting garbage: what they define stays.

Collecting looks through it several times meanwhile, and later again and again.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Collect no garbage while modules are loaded; later collections leave out what is there then."""
    loaded, was_collecting = len(sys.modules), gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()
        if len(sys.modules) > loaded:  # otherwise there is little new, and some of it may be garbage
            gc.freeze()
