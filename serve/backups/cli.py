"""`shingan backup` and `shingan restore`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from model.command import FAILED, WRONG_CALL, existing_folder, fail, folder_to_write, require_writable
from model.messages import message
from model.speaking import tell, warn
from serve.backups.domain import Keep
from serve.command import DataOption, one_line_errors, parts_of
from serve.releases.shelf import Shelf

if TYPE_CHECKING:
    from serve.backups.service import Backups


MENDED = message("{damage}: copied again; check the disk of the backup")
# Translators: {at} is when the snapshot was made.
RESTORED = message("restored: rows {rows}, objects {objects}, of {at}")
REMOVED = message("removed: older snapshots {snapshots}, objects that only they named {objects}")
OBJECTS_RESTORED = message("restored: objects {returned} of {objects}")


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
    keep_days: Annotated[
        int | None, typer.Option(min=0, help="Then remove older snapshots, except the last one of this many days.")
    ] = None,
    keep_months: Annotated[int, typer.Option(min=0, help="With --keep-days: and of this many months.")] = 0,
    data: DataOption = None,
) -> None:
    """Write a snapshot of everything that was acknowledged; the service may continue to run."""
    if keep_months and keep_days is None:
        fail(message("--keep-months: only with --keep-days"), WRONG_CALL)
    with one_line_errors(), _backups(folder, data) as backups:
        made = backups.make(without_release or ())
        for damage in made.mended:
            warn(MENDED.of(damage=damage))
        sys.stdout.write(f"{made.folder}\n")
        if keep_days is not None:
            removed = backups.prune(Keep(keep_days, keep_months))
            tell(REMOVED.of(snapshots=len(removed.snapshots), objects=removed.objects))


def restore(
    folder: Annotated[Path, typer.Argument(callback=existing_folder, help="A folder that `shingan backup` wrote to.")],
    snapshot: Annotated[str | None, typer.Option(help="Name of the snapshot; by default the newest.")] = None,
    data: DataOption = None,
    *,
    objects_only: Annotated[
        bool, typer.Option("--objects-only", help="Bring photos and releases' files back that the database names.")
    ] = False,
) -> None:
    """Restore a snapshot into an empty service, or lost objects into a full one; it must not be running."""
    if objects_only:
        _restore_objects(folder, snapshot, data)
        return
    with one_line_errors(), _backups(folder, data, may_create=True) as backups:
        found = backups.restore(snapshot)
        tell(RESTORED.of(rows=sum(found.rows.values()), objects=found.objects, at=str(found.created_at)))


def _restore_objects(folder: Path, snapshot: str | None, data: Path | None) -> None:
    if snapshot is not None:
        fail(message("--objects-only: goes by the service's own database, without --snapshot"), WRONG_CALL)
    with one_line_errors(), _backups(folder, data) as backups:
        found = backups.restore_objects()
        tell(OBJECTS_RESTORED.of(returned=found.returned, objects=found.objects))
        for fault in found.lost:
            warn(fault)
        if found.lost:
            fail(message("objects that the backup does not have either: {count}", count=len(found.lost)), FAILED)


@contextmanager
def _backups(folder: Path, data: Path | None, *, may_create: bool = False) -> Iterator["Backups"]:
    from serve.backups.service import Backups  # noqa: PLC0415  # as in `parts_of`

    with parts_of(data, may_create=may_create) as parts:
        settings = parts.settings
        require_writable(settings.data_dir)
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        parts.objects.open()
        yield Backups(
            folder,
            parts.database,
            parts.objects,
            Shelf(settings.data_dir),
            settings.audit_dir,
            settings.keys_dir,
            parts.clock,
        )
