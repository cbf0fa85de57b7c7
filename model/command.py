"""Shared by all commands: errors as one line and an exit status, `--version`, and folders to write to.

Exit status: 0 success, 1 failed work, 2 wrong call, 130 stopped with Ctrl-C. A file or folder that the call names makes
the call wrong if it does not exist, is of the wrong kind or can't be written to; this is checked before any work. What
is wrong with its contents is failed work.
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
from model.messages import Message, Value, Wording, message
from model.speaking import INTERRUPTED, STOPPED, say, warn

FAILED, WRONG_CALL = 1, 2


class OneLineGroup(TyperGroup):
    """A group of commands that reports a wrong command line in one line, not in a box."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run a command, and end the process with its status."""
        try:
            status = super().main(*args, **{**options, "standalone_mode": False})
        except typer.TyperException as wrong:
            if wrong.format_message():  # empty if the help was printed
                warn(_with_help(self.words_of(wrong), wrong))
            sys.exit(wrong.exit_code)
        except typer.Abort:
            sys.exit(FAILED)
        if status == INTERRUPTED:  # as typer says of Ctrl-C, without a word to the person
            warn(STOPPED)
        sys.exit(status or 0)

    def words_of(self, wrong: typer.TyperException) -> Wording:
        """What is wrong with the command line; here in typer's words."""
        return wrong.format_message().replace(": Value error, ", ": ")  # from a choice among words


class WrongValueError(typer.BadParameter):
    """An argument or option has a value that the command can't use.

    Attributes:
        wording: why.
    """

    def __init__(self, wording: Wording) -> None:
        super().__init__(str(wording))
        self.wording = wording


# Translators: {fault} is a sentence or phrase about a wrong command line; {command} is what to type for help.
WITH_HELP = message("{fault} (help: {command} --help)")


def _with_help(fault: Wording, wrong: typer.TyperException) -> Wording:
    context: typer.Context | None = getattr(wrong, "ctx", None)
    return fault if context is None else WITH_HELP.of(fault=fault, command=context.command_path)


class OneLineParser(argparse.ArgumentParser):
    """A parser that reports a wrong command line in one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        fail(WITH_HELP.of(fault=message, command=self.prog), WRONG_CALL)


def fail(fault: Value, status: int) -> NoReturn:
    """End with one line on standard error and an exit status."""
    warn(fault)
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
        fail(error.message, WRONG_CALL)
    except ShinganError as error:
        fail(error.message, FAILED)
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error), FAILED)


def _print_version(asked: bool) -> None:  # noqa: FBT001  # the value of an option
    if asked:
        sys.stdout.write(f"shingan {version('shingan')}\n")
        raise typer.Exit


VersionOption = Annotated[
    bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit.")
]


NO_FOLDER, A_FILE = message("{path}: does not exist"), message("{path}: is a file, and must be a folder")
NO_FILE, A_FOLDER = message("{path}: does not exist"), message("{path}: is a folder, and must be a file")


def unwritable(path: Path) -> Message | None:
    """Why nothing can be written into a folder, which need not exist; None if it can."""
    try:
        existing = next(each for each in (path, *path.absolute().parents) if each.exists())
        with TemporaryFile(dir=existing):
            return None
    except OSError as error:
        return message("{path}: can't be written to ({fault})", path=path, fault=error.strerror or "")


def require_writable(folder: Path) -> None:
    """End the command as a wrong call if nothing can be written into a folder, which need not exist."""
    fault = unwritable(folder)
    if fault:
        fail(fault, WRONG_CALL)


def folder_to_write(path: Path | None) -> Path | None:
    """The folder that an option or argument of typer names, as its callback.

    Raises:
        WrongValueError: nothing can be written into it.
    """
    fault = path and unwritable(path)
    if fault:
        raise WrongValueError(fault)
    return path


def parse_folder_to_write(name: str) -> Path:
    """The folder that an option of argparse names, as its type.

    Raises:
        ArgumentTypeError: nothing can be written into it.
    """
    fault = unwritable(Path(name))
    if fault:
        raise argparse.ArgumentTypeError(say(fault))
    return Path(name)


def new_file(path: Path) -> Path:
    """The file that an option or argument of typer names, as its callback.

    Raises:
        WrongValueError: there is one already, or none can be written there.
    """
    if not path.parent.is_dir():
        raise WrongValueError(message("{parent}: no such folder", parent=path.parent))
    if path.exists():
        raise WrongValueError(message("{path}: is there already; name a new file", path=path))
    folder_to_write(path.parent)
    return path


def existing_folder(path: Path | None) -> Path | None:
    """The folder that an option or argument of typer names, as its callback.

    Raises:
        WrongValueError: there is none.
    """
    if path is not None and not path.is_dir():
        raise WrongValueError((A_FILE if path.exists() else NO_FOLDER).of(path=path))
    return path


def existing_file(path: Path | None) -> Path | None:
    """The file that an option or argument of typer names, as its callback.

    Raises:
        WrongValueError: there is none.
    """
    if path is not None and not path.is_file():
        raise WrongValueError((A_FOLDER if path.is_dir() else NO_FILE).of(path=path))
    return path


def existing_folders(paths: list[Path] | None) -> list[Path] | None:
    """The same for an option that may be repeated."""
    return [found for path in paths or () if (found := existing_folder(path))]


def existing_files(paths: list[Path] | None) -> list[Path] | None:
    """The same for files."""
    return [found for path in paths or () if (found := existing_file(path))]
