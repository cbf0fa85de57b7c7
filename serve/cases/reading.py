"""Reading a case with everything in it, as an actor may see it; keeping its terms in step; recording what happens."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from serve.accounts.domain import Actor
from serve.accounts.store import OrganisationStore, PersonStore
from serve.audit.domain import Action
from serve.audit.service import Trail
from serve.cases.domain import Case, CaseItem, Conclusion, Opinion, digest_of, latest, new_id
from serve.cases.dossier import Dossier, ItemFile, visits_of
from serve.cases.item_store import ItemStore
from serve.cases.store import CaseStore
from serve.cases.terms import Examined, terms_of
from serve.examinations.confidentiality import seen_through
from serve.examinations.domain import Examination
from serve.examinations.store import ExaminationStore
from serve.platform.idempotency import Call


def dossier(connection: Connection, actor: Actor, case_id: str) -> Dossier:
    """A case with everything in it; verdicts as the actor may see them.

    Raises:
        NotFoundError: there is none that the actor may see.
    """
    case = CaseStore(connection, actor).get(case_id)
    files = _files(connection, actor, case_id, ItemStore(connection, actor).of_case(case_id))
    people = {case.opened_by, case.closed_by, case.hold.by if case.hold else None, *(step.by for step in case.steps)}
    names = dict(names_of(connection, actor, people))
    for file in files:
        names |= file.names
    return Dossier(case, files, names)


def item_file(connection: Connection, actor: Actor, item: CaseItem) -> ItemFile:
    """An item with everything about it; verdicts as the actor may see them."""
    return _files(connection, actor, item.case_id, [item])[0]


def _files(connection: Connection, actor: Actor, case_id: str, items: Sequence[CaseItem]) -> tuple[ItemFile, ...]:
    store = ItemStore(connection, actor)
    conclusions, opinions = store.conclusions(case_id), store.opinions(case_id)
    examinations = _seen(connection, actor, [item.id for item in items])
    people = {person for each in opinions for person in (each.asked_by, each.asked_of)}
    people |= {item.added_by for item in items} | {each.by for each in conclusions}
    examiners = {each.origin.examined_by for some in examinations.values() for each in some}
    names = names_of(connection, actor, people | examiners)
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


def names_of(connection: Connection, actor: Actor, people: Iterable[str | None]) -> Mapping[str, str]:
    """Names of people by id; one whom the actor may not see is named by their id."""
    ids = {person for person in people if person is not None}
    return {person: person for person in ids} | PersonStore(connection, actor).names(ids)


def _seen(connection: Connection, actor: Actor, item_ids: list[str]) -> Mapping[str, list[Examination]]:
    sight = OrganisationStore(connection).sight(actor)
    found = ExaminationStore(connection, actor).of_items(item_ids)
    return {item: [seen_through(each, sight) for each in examinations] for item, examinations in found.items()}


def noted(
    trail: Trail, connection: Connection, actor: Actor, action: Action, subject: Case | CaseItem | Conclusion | Opinion
) -> Dossier:
    """Note what was done to a case or to something in it, last of all before the commit, and give the case.

    The case is found by what is in it from now on. The event holds a digest of what the record is now; a mere look
    at it changes nothing and needs none.
    """
    case_id = subject.id if isinstance(subject, Case) else subject.case_id
    details = {"case": case_id}
    if action is not Action.CASE_VIEW:
        details["sha256"] = digest_of(subject)
        case = subject if isinstance(subject, Case) else CaseStore(connection, actor).get(case_id)
        keep_in_step(connection, actor, case)
    seen = dossier(connection, actor, case_id)
    trail.record(connection, action, subject.id, details, actor=actor.person_id)
    return seen


def is_first(connection: Connection, call: Call, now: datetime) -> bool:
    """Whether a call that makes nothing was not carried out before; it counts as carried out from now on."""
    marker = new_id("s")
    return call.claim(connection, marker, now) == marker


def keep_in_step(connection: Connection, actor: Actor, case: Case) -> Mapping[str, Sequence[Examination]]:
    """Have a case be found by what is in it now, and note that it has changed.

    Returns:
        The examinations of its items, as they were recorded.
    """
    contents = contents_of(connection, actor, case)
    CaseStore(connection, actor).note_change(case, contents.terms, contents.items, datetime.now(UTC))
    return contents.examinations


class Contents(NamedTuple):
    """What a case is listed and found by, and the examinations of its items, as they were recorded."""

    terms: frozenset[str]
    items: int
    examinations: Mapping[str, Sequence[Examination]]


def contents_of(connection: Connection, actor: Actor | None, case: Case) -> Contents:
    """What is in a case; an actor of None is the service itself."""
    store = ItemStore(connection, actor)
    items = store.of_case(case.id)
    examinations = ExaminationStore(connection, actor).of_items([item.id for item in items])
    outcomes = {some[-1].verdict.outcome for some in examinations.values()}
    products = {each.verdict.product.id for some in examinations.values() for each in some}
    examined = Examined(sorted(outcomes), sorted(product for product in products if product))
    concluded = {conclusion.finding for conclusion in latest(store.conclusions(case.id)).values()}
    return Contents(terms_of(case, items, concluded, examined), len(items), examinations)
