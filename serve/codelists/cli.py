"""`shingan code-lists`: the lists of codes by which records of enforcement are kept. No server needed."""

import json
import sys
from datetime import date
from typing import Annotated

import typer

from model.command import WRONG_CALL, fail
from model.messages import message
from model.speaking import tell
from serve.command import JsonOption, settings_of

NO_LIST = message("{list}: no list of codes; there are: {lists}")
WRONG_DAY = message("{text}: must be a day such as 2026-12-18")
# Translators: a list of codes: its id, its name, the day of its edition, its source.
LISTED = message("{list}: {name} ({edition}). {source}")
# Translators: a code, and what it is called.
CODE = message("{code}: {words}")


def add_commands(cli: typer.Typer) -> None:
    """Add this command."""
    cli.command("code-lists")(show)


def show(
    name: Annotated[str | None, typer.Argument(metavar="LIST", help="The list's id; without it, all lists.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="Only the codes that hold on this day.")] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Print the lists of codes, or the codes of one, with the operator's own.

    No server needed. It also checks the file that SHINGAN_CODE_LISTS_FILE names.
    """
    from serve.codelists.code_file import code_lists  # noqa: PLC0415  # Babel, for this command alone
    from serve.codelists.domain import CodeListFileError  # noqa: PLC0415  # the same
    from serve.codelists.messages import NAMES, by_words  # noqa: PLC0415  # the same
    from serve.codelists.schemas import list_out, lists_out  # noqa: PLC0415  # the same
    from serve.platform.terminal import SPOKEN  # noqa: PLC0415  # the same

    language, day = SPOKEN.get(), _day(on)
    try:
        lists = code_lists(settings_of().code_lists_file)
    except CodeListFileError as refused:
        fail(refused.message, WRONG_CALL)
    if name is None:
        if as_json:
            sys.stdout.write(lists_out(lists, language).model_dump_json() + "\n")
        else:
            tell(*(LISTED.of(list=x.id, name=NAMES[x.id], edition=x.edition, source=x.source) for x in lists))
        return
    if name not in lists.lists:
        fail(NO_LIST.of(list=name, lists=", ".join(lists.lists)), WRONG_CALL)
    codes = lists[name]
    entries = codes.codes if day is None else tuple(codes.valid_on(day))
    if as_json:
        sys.stdout.write(json.dumps(list_out(codes, entries, language).model_dump(mode="json")) + "\n")
    else:
        tell(*(CODE.of(code=entry.code, words=words) for entry, words in by_words(codes, entries, language)))


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        fail(WRONG_DAY.of(text=text or ""), WRONG_CALL)
