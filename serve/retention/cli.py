"""`shingan retention`: what the rules would remove, and removing it now."""

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from model.messages import message
from model.speaking import tell
from serve.command import DataOption, JsonOption, one_line_errors, parts_of
from serve.platform.command_messages import groups

WOULD_GO = message("would go: cases {cases}, examinations {examinations}, photos {photos}")
REMOVED = message("removed: cases {cases}, examinations {examinations}, photos {photos}")

retention_cli = groups("Rules remove what is old, unless it is held.")


def add_commands(cli: typer.Typer) -> None:
    """Add these commands."""
    cli.add_typer(retention_cli, name="retention")


@retention_cli.command("apply")
def apply(
    data: DataOption = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print what would be removed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Remove what is older than the retention settings allow; a running service does so every hour."""
    from serve.retention.service import Retention  # noqa: PLC0415  # as in `parts_of`

    with one_line_errors(), parts_of(data, opened=True) as parts:
        now = parts.clock.now()
        removed = parts[Retention].due(now) if dry_run else parts[Retention].apply(now)
        if as_json:
            sys.stdout.write(json.dumps(asdict(removed)) + "\n")
            return
        tell((WOULD_GO if dry_run else REMOVED).of(**asdict(removed)))
