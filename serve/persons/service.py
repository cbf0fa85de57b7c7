"""The persons of a case: recorded, looked at for a reason, corrected, exported and removed."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from model.messages import message
from serve.accounts.domain import Actor
from serve.audit.domain import details_of
from serve.cases.domain import Case, CaseStateError
from serve.cases.reading import names_of
from serve.codelists.domain import CodeLists
from serve.persons.domain import MOST_PERSONS, CasePerson, KeyLostError, PersonalData, check_reason, checked
from serve.persons.keys import PersonKeys
from serve.persons.permissions import CasePersonAction
from serve.persons.store import NO_SUCH_PERSON
from serve.persons.work import CasePersonWork
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.tenancy import SYSTEM
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works

FULL = message("Case {number} has {most} persons; no more can be recorded.")
HELD = message("Case {number} is under a legal hold: nothing of it can be removed.")


class PersonEvent(NamedTuple):
    """Something that was done with what is kept of a person.

    Attributes:
        reason: a code; empty where none was asked for.
        by: the id of who did it.
    """

    person_id: str
    action: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class PersonsOfCase:
    """Which persons a case has, without anything about them.

    Attributes:
        events: what was done with them, in order.
        names: of the people who did it, by id.
        kept_for: how long after the case is closed they are kept; None for ever.
    """

    case: Case
    persons: tuple[CasePerson, ...]
    events: tuple[PersonEvent, ...]
    names: Mapping[str, str]
    kept_for: timedelta | None = None

    def person(self, person_id: str) -> CasePerson:
        """One of them.

        Raises:
            NotFoundError: there is none with this id.
        """
        for person in self.persons:
            if person.id == person_id:
                return person
        raise NotFoundError(NO_SUCH_PERSON)

    @property
    def kept_until(self) -> datetime | None:
        """When they are removed by rule; None while the case is open or held, or if they are kept for ever."""
        case = self.case
        if self.kept_for is None or case.closed_at is None or case.hold is not None:
            return None
        return case.closed_at + self.kept_for


class SeenPerson(NamedTuple):
    """A person, and what is kept of them; None if it can't be read because its key is lost."""

    person: CasePerson
    said: PersonalData | None


class PersonExport(NamedTuple):
    """What is kept of one person."""

    of: PersonsOfCase
    agency: str
    seen: SeenPerson


