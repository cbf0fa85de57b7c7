"""The interception of a case and its lines of goods: read, save, add, correct, remove."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from model.messages import message
from serve.accounts.domain import Actor
from serve.cases.domain import Case, CaseItem, CaseStateError
from serve.cases.reading import names_of
from serve.cases.removing import ItemUses
from serve.cases.work import CaseWork
from serve.codelists.domain import CodeLists
from serve.deadlines.counting import zone_named
from serve.deadlines.days_domain import day_of
from serve.enquiries.uses import about
from serve.platform.errors import InUseError, NotFoundError, Use
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works
from serve.procedures.dating import Dating, FindingDay
from serve.procedures.messages import kind_words
from serve.procedures.uses import resting
from serve.procedures.work import ProcedureWork
from serve.seizures.domain import (
    MOST_LINES,
    TITLES,
    Goods,
    GoodsLine,
    Interception,
    InterceptionRecord,
    SeizureRejectedError,
    checked_goods,
    checked_interception,
    version_of,
)
from serve.seizures.permissions import SeizureAction
from serve.seizures.work import SeizureWork

RESTS = message("Line {number} can't be removed: something rests on it.")
AFTER_STEP = message(
    "{field}: in the procedure for {name}, “{step}” is recorded on {day}, before that. Correct this day, or the step."
)
GOODS = message("Line {number} of the goods")


@dataclass(frozen=True)
class SeizureFile:
    """The record of a seizure as it is read.

    Attributes:
        interception: None if no one has saved it.
        items: of the case, in order.
        names: of the people in it, by id.
    """

    case: Case
    interception: InterceptionRecord | None
    goods: tuple[GoodsLine, ...]
    items: tuple[CaseItem, ...]
    names: Mapping[str, str]

    @property
    def said(self) -> Interception:
        """What the interception says; empty if no one has saved it."""
        return self.interception.said if self.interception else Interception()

    @property
    def version(self) -> str:
        """Names the interception as it is read."""
        return version_of(self.interception)

    def line(self, line_id: str) -> GoodsLine:
        """A line of it.

        Raises:
            NotFoundError: it has none with this id.
        """
        for line in self.goods:
            if line.id == line_id:
                return line
        raise NotFoundError(message("The case has no such line of goods."))


@dataclass(frozen=True)
class LineUses:
    """What a later subject knows to rest on a line of goods."""

    of: Callable[[SeizureWork, GoodsLine], Iterator[Use]]


@dataclass(frozen=True)
class Seizures:
    """The use cases. All of them block.

    Attributes:
        uses: what later subjects know to rest on lines.
    """

    work: Works[SeizureWork]
    lists: CodeLists
    dating: Dating
    uses: Sequence[LineUses] = field(default_factory=tuple)

    def view(self, actor: Actor, case_id: str, action: SeizureAction = SeizureAction.VIEW) -> SeizureFile:
        """The record of a case's seizure; the look is recorded.

        Raises:
            NotFoundError: there is no such case that the actor may see.
        """
        with self.work.look(actor) as work:
            found = read(work, case_id)
            work.record(action, case_id, case=case_id)
        return found

    def of_case(self, actor: Actor, case_id: str) -> SeizureFile:
        """The same for the page of the case, whose look is recorded already."""
        with self.work.look(actor) as work:
            return read(work, case_id)

    def save(
        self,
        actor: Actor,
        case_id: str,
        said: Interception,
        call: IdempotentCall = UNNAMED,
        *,
        version: ReadVersion = ANY_VERSION,
    ) -> SeizureFile:
        """Save the interception of a case, in place of what it was.

        Args:
            version: what the actor had read.

        Raises:
            CodeRejectedError: a value is no code of its list.
            SeizureRejectedError: another value is invalid.
            CaseStateError: the case is closed.
            ChangedMeanwhileError: the interception is no longer what the actor had read.
            NotFoundError: there is no such case that the actor may see.
        """
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                case = _open(work, case_id)
                before = work.seizures.interception(case_id)
                version.check(version_of(before))
                earlier = before.said if before else Interception()
                checked = checked_interception(said, earlier, self.lists, self._today(work, case_id))
                if checked.found_on != earlier.found_on:
                    self._require_before_steps(work, case_id, checked.found_on)
                if checked != earlier:
                    record = InterceptionRecord(case_id, case.organisation_id, checked, actor.person_id, work.now)
                    work.seizures.save(record)
                    work.cases.touch(case_id, work.now)
                    work.record(SeizureAction.INTERCEPTION_CHANGE, record)
            return read(work, case_id)

    def add(self, actor: Actor, case_id: str, said: Goods, call: IdempotentCall = UNNAMED) -> tuple[SeizureFile, str]:
        """Add a line of goods, the last of its case; with its id.

        Raises:
            CodeRejectedError: a value is no code of its list.
            SeizureRejectedError: another value is invalid.
            CaseStateError: the case is closed, or has as many lines as a case may have.
            NotFoundError: there is no such case that the actor may see.
        """
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                case = _open(work, case_id)
                if len(work.seizures.goods(case_id)) >= MOST_LINES:
                    full = message("Case {number} has {most} lines of goods; open another case for more.")
                    raise CaseStateError(full.of(number=case.number, most=MOST_LINES))
                checked, position = (
                    self._checked(work, case_id, said, Goods()),
                    work.seizures.last_position(case_id) + 1,
                )
                line = GoodsLine(
                    work.id("m"), case.organisation_id, case_id, position, checked, actor.person_id, work.now
                )
                work.seizures.add(line)
                work.cases.touch(case_id, work.now)
                work.record(SeizureAction.GOODS_CREATE, line)
            return read(work, case_id), work.id("m")

    def change(
        self,
        actor: Actor,
        case_id: str,
        line_id: str,
        said: Mapping[str, Any],
        call: IdempotentCall = UNNAMED,
        *,
        version: ReadVersion = ANY_VERSION,
    ) -> SeizureFile:
        """Correct a line of goods.

        Args:
            said: values by the names of `Goods`; those not named stay.
            version: what the actor had read.

        Raises:
            CodeRejectedError: a value is no code of its list.
            SeizureRejectedError: another value is invalid.
            CaseStateError: the case is closed.
            ChangedMeanwhileError: the line is no longer what the actor had read.
            NotFoundError: the case has no such line that the actor may see.
        """
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                _open(work, case_id)
                line = work.seizures.line(case_id, line_id)
                version.check(line.version)
                checked = self._checked(work, case_id, replace(line.said, **said), line.said)
                if checked != line.said:
                    line = replace(line, said=checked, by=actor.person_id, at=work.now)
                    work.seizures.change(line)
                    work.cases.touch(case_id, work.now)
                    work.record(SeizureAction.GOODS_CHANGE, line)
            return read(work, case_id)

    def remove(self, actor: Actor, case_id: str, line_id: str, call: IdempotentCall = UNNAMED) -> None:
        """Remove a wrong line of goods, while nothing rests on it.

        Raises:
            CaseStateError: the case is closed.
            InUseError: something rests on it; the error names what.
            NotFoundError: the case has no such line that the actor may see.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return
            _open(work, case_id)
            line = work.seizures.line(case_id, line_id)
            if uses := tuple(self._uses(work, line)):
                raise InUseError(RESTS.of(number=line.position), uses)
            work.seizures.remove(line_id)
            work.cases.touch(case_id, work.now)
            work.record(SeizureAction.GOODS_DELETE, line)

    def _today(self, work: SeizureWork, case_id: str) -> date:
        """The day in the agency's country, or where a procedure of the case is, if it is later there."""
        zones = {each.details.zone for each in work.of(ProcedureWork).procedures.of_case(case_id)}
        here = self.dating.deadlines.today(work.now, work.actor.organisation.country)
        return max([here, *(day_of(work.now, zone_named(zone)) for zone in zones)])

    def _require_before_steps(self, work: SeizureWork, case_id: str, found_on: date | None) -> None:
        """Refuse a day that is after a step of a procedure that can't be before goods are found."""
        for procedure in work.of(ProcedureWork).procedures.of_case(case_id):
            step = self.dating.first_after_finding(procedure)
            if found_on is not None and step is not None and step.on < found_on:
                said = {"step": kind_words(step.kind), "day": step.on, "name": procedure.details.right_holder}
                raise SeizureRejectedError(AFTER_STEP.of(field=TITLES["found_on"], **said), "found_on")

    def _uses(self, work: SeizureWork, line: GoodsLine) -> Iterator[Use]:
        if line.said.item_id is not None:
            yield from about(work, work.items.get(line.case_id, line.said.item_id), also_withdrawn=False)
        yield from resting(work, line.case_id, _added_at(work, line))
        for later in self.uses:
            yield from later.of(work, line)

    def _checked(self, work: SeizureWork, case_id: str, said: Goods, before: Goods) -> Goods:
        if said.item_id is not None:
            try:
                work.items.get(case_id, said.item_id)
            except NotFoundError as unknown:
                raise SeizureRejectedError(unknown.message, "item") from None
        interception = work.seizures.interception(case_id)
        found_on = interception.said.found_on if interception else None
        return checked_goods(said, before, self.lists, found_on or self._today(work, case_id))


