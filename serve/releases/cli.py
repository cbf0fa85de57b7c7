"""`shingan release`: which releases exist, which one is active, and the files for a verifier."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from model.command import WrongValueError, existing_folder, folder_to_write
from model.errors import ReleaseRefusedError
from model.examiner import Examiner
from model.messages import Message, counted, in_context, message
from model.release import Release, load_release
from model.speaking import say, tell, warn
from serve.command import DataOption, JsonOption, one_line_errors, parts_of, settings_of
from serve.platform.command_messages import groups
from serve.platform.settings import Settings
from serve.releases.domain import LONGEST_REASON, ReleaseState
from serve.releases.shelf import Shelf, id_of
from serve.uploads.options import TokenFileOption, UrlOption, asked_service

if TYPE_CHECKING:
    from serve.releases.domain import ReleaseRecord
    from serve.releases.registry import ReleaseRegistry

release_cli = groups("Releases: which exist, and which one is active.")
NOT_PROPOSED = in_context("release", "not proposed")
IS: Mapping[ReleaseState, Message] = MappingProxyType(
    {
        ReleaseState.STAGED: message("{release} is staged"),
        ReleaseState.ACTIVE: message("{release} is active"),
        ReleaseState.ROLLED_BACK: message("{release} is rolled back"),
        ReleaseState.RETIRED: message("{release} is retired"),
    }
)
IS_SET = message("SHINGAN_RELEASE is set: a restarted service begins with {release} again")
TOO_LONG = counted("the reason may have at most {count} character", "the reason may have at most {count} characters")
ReleaseArgument = Annotated[str, typer.Argument(help="A release id, or a release's folder.")]


def _reason(given: str) -> str:
    if len(given) > LONGEST_REASON:
        raise WrongValueError(TOO_LONG.of(count=LONGEST_REASON))
    return given.strip()


def add_commands(cli: typer.Typer) -> None:
    """Add these commands."""
    cli.add_typer(release_cli, name="release")


@release_cli.command("list")
def list_releases(data: DataOption = None, *, as_json: JsonOption = False) -> None:
    """List the releases that the service keeps, then those in DATA/releases and the bundled ones that it doesn't."""
    with one_line_errors(), _registry(data) as registry:
        kept = registry.all()
        known = {each.id for each in kept}
        rows = [*map(_row, kept), *_on_shelf(registry.shelf, known)]
        _warn_if_set(data)
        if as_json:
            sys.stdout.write(json.dumps(rows) + "\n")
            return
        for row in rows:
            mark, state = "*" if row["active"] else " ", row["state"] or say(NOT_PROPOSED)
            what = row["folder"] or f"{row['at']}  {row['by']}"
            sys.stdout.write(f"{mark} {row['id']}  {state:12}  {what}\n")


def _warn_if_set(data: Path | None) -> None:
    """Say that the active release is not the one with which a restarted service begins, if that is so."""
    asked = settings_of(data_dir=data).release
    if asked is not None:
        warn(IS_SET.of(release=asked))


def _row(record: "ReleaseRecord") -> dict[str, Any]:
    at = record.changed.at.isoformat(timespec="seconds")
    is_active = record.state.value == "active"
    row = {"id": record.id, "state": record.state.value, "active": is_active}
    back = record.rolled_back
    because = {"rolled_back_because": back.reason if back else None}
    return row | {"by": record.changed.by, "at": at, "folder": None} | because


def _on_shelf(shelf: Shelf, known: set[str]) -> Iterator[dict[str, Any]]:
    for folder in shelf.folders():
        if id_of(folder) not in known:
            row = {"id": id_of(folder), "state": None, "active": False}
            yield row | {"by": None, "at": None, "folder": str(folder), "rolled_back_because": None}


