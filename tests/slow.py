"""Which tests are slow: left out of `make quick`, and run without coverage, which would cost most there."""

from pathlib import Path

FOLDERS = frozenset({"browser", "faults"})

# In this order: what a file makes once for another (tests/once.py) is there before the other asks for it.
LONGEST = (
    "test_fit.py",
    "test_bundled.py",
    "test_replay.py",
    "test_authorization.py",
    "test_reliability.py",
    "test_fuzzing.py",
    "test_shortcuts_planted.py",
    "test_confidential_places.py",
    "test_genuine_only.py",
    "test_malformed.py",
    "test_releases.py",
    "test_parity.py",
)


def is_slow(path: Path) -> bool:
    """Whether a test file takes long."""
    return path.name in LONGEST or not FOLDERS.isdisjoint(path.parts)
