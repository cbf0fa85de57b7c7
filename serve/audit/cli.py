"""`shingan audit`: is the audit log intact?"""

import json
import sys
from typing import Annotated

import typer

from model.command import FAILED
from model.messages import message
from model.speaking import tell
from serve.command import DataOption, JsonOption, one_line_errors, parts_of
from serve.platform.command_messages import groups

# Translators: {words} is what is wrong with the event, such as "was changed after it was recorded".
OF_EVENT = message("event {number}: {words}")
COUNTS = message("events: {events}, checkpoints: {checkpoints}, faults: {faults}")

audit_cli = groups("The audit log: is it intact?")


def add_commands(cli: typer.Typer) -> None:
    """Add these commands."""
    cli.add_typer(audit_cli, name="audit")


@audit_cli.callback()
def of_the_log() -> None:
    """Require the name `verify`, although it is the only command."""


@audit_cli.command()
def verify(
    data: DataOption = None,
    *,
    photos: Annotated[bool, typer.Option(help="Also read every photo; this takes as long as copying them.")] = True,
    as_json: JsonOption = False,
) -> None:
    """Find events that were edited, removed, moved or cut off, and rows or photos that differ from their events."""
    from serve.audit.service import Audit  # noqa: PLC0415  # as in `parts_of`

    with one_line_errors(), parts_of(data) as parts:
        found = parts[Audit].verify(with_photos=photos)
        if as_json:
            faults = [{"number": fault.number, "words": str(fault.words)} for fault in found.faults]
            sys.stdout.write(
                json.dumps({"events": found.events, "checkpoints": found.checkpoints, "faults": faults}) + "\n"
            )
        else:
            for fault in found.faults:
                tell(OF_EVENT.of(number=str(fault.number), words=fault.words) if fault.number else fault.words)
            tell(COUNTS.of(events=found.events, checkpoints=found.checkpoints, faults=len(found.faults)))
        if found.faults:
            raise typer.Exit(FAILED)
