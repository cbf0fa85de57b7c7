"""`shingan release`: which releases exist, and which one is active."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from model.examiner import Examiner
from model.release import load_release
from serve.command import DataOption, JsonOption, one_line_errors, settings_of
from serve.releases.shelf import Shelf, id_of

release_cli = typer.Typer(help="Releases: which exist, and which one is active.", no_args_is_help=True)


def add_commands(cli: typer.Typer) -> None:
    """Add these commands."""
    cli.add_typer(release_cli, name="release")


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
    """Check a release and activate it; a running service loads it within seconds."""
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
    """Activate the previously active release again."""
    with one_line_errors():
        shelf = Shelf(settings_of(data_dir=data).data_dir)
        previous = shelf.previous()
        loaded = load_release(shelf.required(previous))
        shelf.roll_back()
        sys.stdout.write(f"{loaded.id} is active\n")
