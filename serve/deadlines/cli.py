"""`shingan deadline`: when a legal deadline ends, and how its days were counted. No server needed."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from model.command import WRONG_CALL, fail
from model.messages import Message, counted, message
from model.speaking import tell
from serve.command import JsonOption, settings_of
from serve.deadlines.days_domain import event_of
from serve.deadlines.domain import DayKind, Deadline, DeadlineRejectedError, DeadlineRule, Rulebook
from serve.deadlines.messages import answer_words, lapse_words, start_words
from serve.deadlines.schemas import deadline_out, rule_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.messages import Value

NO_CALL = message("name a rule, a day and --country, or give --list")
# Translators: the first line about a legal deadline: {day} is the last day, {rule} the id of a rule.
LAST_DAY = message("{day}: the last day of {rule} in {place}")
ENDS = message("The day ends there at {moment}.")
TO_DO = message("To do: {answer}")
OTHERWISE = message("Otherwise: {lapse}")
STARTED = message("Start: {start} ({day}).")
IN_WORKING_DAYS = counted("{count} working day counts.", "{count} working days count.")
IN_CALENDAR_DAYS = counted("{count} calendar day counts.", "{count} calendar days count.")
EXTENDED = counted("Of these, {count} is an extension.", "Of these, {count} are an extension.")
NOT_COUNTED = message("Not counted: {day}, {name}")
BY_CALENDAR = message("Calendar: {calendar}. Source: {source}")
# Translators: a law in a list: its name, and the codes of the countries where it holds.
REGIME = message("{name}, in {countries}:")
# Translators: one rule of a law: its id, when it is valid, how many days ("10 working days count."), its source.
LISTED = message("{rule} ({period}): {length} {source}")


def add_commands(cli: typer.Typer) -> None:
    """Add this command."""
    cli.command()(deadline)


def deadline(
    rule: Annotated[str | None, typer.Argument(metavar="RULE", help="The rule's id, as --list shows it.")] = None,
    event: Annotated[
        str | None,
        typer.Argument(metavar="DATE", help="The day of the event, or its moment with an offset from UTC."),
    ] = None,
    country: Annotated[str | None, typer.Option(metavar="CC", help="The authority's country, such as DE.")] = None,
    subdivision: Annotated[
        str, typer.Option(metavar="CODE", help="A part of the country with holidays of its own, such as BY.")
    ] = "",
    zone: Annotated[
        str | None, typer.Option(help="The authority's time zone. Default: that of the country's capital.")
    ] = None,
    extension: Annotated[int, typer.Option(metavar="DAYS", help="Days by which it is extended.")] = 0,
    *,
    as_list: Annotated[bool, typer.Option("--list", help="Print every rule.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Print the last day of a legal deadline, and how it was counted.

    No server needed. docs/deadlines.md says where the rules are from and what is not known.
    """
    from serve.deadlines.counting import deadline_of  # noqa: PLC0415  # the library of holidays, for this command alone
    from serve.deadlines.rulebook_file import rulebook  # noqa: PLC0415  # the same

    try:
        book = rulebook(settings_of().deadlines_file)
        if as_list:
            _print_rules(book, as_json=as_json)
            return
        if rule is None or event is None or country is None:
            fail(NO_CALL, WRONG_CALL)
        found = deadline_of(
            book, rule, event_of(event), country.upper(), subdivision=subdivision, zone=zone, extension=extension
        )
    except DeadlineRejectedError as refused:
        fail(refused.message, WRONG_CALL)
    if as_json:
        sys.stdout.write(json.dumps(deadline_out(found).model_dump(mode="json"), ensure_ascii=False) + "\n")
    else:
        tell(*_lines(found))


def _print_rules(book: Rulebook, *, as_json: bool) -> None:
    if as_json:
        listed = {"rules": [rule_out(rule, book).model_dump(mode="json") for rule in book.rules]}
        sys.stdout.write(json.dumps(listed, ensure_ascii=False) + "\n")
        return
    for regime in book.regimes.values():
        tell(REGIME.of(name=regime.name, countries=", ".join(regime.countries)))
        tell(*(_listed(rule) for rule in book.rules if rule.regime == regime.id))


def _listed(rule: DeadlineRule) -> Message:
    return LISTED.of(rule=rule.id, period=rule.period, length=_length(rule, rule.days), source=rule.source)


def _lines(found: Deadline) -> "Iterator[Value]":
    rule = found.rule
    place = "-".join(filter(None, (found.country, found.subdivision)))
    yield LAST_DAY.of(day=found.day, rule=rule.id, place=place)
    yield ENDS.of(moment=found.expires_at.isoformat())
    yield TO_DO.of(answer=answer_words(rule.answer))
    yield OTHERWISE.of(lapse=lapse_words(rule.lapse))
    yield STARTED.of(start=start_words(rule.start), day=found.event)
    yield _length(rule, found.days)
    if found.extension:
        yield EXTENDED.of(count=found.extension)
    yield from (NOT_COUNTED.of(day=each.day, name=each.name) for each in found.skipped)
    yield BY_CALENDAR.of(calendar=found.calendar, source=rule.source)


def _length(rule: DeadlineRule, days: int) -> Message:
    return (IN_WORKING_DAYS if rule.kind is DayKind.WORKING else IN_CALENDAR_DAYS).of(count=days)
