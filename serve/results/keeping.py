"""Keeps the totals of seminars that are about to be removed."""

from collections.abc import Sequence

from serve.results.enough_domain import GroupQuestion, StepName, grouped_by, that_count
from serve.results.permissions import ResultAction
from serve.results.totals_domain import SeminarHeld, SeminarTotals, totals_of
from serve.results.work import ResultWork
from serve.seminars.domain import Seminar


def about(seminar: Seminar) -> SeminarHeld:
    """Which seminar it is."""
    return SeminarHeld(seminar.id, seminar.organisation_id, seminar.country, seminar.day, seminar.title)


def listed(
    work: ResultWork, seminar_ids: Sequence[str] | None = None, *, with_made_up: bool = True
) -> list[SeminarTotals]:
    """The totals of seminars that are there and have answers.

    Args:
        seminar_ids: only of these; None for all that the actor may see.
        with_made_up: whether also of answers that were made up for the demo.
    """
    sittings = work.results.sittings(seminar_ids, with_made_up=with_made_up)
    asked = work.results.questions([each.id for each in sittings])
    of = {each.id: each.seminar_id for each in sittings}
    given = grouped_by(work.results.answers(asked), lambda each: of[each.sitting_id])
    seminars, questions = work.seminars.many(given.keys()), dict[str, dict[StepName, GroupQuestion]]()
    for step, question in asked.items():
        questions.setdefault(of[step.sitting_id], {})[step] = question
    return [
        totals_of(about(seminars[name]), that_count(some, questions[name]))
        for name, some in given.items()
        if name in seminars
    ]


def keep_totals(work: ResultWork, seminar_ids: Sequence[str]) -> None:
    """Write the totals of seminars within the unit of work that removes them, before it does."""
    for totals in listed(work, seminar_ids, with_made_up=False):
        if totals.is_kept:
            work.totals.add(totals)
            work.record(ResultAction.KEEP, totals)
