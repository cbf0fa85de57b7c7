"""Slow work that several test files share, done once a run: by the first worker that needs it, while others wait."""

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock

Result = TypeVar("Result")


def folder_of_run(factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of a run share; the next run has another one."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # each worker's lies within the run's


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Result]) -> Result:
    """What `make` gives for a new folder of this name; from the worker that made it first, if one has.

    Args:
        name: says what is made; no two pieces of work share one.
        make: called with an empty folder, which the workers share; its result can be pickled.
    """
    base = folder_of_run(factory)
    folder, result = base / f"once-{name}", base / f"once-{name}.pickle"
    with FileLock(f"{folder}.lock"):
        if not result.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a worker that failed
            folder.mkdir()
            result.write_bytes(pickle.dumps(make(folder)))
        made: Result = pickle.loads(result.read_bytes())  # noqa: S301  this run wrote it
        return made
