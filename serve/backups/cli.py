"""`shingan backup` and `shingan restore`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from model.command import folder_to_write, require_writable
from serve.command import DataOption, one_line_errors, parts_of
from serve.releases.shelf import Shelf

if TYPE_CHECKING:
    from serve.backups.service import Backups


def add_commands(cli: typer.Typer) -> None:
    """Add these commands."""
    cli.command()(backup)
    cli.command()(restore)


def backup(
    folder: Annotated[
        Path, typer.Argument(callback=folder_to_write, help="The folder for snapshots; on another disk than the data.")
    ],
    without_release: Annotated[
        list[str] | None, typer.Option(help="A lost release's id, which the snapshot may lack; repeat it.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Write a snapshot of everything that was acknowledged; the service may continue to run."""
    with one_line_errors(), _backups(folder, data) as backups:
        sys.stdout.write(f"{backups.make(without_release or ())}\n")


def restore(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="A folder that `shingan backup` wrote to.")
    ],
    snapshot: Annotated[str | None, typer.Option(help="Name of the snapshot; by default the newest.")] = None,
    data: DataOption = None,
) -> None:
    """Restore a snapshot into an empty service, which must not be running."""
    with one_line_errors(), _backups(folder, data, may_create=True) as backups:
        found = backups.restore(snapshot)
        sys.stdout.write(f"restored: rows {sum(found.rows.values())}, objects {found.objects}, of {found.created_at}\n")


@contextmanager
def _backups(folder: Path, data: Path | None, *, may_create: bool = False) -> Iterator["Backups"]:
    from serve.backups.service import Backups  # noqa: PLC0415  # as in `parts_of`

    with parts_of(data, may_create=may_create) as parts:
        settings = parts.settings
        require_writable(settings.data_dir)
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        parts.objects.open()
        yield Backups(folder, parts.database, parts.objects, Shelf(settings.data_dir), settings.audit_dir, parts.clock)
