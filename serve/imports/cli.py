"""`shingan people import`: people of an organisation from a table, for the operator of the service."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from model.command import existing_file, fail, new_file
from model.messages import counted, message
from model.speaking import tell, warn
from serve.command import DataOption, JsonOption, one_line_errors, parts_of
from serve.platform.command_messages import groups
from serve.platform.terminal import language_at_terminal
from serve.platform.whole_files import write_new

if TYPE_CHECKING:
    from serve.imports.domain import PeopleReport

REFUSED = message("line {line}: {column} {reason}")
NOTHING_DONE = counted("{count} line is refused; nothing was written", "{count} lines are refused; nothing was written")
DONE = message("{added} added, {changed} changed, {unchanged} as they were")
WOULD = message("{added} would be added, {changed} changed, {unchanged} stay as they are")

people_cli = groups("People from a table.")


def add_commands(cli: typer.Typer) -> None:
    """Add these commands."""
    cli.add_typer(people_cli, name="people")


def _new_file(path: Path | None) -> Path | None:
    return None if path is None else new_file(path)


@people_cli.command("import")
def import_people(
    table: Annotated[Path, typer.Argument(help="A CSV file in UTF-8.", callback=existing_file)],
    organisation: Annotated[str, typer.Option(help="Its name, as `shingan organisation list` shows it.")],
    out: Annotated[
        Path | None, typer.Option(help="A new file for the first passwords; printed if not given.", callback=_new_file)
    ] = None,
    data: DataOption = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the table only, and write nothing.")] = False,
    renew: Annotated[
        bool, typer.Option("--renew", help="Give another first password to people who have not chosen one yet.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Add and change people from a table; if one line is refused, nothing is written."""
    with one_line_errors(), parts_of(data, opened=True) as parts:
        from serve.accounts.service import Accounts  # noqa: PLC0415  # as in `parts_of`
        from serve.imports.service import PeopleImport  # noqa: PLC0415  # the same

        of = parts[Accounts].organisation_named(organisation).id
        report = parts[PeopleImport].bring(None, of, table.read_bytes(), dry_run=dry_run, renews=renew)
    if as_json:
        _print_json(report)
    else:
        _tell(report, out)
    if not report.is_acceptable:
        fail(NOTHING_DONE.of(count=len(report.refused)), 1)


def _print_json(report: "PeopleReport") -> None:
    from serve.imports.schemas import import_out  # noqa: PLC0415  # needs the web framework

    sys.stdout.write(json.dumps(import_out(report, language_at_terminal(os.environ)).model_dump(mode="json")) + "\n")


def _tell(report: "PeopleReport", out: Path | None) -> None:
    from serve.imports.domain import LineOutcome  # noqa: PLC0415  # as in `parts_of`
    from serve.imports.tables_out import passwords_table  # noqa: PLC0415  # as in `parts_of`

    for each in report.refused:
        if each.fault is not None:
            warn(REFUSED.of(line=each.line.number, column=each.fault.column, reason=each.fault.reason))
    if not report.is_acceptable:
        return
    counts = {str(outcome): report.counts.get(outcome, 0) for outcome in LineOutcome}
    if report.handed_out:
        handed_out = passwords_table(report, language_at_terminal(os.environ))
        if out is None:
            sys.stdout.write(handed_out)
        else:
            write_new(out, handed_out.encode(), 0o600)
    tell((DONE if report.is_stored else WOULD).of(**counts))
