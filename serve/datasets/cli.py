"""`shingan manifest`: freeze what was accepted, and write data sets into folders for `shingan-train`."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from model.command import folder_to_write
from model.messages import message
from model.speaking import tell
from serve.command import DataOption, JsonOption, one_line_errors, parts_of
from serve.platform.command_messages import groups

if TYPE_CHECKING:
    from serve.platform.parts import Parts

manifest_cli = groups("Data sets for training: freeze what was accepted, and write data sets into folders.")
SUMMARY = message("frozen: items {items}, rows {rows}; gold set: items {gold_items}, rows {gold_rows}")
OutOption = Annotated[
    Path, typer.Option(callback=folder_to_write, help="The place of the data set's folder, which its id names.")
]


def add_commands(cli: typer.Typer) -> None:
    """Add these commands."""
    cli.add_typer(manifest_cli, name="manifest")


@manifest_cli.command()
def freeze(out: OutOption, data: DataOption = None, *, as_json: JsonOption = False) -> None:
    """Freeze every accepted item, write the data set into a folder, and print the folder."""
    from serve.datasets.export import SetExport  # noqa: PLC0415  # as in `parts_of`
    from serve.datasets.freezing import Freezer, as_result  # noqa: PLC0415  # the same
    from serve.datasets.messages import LEFT_OUT, LEFT_OUT_LINE  # noqa: PLC0415  # the same
    from serve.releases.registry import COMMANDS  # noqa: PLC0415  # the same

    with one_line_errors(), _parts(data) as parts:
        made = parts[Freezer].freeze(COMMANDS)
        folder = parts[SetExport].write(COMMANDS, made.frozen.id, out)
        if as_json:
            counts = made.frozen.counts._asdict()
            lacks = [lack._asdict() for lack in made.lacks]
            sys.stdout.write(json.dumps({"folder": str(folder), **counts, **as_result(made), "lacks": lacks}) + "\n")
            return
        for lack in made.lacks:
            tell(LEFT_OUT_LINE.of(reason=LEFT_OUT[lack.reason], items=lack.items, product=lack.product))
        tell(SUMMARY.of(**made.frozen.counts._asdict()))
        sys.stdout.write(f"{folder}\n")


@manifest_cli.command()
def export(
    data_set: Annotated[str, typer.Argument(help="A data set's id.")], out: OutOption, data: DataOption = None
) -> None:
    """Write a data set that was frozen before into a folder, and print the folder."""
    from serve.datasets.export import SetExport  # noqa: PLC0415  # as in `parts_of`
    from serve.releases.registry import COMMANDS  # noqa: PLC0415  # the same

    with one_line_errors(), _parts(data) as parts:
        sys.stdout.write(f"{parts[SetExport].write(COMMANDS, data_set, out)}\n")


@contextmanager
def _parts(data: Path | None) -> Iterator["Parts"]:
    with parts_of(data, opened=True) as parts:
        parts.objects.open()
        yield parts