def read(work: SeizureWork, case_id: str) -> SeizureFile:
    """The record of a case's seizure.

    Raises:
        NotFoundError: there is no such case that the actor may see.
    """
    case, interception = work.cases.get(case_id), work.seizures.interception(case_id)
    goods = tuple(work.seizures.goods(case_id))
    people = {line.by for line in goods} | ({interception.by} if interception else set())
    items = tuple(work.items.of_case(case_id))
    return SeizureFile(case, interception, goods, items, names_of(work, people))


def _added_at(work: SeizureWork, line: GoodsLine) -> datetime | None:
    """When a line was recorded; None if no event says so."""
    made = (event for event, _ in work.events.of_subjects([line.id]) if event.action == SeizureAction.GOODS_CREATE)
    return next((datetime.fromisoformat(event.at) for event in made), None)


def _open(work: SeizureWork, case_id: str) -> Case:
    case = work.cases.get(case_id, for_change=True)
    case.must_be_open()
    return case


def lines_for(work: CaseWork, item: CaseItem) -> Iterator[Use]:
    """The lines of goods for which an item stands."""
    for line in work.of(SeizureWork).seizures.goods(item.case_id):
        if line.said.item_id == item.id:
            yield Use(GOODS.of(number=line.position), f"/cases/{item.case_id}/record#{line.id}")


def found_on(work: CaseWork, case_id: str) -> date | None:
    """The day on which the goods of a case were found, as its interception says."""
    interception = work.of(SeizureWork).seizures.interception(case_id)
    return interception.said.found_on if interception else None


FOUND_ON = FindingDay(found_on)
LINES_FOR_ITEM = ItemUses(lines_for)
