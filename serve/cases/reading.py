"""Reads a case with everything in it, as an actor may see it; keeps its terms up to date; records events."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from serve.cases.domain import Case, CaseItem, Conclusion, Opinion, latest
from serve.cases.dossier import Dossier, ItemFile, visits_of
from serve.cases.item_store import ItemStore
from serve.cases.permissions import CaseAction
from serve.cases.terms import Examined, terms_of
from serve.cases.work import CaseWork
from serve.examinations.confidentiality import seen_through
from serve.examinations.domain import Examination
from serve.examinations.store import ExaminationStore


def dossier(work: CaseWork, case_id: str) -> Dossier:
    """A case with everything in it; verdicts as the actor may see them.

    Raises:
        NotFoundError: there is none that the actor may see.
    """
    case = work.cases.get(case_id)
    files = _files(work, case_id, work.items.of_case(case_id))
    people = {case.opened_by, case.closed_by, case.hold.by if case.hold else None, *(step.by for step in case.steps)}
    names = dict(names_of(work, people))
    for file in files:
        names |= file.names
    return Dossier(case, files, names)


def item_file(work: CaseWork, item: CaseItem) -> ItemFile:
    """An item with everything about it; verdicts as the actor may see them."""
    return _files(work, item.case_id, [item])[0]


def _files(work: CaseWork, case_id: str, items: Sequence[CaseItem]) -> tuple[ItemFile, ...]:
    conclusions, opinions = work.items.conclusions(case_id), work.case_opinions.of_case(case_id)
    examinations = seen_of_items(work, [item.id for item in items])
    people = {person for each in opinions for person in (each.asked_by, each.asked_of)}
    people |= {item.added_by for item in items} | {each.by for each in conclusions}
    examiners = {each.origin.examined_by for some in examinations.values() for each in some}
    names = names_of(work, people | examiners)
    return tuple(
        ItemFile(
            item,
            visits_of(examinations.get(item.id, ())),
            tuple(each for each in conclusions if each.item_id == item.id),
            tuple(each for each in opinions if each.item_id == item.id),
            names,
        )
        for item in items
    )


def names_of(work: CaseWork, people: Iterable[str | None]) -> Mapping[str, str]:
    """Names of people by id; people whom the actor may not see are named by their id."""
    ids = {person for person in people if person is not None}
    return {person: person for person in ids} | work.people.names(ids)


def seen_of_items(work: CaseWork, item_ids: Sequence[str]) -> Mapping[str, Sequence[Examination]]:
    """Examinations of items as the actor may see them, by item, the oldest first."""
    found = work.examinations.of_items(item_ids)
    return {item: [seen_through(each, work.sight) for each in examinations] for item, examinations in found.items()}


def looked_at(work: CaseWork, case_id: str) -> Dossier:
    """A case with everything in it; the look is recorded.

    Raises:
        NotFoundError: there is none that the actor may see.
    """
    seen = dossier(work, case_id)
    work.record(CaseAction.VIEW, case_id, case=case_id)
    return seen


def changed(work: CaseWork, action: str, record: Case | CaseItem | Conclusion | Opinion) -> Dossier:
    """Record an event of a case or of something in it, and return the case with an updated index."""
    case = record if isinstance(record, Case) else work.cases.get(record.case_id)
    keep_in_step(work, case)
    work.record(action, record)
    return dossier(work, case.id)


def keep_in_step(work: CaseWork, case: Case) -> None:
    """Update the index of a case, and record that it has changed."""
    contents = contents_of(case, work.items, work.examinations)
    work.cases.note_change(case, contents.terms, contents.items, work.now)


class CaseTerms(NamedTuple):
    """The terms by which a case is listed and found."""

    terms: frozenset[str]
    items: int


def contents_of(case: Case, items: ItemStore, examinations: ExaminationStore) -> CaseTerms:
    """The contents of a case."""
    held = items.of_case(case.id)
    judged = examinations.of_items([item.id for item in held])
    outcomes = {some[-1].verdict.outcome for some in judged.values()}
    products = {each.verdict.product.id for some in judged.values() for each in some}
    examined = Examined(sorted(outcomes), sorted(product for product in products if product))
    concluded = {conclusion.finding for conclusion in latest(items.conclusions(case.id)).values()}
    return CaseTerms(terms_of(case, held, concluded, examined), len(held))