@dataclass(frozen=True)
class CasePersons:
    """The use cases. All of them block.

    Attributes:
        kept_for: how long after their case is closed persons are kept; None for ever.
    """

    work: Works[CasePersonWork]
    keys: PersonKeys
    lists: CodeLists
    kept_for: timedelta | None = None

    def of_case(self, actor: Actor, case_id: str) -> PersonsOfCase:
        """Which persons a case has; nothing of what is kept of them.

        Raises:
            NotFoundError: there is no such case that the actor may see.
        """
        with self.work.look(actor) as work:
            return self._read(work, case_id)

    def look(self, actor: Actor, case_id: str, reason: str) -> tuple[PersonsOfCase, list[SeenPerson]]:
        """What is kept of the persons of a case. Each look at each person is recorded before it is answered.

        Raises:
            CasePersonRejectedError, CodeRejectedError: there is no such reason.
            NotFoundError: there is no such case that the actor may see.
            StorageError: a key can't be read.
        """
        with self.work.look(actor) as work:
            check_reason(reason, self.lists, work.now)
            found = self._read(work, case_id)
            seen = [SeenPerson(person, self._opened(person)) for person in found.persons]
            for person in found.persons:
                work.record(CasePersonAction.VIEW, person.id, case=case_id, purpose=reason)
        return found, seen

    def add(
        self, actor: Actor, case_id: str, said: PersonalData, call: IdempotentCall = UNNAMED
    ) -> tuple[PersonsOfCase, str]:
        """Record a person of an open case; with the id.

        Raises:
            CasePersonRejectedError, CodeRejectedError: a value is invalid.
            CaseStateError: the case is closed, or has as many persons as a case may have.
            NotFoundError: there is no such case that the actor may see.
            StorageError: the key can't be written.
        """
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                case = work.cases.get(case_id, for_change=True)
                case.must_be_open()
                if len(work.persons.of_case(case_id)) >= MOST_PERSONS:
                    raise CaseStateError(FULL.of(number=case.number, most=MOST_PERSONS))
                sealed = self.keys.sealed(work.id("k"), checked(said, None, self.lists, work.now))
                made = (actor.person_id, work.now)
                person = CasePerson(work.id("k"), case.organisation_id, case_id, sealed, *made, *made)
                work.persons.add(person)
                work.record(CasePersonAction.CREATE, person)
            return self._read(work, case_id), work.id("k")

    def correct(
        self,
        actor: Actor,
        case_id: str,
        person_id: str,
        said: Mapping[str, Any],
        reason: str,
        call: IdempotentCall = UNNAMED,
        *,
        version: ReadVersion = ANY_VERSION,
    ) -> PersonsOfCase:
        """Correct what is kept of a person, of a closed case, too. What was kept before is gone.

        Args:
            said: values by the names of `PersonalData`; those not named stay.
            version: what the actor had read.

        Raises:
            CasePersonRejectedError, CodeRejectedError: a value is invalid, or there is no such reason.
            ChangedMeanwhileError: the person is no longer what the actor had read.
            KeyLostError: what is kept can't be read.
            NotFoundError: the case has no such person that the actor may see.
            StorageError: the key can't be read.
        """
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                check_reason(reason, self.lists, work.now)
                person = self._person(work, case_id, person_id)
                version.check(person.version)
                before = self.keys.opened(person.id, person.sealed)
                after = checked(replace(before, **said), before, self.lists, work.now)
                sealed = self.keys.sealed(person.id, after)
                person = replace(person, sealed=sealed, changed_by=actor.person_id, changed_at=work.now)
                work.persons.change(person)
                work.record(CasePersonAction.CHANGE, person, purpose=reason)
            return self._read(work, case_id)

    def export(self, actor: Actor, case_id: str, person_id: str, reason: str) -> PersonExport:
        """What is kept of one person, to hand it out. It is recorded before it is answered.

        Raises:
            CasePersonRejectedError, CodeRejectedError: there is no such reason.
            NotFoundError: the case has no such person that the actor may see.
            StorageError: the key can't be read.
        """
        with self.work.look(actor) as work:
            check_reason(reason, self.lists, work.now)
            person, found = work.persons.get(case_id, person_id), self._read(work, case_id)
            work.record(CasePersonAction.EXPORT, person.id, case=case_id, purpose=reason)
            seen = SeenPerson(person, self._opened(person))
        return PersonExport(found, actor.organisation.name, seen)

    def remove(self, actor: Actor, case_id: str, person_id: str, reason: str, call: IdempotentCall = UNNAMED) -> None:
        """Remove what is kept of a person, of a closed case, too: the row goes, and then the key.

        Raises:
            CasePersonRejectedError, CodeRejectedError: there is no such reason.
            CaseStateError: the case is under a legal hold.
            NotFoundError: the case has no such person that the actor may see.
            StorageError: the key can't be removed; the row is gone, and a rule removes the key.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return
            check_reason(reason, self.lists, work.now)
            case = work.cases.get(case_id, for_change=True)
            work.persons.get(case_id, person_id)
            if case.hold is not None:
                raise CaseStateError(HELD.of(number=case.number))
            work.persons.remove(person_id)
            work.record(CasePersonAction.DELETE, person_id, case=case_id, purpose=reason)
        self.keys.destroy([person_id])

    def destroy_unnamed(self, now: datetime) -> int:
        """Remove the keys of persons whose rows are gone; the number of them."""
        with self.work.look(SYSTEM) as work:
            gone = self.keys.unnamed(work.persons.ids(), now)
        self.keys.destroy(gone)
        return len(gone)

    def _person(self, work: CasePersonWork, case_id: str, person_id: str) -> CasePerson:
        work.cases.get(case_id, for_change=True)
        return work.persons.get(case_id, person_id)

    def _opened(self, person: CasePerson) -> PersonalData | None:
        with suppress(KeyLostError):
            return self.keys.opened(person.id, person.sealed)
        return None

    def _read(self, work: CasePersonWork, case_id: str) -> PersonsOfCase:
        case, persons = work.cases.get(case_id), tuple(work.persons.of_case(case_id))
        events = tuple(_events(work, [person.id for person in persons]))
        by = {each.by for each in events} | {each.changed_by for each in persons} | {each.added_by for each in persons}
        return PersonsOfCase(case, persons, events, names_of(work, by), self.kept_for)


def _events(work: CasePersonWork, ids: Iterable[str]) -> Iterator[PersonEvent]:
    """What the audit log says of persons, in order."""
    for event, _ in work.events.of_subjects(list(ids)):
        reason = str(details_of(event).get("purpose", ""))
        yield PersonEvent(event.subject, event.action, reason, event.actor, datetime.fromisoformat(event.at))
