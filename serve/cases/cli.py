"""`shingan case`: for whoever runs the service, across its agencies."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from serve.cases.domain import CaseState
from serve.command import WRONG_CALL, DataOption, JsonOption, fail, one_line_errors, parts_of
from serve.evidence.streams import chunks

if TYPE_CHECKING:
    from serve.cases.service import Listed
    from serve.evidence.service import Exported

case_cli = typer.Typer(help="Cases of the agencies.", no_args_is_help=True)


@case_cli.callback()
def of_agencies() -> None:
    """Have `list` be named even while it is the only command."""


@case_cli.command("list")
def list_cases(
    agency: Annotated[str | None, typer.Option(help="The agency's name; every agency's cases if not given.")] = None,
    state: Annotated[CaseState | None, typer.Option(help="Cases in this state alone.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many of each agency, the newest first.")] = 100,
    data: DataOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """List the newest cases of an agency, or of each. It is recorded that they were listed."""
    with one_line_errors(), parts_of(data, opened=True) as parts:
        found = parts.cases.list_agencies(agency, state, limit)
        if as_json:
            sys.stdout.write(json.dumps([_row(each) for each in found], ensure_ascii=False) + "\n")
            return
        for each in found:
            case = each.case
            held = ", held" if case.held else ""
            words = f"{case.state.value}{held}  {case.opened_at:%Y-%m-%d}  {case.details.place}"
            sys.stdout.write(f"{case.number}  {each.agency.name}  {words.rstrip()}  {case.id}\n")


@case_cli.command("reindex")
def reindex_cases(data: DataOption = None) -> None:
    """Make again what cases are listed and found by; the service may run meanwhile."""
    from serve.cases.index_verifier import reindex  # noqa: PLC0415  # as in `parts_of`
    from serve.cases.work import CaseWork  # noqa: PLC0415  # the same

    with one_line_errors(), parts_of(data, opened=True) as parts:
        sys.stdout.write(f"made again what {reindex(parts.works.of(CaseWork))} cases are found by\n")


@case_cli.command("export")
def export_case(
    case: Annotated[str, typer.Argument(metavar="ID", help="The case's id, as `shingan case list` shows it.")],
    out: Annotated[Path, typer.Option(help="The file to write; it must not be there yet.")],
    language: Annotated[str, typer.Option(help="Of the report: en, ja, fr, es or ar.")] = "en",
    data: DataOption = None,
) -> None:
    """Write a case as an evidence bundle, as its agency may see it. It is recorded that it was exported."""
    with one_line_errors(), parts_of(data) as parts:
        if out.exists():
            fail(f"{out}: is there already; name a new file", WRONG_CALL)
        parts.open()
        _save(parts.evidence.export_for_agency(case, language), out)
        sys.stdout.write(f"{out}\n")


def _save(exported: "Exported", out: Path) -> None:
    """Write a file that is whole once it has its name."""
    aside = out.with_name(f"{out.name}.unfinished")
    with exported.file as source, aside.open("wb") as target:
        for chunk in chunks(source):
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    aside.rename(out)


def _row(listed: "Listed") -> dict[str, Any]:
    case = listed.case
    return {
        "id": case.id,
        "agency": listed.agency.name,
        "number": case.number,
        "state": case.state.value,
        "held": case.held,
        "place": case.details.place,
        "lane": case.details.lane,
        "declaration": case.details.declaration,
        "opened_by": case.opened_by,
        "opened_at": case.opened_at.isoformat(),
        "changed_at": case.changed_at.isoformat(),
        "items": case.items,
        "outcomes": [outcome.value for outcome in case.outcomes],
        "conclusions": [finding.value for finding in case.conclusions],
    }
