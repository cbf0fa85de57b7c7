"""`shingan retention`: what the rules would remove, and removing it now."""

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from serve.command import DataOption, JsonOption, one_line_errors, parts_of

retention_cli = typer.Typer(help="Rules remove what is old, unless it is held.", no_args_is_help=True)


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
    """Remove what SHINGAN_RETENTION_DAYS and SHINGAN_LOOSE_RETENTION_DAYS say; a running service does so every hour."""
    from serve.retention.service import Retention  # noqa: PLC0415  # as in `parts_of`

    with one_line_errors(), parts_of(data, opened=True) as parts:
        now = parts.clock.now()
        removed = parts[Retention].due(now) if dry_run else parts[Retention].apply(now)
        if as_json:
            sys.stdout.write(json.dumps(asdict(removed)) + "\n")
            return
        verb = "would go" if dry_run else "removed"
        sys.stdout.write(
            f"{verb}: cases {removed.cases}, examinations {removed.examinations}, photos {removed.photos}\n"
        )
