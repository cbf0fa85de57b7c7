"""Shared by all commands: errors as one line and an exit status, `--version`, and folders to write to.

Exit status: 0 success, 1 failed work, 2 wrong call. A file or folder that the call names makes the call wrong if it
does not exist, is of the wrong kind or can't be written to; this is checked before any work. What is wrong with its
contents is failed work.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from model.errors import ShinganError

FAILED, WRONG_CALL = 1, 2


class OneLineGroup(TyperGroup):
    """A group of commands that reports a wrong command line in one line, not in a box."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run a command, and end the process with its status."""
        try:
            status = super().main(*args, **{**options, "standalone_mode": False})
        except typer.TyperException as wrong:
            if wrong.format_message():  # empty if the help was printed
                message = wrong.format_message().replace(": Value error, ", ": ")  # from a choice among words
                sys.stderr.write(f"{' '.join(message.split())}{_help_on(wrong)}\n")
            sys.exit(wrong.exit_code)
        except typer.Abort:
            sys.exit(FAILED)
        sys.exit(status or 0)


def _help_on(wrong: typer.TyperException) -> str:
    context: typer.Context | None = getattr(wrong, "ctx", None)
    return "" if context is None else f" (help: {context.command_path} --help)"


class OneLineParser(argparse.ArgumentParser):
    """A parser that reports a wrong command line in one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        fail(f"{message} (help: {self.prog} --help)", WRONG_CALL)


def fail(message: str, status: int) -> NoReturn:
    """End with one line on standard error and an exit status."""
    sys.stderr.write(" ".join(message.split()) + "\n")
    sys.exit(status)


@contextmanager
def one_line_errors(*wrong_call: type[ShinganError]) -> Iterator[None]:
    """Turn errors raised on purpose into one line and an exit status.

    Args:
        wrong_call: the errors that mean a wrong call.
    """
    try:
        yield
    except wrong_call as error:
        fail(str(error), WRONG_CALL)
    except ShinganError as error:
        fail(str(error), FAILED)
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error), FAILED)


def _print_version(asked: bool) -> None:  # noqa: FBT001  # the value of an option
    if asked:
        sys.stdout.write(f"shingan {version('shingan')}\n")
        raise typer.Exit


VersionOption = Annotated[
    bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit.")
]


def unwritable(path: Path) -> str | None:
    """Why nothing can be written into a folder, which need not exist; None if it can."""
    try:
        existing = next(each for each in (path, *path.absolute().parents) if each.exists())
        with TemporaryFile(dir=existing):
            return None
    except OSError as error:
        return f"{path}: can't be written to ({error.strerror})"


def require_writable(folder: Path) -> None:
    """End the command as a wrong call if nothing can be written into a folder, which need not exist."""
    fault = unwritable(folder)
    if fault:
        fail(fault, WRONG_CALL)


def folder_to_write(path: Path | None) -> Path | None:
    """The folder that an option or argument of typer names, as its callback.

    Raises:
        BadParameter: nothing can be written into it.
    """
    fault = path and unwritable(path)
    if fault:
        raise typer.BadParameter(fault)
    return path


def parse_folder_to_write(name: str) -> Path:
    """The folder that an option of argparse names, as its type.

    Raises:
        ArgumentTypeError: nothing can be written into it.
    """
    fault = unwritable(Path(name))
    if fault:
        raise argparse.ArgumentTypeError(fault)
    return Path(name)


def new_file(path: Path) -> Path:
    """The file that an option or argument of typer names, as its callback.

    Raises:
        BadParameter: there is one already, or none can be written there.
    """
    if not path.parent.is_dir():
        raise typer.BadParameter(f"{path.parent}: no such folder")
    if path.exists():
        raise typer.BadParameter(f"{path}: is there already; name a new file")
    folder_to_write(path.parent)
    return path
