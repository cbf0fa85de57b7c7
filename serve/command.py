"""Shared by all commands: settings, parts, and errors as one line and an exit status."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from model.errors import ExaminationRejectedError, ShinganError
from serve.platform import logs
from serve.platform.settings import Settings

if TYPE_CHECKING:
    from serve.platform.parts import Parts

FAILED, WRONG_CALL = 1, 2

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Data folder. Default: SHINGAN_DATA_DIR, otherwise ./data.")
]
ReleaseOption = Annotated[
    Path | None,
    typer.Option(
        "--release",
        help="Release folder. Default: SHINGAN_RELEASE, otherwise the active one, otherwise the bundled one.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@contextmanager
def parts_of(data: Path | None, *, opened: bool = False) -> Iterator["Parts"]:
    """The service's parts for a command, closed at the end.

    Args:
        data: the data folder from the command line.
        opened: with the database and the audit log ready for writing.
    """
    from serve.app import build  # noqa: PLC0415  # a verdict on the command line needs no database
    from serve.audit.service import Audit  # noqa: PLC0415  # the same

    logs.configure("WARNING")  # on standard error: a command's output is its result
    parts = build(settings_of(data_dir=data))
    try:
        if opened:
            parts.open_records()
        yield parts
        if opened:
            parts[Audit].checkpoint()  # a checkpoint also proves what a command did
    finally:
        parts.close()


def settings_of(**given: Any) -> Settings:
    """The settings; command-line options have priority over the environment."""
    return Settings(**{name: value for name, value in given.items() if value is not None})


def fail(message: str, status: int) -> Any:
    """End with one line on standard error and an exit status."""
    sys.stderr.write(" ".join(message.split()) + "\n")
    raise typer.Exit(status)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn errors raised on purpose into one line and an exit status."""
    try:
        yield
    except ValidationError as error:
        first = error.errors()[0]
        fail(f"SHINGAN_{'_'.join(str(part) for part in first['loc']).upper()}: {first['msg']}", WRONG_CALL)
    except ExaminationRejectedError as error:
        fail(str(error), WRONG_CALL)
    except (ShinganError, OSError) as error:
        fail(str(error), FAILED)
