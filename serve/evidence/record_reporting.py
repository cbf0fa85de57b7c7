"""What a report says of the seizure and of procedures, in words. It knows nothing of the persons of a case."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from types import MappingProxyType

from model.messages import NOTHING, Message, Wording, counted, message
from serve.cases.report.domain import ReportClock, ReportFact, ReportGoods, ReportProcedure, ReportProcedureStep
from serve.codelists.domain import CodeLists
from serve.codelists.messages import words_of
from serve.deadlines.domain import DayKind
from serve.deadlines.messages import party_words
from serve.evidence.snapshot import CaseSnapshot
from serve.platform.translations import Language
from serve.procedures.domain import RESULT, RIGHT_KIND, Procedure, ProcedureClock, ProcedureStep
from serve.procedures.messages import STANDINGS, kind_words
from serve.seizures.domain import TITLES, Goods, Interception
from serve.seizures.messages import in_words

WORKING, CALENDAR = counted("{count} working day", "{count} working days"), counted("{count} day", "{count} days")
# Translators: on {day}, {what} was so.
ON_DAY = message("{day}: {what}")
TAKEN_BACK = message("Taken back: recorded by mistake")
YES = message("Yes")
# Translators: each is the label of a field about a procedure for a right holder.
FIELDS: Mapping[str, Message] = MappingProxyType(
    {
        "right_number": message("Number of the right"),
        "application_number": message("Number of the application for action"),
        "regime": message("Law"),
    }
)
TICKED: Mapping[str, Message] = MappingProxyType(
    {
        "perishable": message("The goods are perishable"),
        "small_consignment": message("It is a small consignment"),
        "ex_officio": message("Ex officio: there is no application for action"),
    }
)
KIND_OF_RIGHT, COUNTRY, COST = message("Kind of right"), message("Country"), message("Cost")


class RecordReporting:
    """Puts the records of a case into words of one language.

    Args:
        at: when the report is made, by which deadlines stand.
    """

    def __init__(self, snapshot: CaseSnapshot, lists: CodeLists, language: Language, at: datetime) -> None:
        self._snapshot = snapshot
        self._lists = lists
        self._language = language
        self._at = at

    def interception(self) -> tuple[ReportFact, ...]:
        """How the goods were found; empty if no one has said so."""
        found = self._snapshot.interception
        return self._facts(found.said) if found else ()

    def goods(self) -> tuple[ReportGoods, ...]:
        """The lines of goods."""
        items: dict[str, Wording] = {file.item.id: file.item.title for file in self._snapshot.dossier.items}
        return tuple(self._line(line.position, line.said, items) for line in self._snapshot.goods)

    def procedures(self) -> tuple[ReportProcedure, ...]:
        """The procedures, each with its deadlines and its result."""
        return tuple(self._procedure(each) for each in self._snapshot.procedures)

    def _line(self, position: int, said: Goods, items: Mapping[str, Wording]) -> ReportGoods:
        item = items.get(said.item_id or "")
        named = (ReportFact(TITLES["item_id"], item),) if item else ()
        risk = (ReportFact(TITLES["health_risk"], YES),) if said.health_risk else ()
        return ReportGoods(position, (*named, *self._facts(said), *risk))

    def _facts(self, said: Interception | Goods) -> tuple[ReportFact, ...]:
        return tuple(
            ReportFact(TITLES[name], words) for name, words in in_words(self._lists, said, self._language).items()
        )

    def _procedure(self, procedure: Procedure) -> ReportProcedure:
        return ReportProcedure(
            id=procedure.id,
            right_holder=procedure.details.right_holder,
            facts=tuple(self._details(procedure)),
            reasons=procedure.details.reasons,
            steps=tuple(self._step(each) for each in procedure.dated_steps),
            clocks=tuple(self._clock(each) for each in procedure.current),
            result=self._result(procedure),
        )

    def _details(self, procedure: Procedure) -> Iterator[ReportFact]:
        details = procedure.details
        if details.right_kind:
            yield ReportFact(KIND_OF_RIGHT, words_of(self._lists[RIGHT_KIND], details.right_kind, self._language))
        values = asdict(details)
        for name, label in FIELDS.items():
            if values[name]:
                yield ReportFact(label, values[name])
        yield ReportFact(COUNTRY, self._language.country(details.country))
        for name, label in TICKED.items():
            if values[name]:
                yield ReportFact(label, YES)
        if procedure.cost:
            yield ReportFact(COST, f"{procedure.cost} {procedure.currency or ''}".strip())

    def _result(self, procedure: Procedure) -> Wording:
        if procedure.result is None:
            return NOTHING
        words = words_of(self._lists[RESULT], procedure.result, self._language)
        return ON_DAY.of(day=procedure.result_on, what=words) if procedure.result_on else words

    def _step(self, step: ProcedureStep) -> ReportProcedureStep:
        note: Wording = step.note
        if step.kind == RESULT and step.note:
            note = words_of(self._lists[RESULT], step.note, self._language)
        return ReportProcedureStep(
            on=step.on.isoformat(),
            what=kind_words(step.kind),
            note=TAKEN_BACK if step.is_withdrawn else note,
            by=self._snapshot.name_of(step.by),
            at=step.at,
        )

    def _clock(self, clock: ProcedureClock) -> ReportClock:
        standing: Wording = STANDINGS[clock.standing(self._at)]
        return ReportClock(
            rule=clock.rule,
            party=party_words(clock.party),
            started_on=clock.started_on.isoformat(),
            days=(WORKING if clock.kind is DayKind.WORKING else CALENDAR).of(count=clock.days),
            last_day=clock.day.isoformat(),
            standing=ON_DAY.of(day=clock.met_on, what=standing) if clock.met_on else standing,
        )