@release_cli.command()
def propose(
    folder: Annotated[Path, typer.Argument(callback=existing_folder, help="A release's folder.")],
    data: DataOption = None,
    url: UrlOption = None,
    token_file: TokenFileOption = None,
) -> None:
    """Check a release and stage it, here or in the service at URL, so that it can be activated."""
    with one_line_errors():
        service = asked_service(url, token_file)
        if service is not None:
            from serve.releases.sending import send_release  # noqa: PLC0415  # other commands need no HTTP

            result = send_release(folder, *service)
            tell(IS[ReleaseState(result["state"])].of(release=result["release"]))
            return
    with one_line_errors(), _registry(data) as registry:
        record = _stage(registry, folder)
        tell(IS[record.state].of(release=record.id))  # it may be kept already


@release_cli.command()
def activate(release: ReleaseArgument, data: DataOption = None) -> None:
    """Check a release and activate it; running services load it within seconds."""
    with one_line_errors(), _registry(data) as registry:
        record = _chosen(registry, release)
        registry.activate(_commands(), record.id)
        tell(IS[ReleaseState.ACTIVE].of(release=record.id))
        _warn_if_set(data)


@release_cli.command("roll-back")
def roll_back(
    reason: Annotated[
        str, typer.Option(callback=_reason, help="Why the active release is no longer used; the reason is kept.")
    ] = "",
    data: DataOption = None,
) -> None:
    """Activate the previously active release again."""
    with one_line_errors(), _registry(data) as registry:
        registry.archive.load(registry.before())
        tell(IS[ReleaseState.ACTIVE].of(release=registry.roll_back(_commands(), reason).id))
        _warn_if_set(data)


@release_cli.command()
def export(
    release: Annotated[str, typer.Argument(help="A release id.")],
    out: Annotated[
        Path, typer.Option(callback=folder_to_write, help="The place of the release's folder, with its key beside it.")
    ],
    data: DataOption = None,
) -> None:
    """Export a release and its key, for a court's expert who verifies evidence bundles; both are confidential."""
    with one_line_errors(), _registry(data) as registry:
        sys.stdout.write(f"{registry.export(release, out)}\n")


def release_to_examine_with(settings: Settings) -> Release:
    """The requested release, otherwise the active one of the service with this data folder, otherwise the bundled one.

    Raises:
        ReleaseRefusedError: it is damaged, or there is none.
        StorageError: the service's database or object store do not answer.
    """
    if settings.release is not None:
        return load_release(settings.release)
    if settings.has_database:
        with parts_of(settings.data_dir, may_create=True) as parts:  # the database may be elsewhere
            from serve.releases.registry import ReleaseRegistry  # noqa: PLC0415  # most verdicts need no database

            registry = parts[ReleaseRegistry]
            active = registry.active() if parts.database.is_current else None
            if active is not None:
                return registry.archive.load(active)
    return load_release(Shelf(settings.data_dir).bundled())


@contextmanager
def _registry(data: Path | None) -> Iterator["ReleaseRegistry"]:
    from serve.releases.registry import ReleaseRegistry  # noqa: PLC0415  # `shingan check` needs no database

    with parts_of(data, opened=True) as parts:
        parts.objects.open()
        yield parts[ReleaseRegistry]


def _commands() -> Any:
    from serve.releases.registry import COMMANDS  # noqa: PLC0415  # the same

    return COMMANDS


def _stage(registry: "ReleaseRegistry", folder: Path) -> "ReleaseRecord":
    Examiner(load_release(folder))
    return registry.stage(_commands(), folder)


def _chosen(registry: "ReleaseRegistry", release: str) -> "ReleaseRecord":
    """The release that a call names: a folder, staged from there; otherwise a kept one, if it can be loaded."""
    folder = registry.shelf.find(release) or Path(release)
    if folder.is_dir():
        return _stage(registry, folder)
    known = registry.find(release)
    if known is None:
        raise ReleaseRefusedError(
            message("release {release}: is neither kept here nor a release's folder", release=release)
        )
    Examiner(registry.archive.load(known))
    return known
