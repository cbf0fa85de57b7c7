"""`shingan`: a verdict without a server, the service, and its releases.

Exit status 0 done, 1 the work failed, 2 the call was wrong. Errors are one line on standard error.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from model.examiner import Examiner
from model.output import run_with_any_text
from model.release import load_release
from serve import terminal
from serve.accounts.cli import organisation_cli, user_cli
from serve.cases.cli import case_cli
from serve.command import FAILED, WRONG_CALL, DataOption, JsonOption, fail, one_line_errors, parts_of, settings_of
from serve.evidence.cli import verify_bundle
from serve.examinations.confidentiality import withheld
from serve.examinations.domain import Upload, clean_name, holders_own, verdict_json
from serve.examinations.examining import ExaminationRequest, examine
from serve.platform.errors import UploadRejectedError
from serve.releases.shelf import Shelf, id_of
from serve.retention.cli import retention_cli

if TYPE_CHECKING:
    from serve.backups.service import Backups

cli = typer.Typer(
    name="shingan",
    help="Tell genuine goods from counterfeits in photos.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
release_cli = typer.Typer(help="Releases: which there are, and which one examines.", no_args_is_help=True)
cli.add_typer(release_cli, name="release")
audit_cli = typer.Typer(help="The audit log: is it whole?", no_args_is_help=True)
cli.add_typer(audit_cli, name="audit")
cli.add_typer(case_cli, name="case")
cli.command("verify")(verify_bundle)
cli.add_typer(user_cli, name="user")
cli.add_typer(retention_cli, name="retention")
cli.add_typer(organisation_cli, name="organisation")

ReleaseOption = Annotated[
    Path | None,
    typer.Option(
        "--release",
        help="Release folder. Default: SHINGAN_RELEASE, else the active one, else the bundled one.",
    ),
]


def main() -> None:
    """Run the command line."""
    run_with_any_text(cli)


@cli.command()
def check(
    photos: Annotated[list[Path], typer.Argument(help="1 to 8 photos of one item.")],
    product: Annotated[str | None, typer.Option(help="Product id, where you know it.")] = None,
    view: Annotated[
        list[str] | None,
        typer.Option(help="The view that a photo shows; repeat it, one a photo, '' where unknown."),
    ] = None,
    prior: Annotated[
        float | None,
        typer.Option(help="Share of counterfeits among the items that come this way, such as 0.02; gives a posterior."),
    ] = None,
    release: ReleaseOption = None,
    data: DataOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Judge one item's photos; no server needed.

    The words are an officer's: what a right holder keeps to itself is not in them. --json prints the verdict whole,
    with every point, as the release in the same hands has them: pass it on to no one who may not see them.
    """
    with one_line_errors(), ExitStack() as files:
        settings = settings_of(release=release, data_dir=data)
        uploads = [_upload(path, files) for path in photos]
        examiner = Examiner(load_release(Shelf(settings.data_dir).start(settings.release)), settings.limits)
        try:
            verdict = examine(
                examiner, ExaminationRequest(uploads, product, [name or None for name in view or []], prior)
            )
        except UploadRejectedError as error:
            fail("; ".join(f"{photos[each.index]}: {each.reason}" for each in error.photos), FAILED)
        if as_json:
            sys.stdout.write(verdict_json(verdict) + "\n")
            return
        released = examiner.release.description.products.get(verdict.product.id or "")
        hidden = holders_own(released.sheet) if released else frozenset()
        terminal.show(Console(), withheld(verdict, hidden), examiner.release.description)


@cli.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. Default: SHINGAN_HOST, else 127.0.0.1.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port. Default: SHINGAN_PORT, else 8000.")] = None,
    data: DataOption = None,
    release: ReleaseOption = None,
    *,
    after_pause: Annotated[
        bool, typer.Option("--after-pause", help="The service really rested for months: believe the clock.")
    ] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help="Where there is nobody yet: make one demo person a role to sign in as.")
    ] = False,
) -> None:
    """Run the service: SQLite and local files unless settings say otherwise."""
    with one_line_errors():
        settings = settings_of(host=host, port=port, data_dir=data, release=release, after_pause=after_pause or None)
        from serve import running  # noqa: PLC0415  # a verdict on the command line needs no web framework

        running.run(settings, with_demo=demo)


