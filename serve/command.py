"""Shared by all commands of the service: settings, parts, and errors as one line and an exit status."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from model import command
from model.command import WRONG_CALL, existing_folder, fail, require_writable
from model.errors import ExaminationRejectedError
from model.loading import without_collecting
from model.messages import Message, message
from serve.platform import logs
from serve.platform.exact_reasons import exactly
from serve.platform.settings import PREFIX, Settings

if TYPE_CHECKING:
    from serve.platform.parts import Parts

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Data folder. Default: SHINGAN_DATA_DIR, otherwise ./data.")
]
ReleaseOption = Annotated[
    Path | None,
    typer.Option(
        "--release",
        callback=existing_folder,
        help="Release folder. Default: SHINGAN_RELEASE, otherwise the active one, otherwise the bundled one.",
    ),
]
OPTIONS = {"data_dir": "--data"}  # of settings whose option has another name
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


UNKNOWN_SETTING = message("{name}: unknown setting")
NEAR_SETTING = message("{name}: unknown setting; did you mean {near}?")
# Translators: {name} is a setting or an option, {reason} what is wrong with its value.
SETTING = message("{name}: {reason}")


@contextmanager
def parts_of(data: Path | None, *, opened: bool = False, may_create: bool = False) -> Iterator["Parts"]:
    """The service's parts for a command, closed at the end.

    Args:
        data: the data folder from the command line.
        opened: with the database and the audit log ready for writing.
        may_create: whether the service may be new; otherwise a folder that holds no service's data is a wrong call.
    """
    with without_collecting():
        from serve.app import build  # noqa: PLC0415  # a verdict on the command line needs no database
        from serve.audit.service import Audit  # noqa: PLC0415  # the same

    logs.configure("WARNING")  # on standard error: a command's output is its result
    settings = settings_of(data_dir=data)
    if not (may_create or settings.data_dir.is_dir()):
        fail(
            message("{data_dir}: no such data folder; name the service's with --data", data_dir=settings.data_dir),
            WRONG_CALL,
        )
    if opened:
        require_writable(settings.data_dir)
    parts = build(settings)
    try:
        if not may_create:
            _require_data(parts)
        if opened:
            parts.open_records()
        yield parts
        if opened:
            parts[Audit].checkpoint()  # a checkpoint also proves what a command did
    finally:
        parts.close()


def _require_data(parts: "Parts") -> None:
    """End the command as a wrong call if there is no service yet: a wrong folder must not become another one."""
    settings, what = parts.settings, None
    if parts.database.is_empty:
        what = parts.database.name if settings.database_url else settings.data_dir
    elif settings.database_url and not settings.audit_dir.is_dir():
        what = settings.data_dir
    if what is not None:
        fail(message("{what}: holds no data of a service; name the folder of one with --data", what=what), WRONG_CALL)


def settings_of(**given: Any) -> Settings:
    """The settings; command-line options have priority over the environment.

    A wrong setting ends the command, and so does an environment variable that starts like a setting and is unknown: it
    is misspelt.

    Args:
        given: settings by command-line options; None if an option was not given.
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, 1)
            fail((NEAR_SETTING.of(near=near[0]) if near else UNKNOWN_SETTING).of(name=name), WRONG_CALL)
    options = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**options)
    except ValidationError as error:
        fail(_setting_fault(error, options), WRONG_CALL)


def require_named_folder(settings: Settings) -> None:
    """End the command as a wrong call if the data folder is named, by option or variable, but does not exist.

    For commands that do without the default folder.
    """
    if "data_dir" in settings.model_fields_set and not settings.data_dir.is_dir():
        fail(message("{data_dir}: no such data folder", data_dir=settings.data_dir), WRONG_CALL)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn errors raised on purpose into one line and an exit status."""
    with command.one_line_errors(ExaminationRejectedError):
        yield


def _setting_fault(error: ValidationError, options: Collection[str]) -> Message:
    """The first wrong setting, as it was given, and what is wrong; for a list, with the place in it."""
    first = error.errors()[0]
    name, *within = map(str, first["loc"])
    given = OPTIONS.get(name, f"--{name}") if name in options else f"{PREFIX}{name.upper()}"
    return SETTING.of(name=": ".join([given, *filter(None, [".".join(within)])]), reason=exactly(first))
