"""`shingan case`: for the operator of the service, across its agencies."""

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from model.messages import in_context, message
from model.speaking import say, tell
from serve.cases.domain import CaseState
from serve.command import DataOption, JsonOption, one_line_errors, parts_of
from serve.platform.command_messages import groups

if TYPE_CHECKING:
    from serve.cases.service import ListedCase

REINDEXED = message("cases reindexed: {count}")
HELD = in_context("case", "held")

case_cli = groups("Cases of the agencies.")


def add_commands(cli: typer.Typer) -> None:
    """Add these commands."""
    cli.add_typer(case_cli, name="case")


@case_cli.command("list")
def list_cases(
    agency: Annotated[str | None, typer.Option(help="The agency's name; by default all agencies.")] = None,
    state: Annotated[CaseState | None, typer.Option(help="Only cases in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Number of cases per agency, the newest first.")] = 100,
    data: DataOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """List the newest cases of an agency, or of each agency. The list is recorded."""
    from serve.cases.service import Cases  # noqa: PLC0415  # as in `parts_of`

    with one_line_errors(), parts_of(data, opened=True) as parts:
        found = parts[Cases].list_agencies(agency, state, limit)
        if as_json:
            sys.stdout.write(json.dumps([_row(each) for each in found], ensure_ascii=False) + "\n")
            return
        for each in found:
            case = each.case
            held = f", {say(HELD)}" if case.held else ""
            words = f"{case.state.value}{held}  {case.opened_at:%Y-%m-%d}  {case.details.place}"
            sys.stdout.write(f"{case.number}  {each.agency.name}  {words.rstrip()}  {case.id}\n")


@case_cli.command("reindex")
def reindex_cases(data: DataOption = None) -> None:
    """Rebuild the index of cases; the service may continue to run."""
    from serve.cases.index_verifier import reindex  # noqa: PLC0415  # as in `parts_of`
    from serve.cases.work import CaseWork  # noqa: PLC0415  # the same
    from serve.platform.work import Works  # noqa: PLC0415  # the same

    with one_line_errors(), parts_of(data, opened=True) as parts:
        tell(REINDEXED.of(count=reindex(parts[Works].of(CaseWork))))


def _row(listed: "ListedCase") -> dict[str, Any]:
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
        "unit": case.details.unit,
        "opened_by": case.opened_by,
        "opened_at": case.opened_at.isoformat(),
        "changed_at": case.changed_at.isoformat(),
        "items": case.items,
        "outcomes": [outcome.value for outcome in case.outcomes],
        "conclusions": [finding.value for finding in case.conclusions],
    }