@release_cli.command("list")
def list_releases(data: DataOption = None, *, as_json: JsonOption = False) -> None:
    """List the releases in DATA/releases and the bundled ones."""
    with one_line_errors():
        shelf = Shelf(settings_of(data_dir=data).data_dir)
        rows = list(_rows(shelf))
        if as_json:
            sys.stdout.write(json.dumps(rows) + "\n")
            return
        for row in rows:
            sys.stdout.write(f"{'*' if row['active'] else ' '} {row['id']}  {row['folder']}\n")


def _rows(shelf: Shelf) -> Iterator[dict[str, Any]]:
    active = next(iter(shelf.pointer()), None)
    chosen = shelf.find(active) if active else None
    for folder in shelf.folders():
        yield {"id": id_of(folder), "folder": str(folder), "active": folder == chosen}


@release_cli.command()
def activate(
    release: Annotated[str, typer.Argument(help="A release id, or a release's folder.")],
    data: DataOption = None,
) -> None:
    """Check a release and let it examine from now on; a running service takes it up within seconds."""
    with one_line_errors():
        settings = settings_of(data_dir=data)
        shelf = Shelf(settings.data_dir)
        folder = shelf.find(release) or shelf.required(str(Path(release).absolute()))
        loaded = load_release(folder)
        Examiner(loaded)
        shelf.activate(folder)
        sys.stdout.write(f"{loaded.id} is active\n")
        if settings.release is not None:
            sys.stderr.write(f"SHINGAN_RELEASE is set: a restarted service begins with {settings.release} again\n")


@release_cli.command("roll-back")
def roll_back(data: DataOption = None) -> None:
    """Let the release that was active before examine again."""
    with one_line_errors():
        shelf = Shelf(settings_of(data_dir=data).data_dir)
        previous = shelf.previous()
        loaded = load_release(shelf.required(previous))
        shelf.roll_back()
        sys.stdout.write(f"{loaded.id} is active\n")


@cli.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Where snapshots go; on another disk than the data.")],
    data: DataOption = None,
) -> None:
    """Write a snapshot of everything that was acknowledged; the service may run on meanwhile."""
    with one_line_errors(), _backups(folder, data) as backups:
        sys.stdout.write(f"{backups.make()}\n")


@cli.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="A folder that `shingan backup` wrote to.")],
    snapshot: Annotated[str | None, typer.Option(help="Which snapshot; the newest if not given.")] = None,
    data: DataOption = None,
) -> None:
    """Bring a snapshot back into an empty service, which must not be running."""
    with one_line_errors(), _backups(folder, data) as backups:
        found = backups.restore(snapshot)
        sys.stdout.write(f"restored {sum(found.rows.values())} rows and {found.objects} photos of {found.created_at}\n")


@audit_cli.command()
def verify(
    data: DataOption = None,
    *,
    photos: Annotated[bool, typer.Option(help="Read every photo, too; it takes as long as copying them.")] = True,
    as_json: JsonOption = False,
) -> None:
    """Find any event that was edited, removed, moved or cut off, and any row or photo that does not fit its event."""
    with one_line_errors(), parts_of(data) as parts:
        found = parts.audit.verify(with_photos=photos)
        if as_json:
            faults = [fault._asdict() for fault in found.faults]
            sys.stdout.write(
                json.dumps({"events": found.events, "checkpoints": found.checkpoints, "faults": faults}) + "\n"
            )
        else:
            for fault in found.faults:
                sys.stdout.write(f"event {fault.number}: {fault.words}\n" if fault.number else f"{fault.words}\n")
            sys.stdout.write(f"events: {found.events}, checkpoints: {found.checkpoints}, faults: {len(found.faults)}\n")
        if found.faults:
            raise typer.Exit(FAILED)


@contextmanager
def _backups(folder: Path, data: Path | None) -> Iterator["Backups"]:
    from serve.backups.service import Backups  # noqa: PLC0415  # as in `parts_of`

    with parts_of(data) as parts:
        settings = parts.settings
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        parts.objects.open()
        yield Backups(folder, parts.database, parts.objects, Shelf(settings.data_dir), settings.audit_dir, parts.clock)


def _upload(path: Path, files: ExitStack) -> Upload:
    try:
        stream = files.enter_context(path.open("rb"))
    except OSError as error:
        fail(f"{path}: {error.strerror}", WRONG_CALL)
    return Upload(clean_name(path.name), lambda: stream)
