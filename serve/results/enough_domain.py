"""Which answers are counted: so many that no figure is about few people, neither alone nor by subtraction.

Each sitting is settled alone, and all sittings together are the sum of what each shows alone: reading all of them
before and after one is closed tells no more than that one does. Imports only the standard library and `model`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from model.datasets.fields import Label
from serve.results.learning_domain import taken
from serve.results.measure_domain import Calls
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice, Sureness
from serve.sittings.answer_domain import Round
from serve.sittings.domain import FEWEST_SEATS

K = TypeVar("K")
TESTS = (AgendaStepKind.PRE_TEST, AgendaStepKind.POST_TEST)
QUESTIONS = (AgendaStepKind.PRE_TEST, AgendaStepKind.EXERCISE, AgendaStepKind.POST_TEST)


class AskedItem(NamedTuple):
    """What a question asks about, and in which part: the same over all sittings."""

    kind: AgendaStepKind
    product_id: str
    entry_id: str
    label: Label


class GroupQuestion(NamedTuple):
    """A question that was asked in a sitting.

    Attributes:
        id: of the seminar's question; in another sitting, the same one may ask about another item.
        photos: the indices of the item's photos, in the order in which they were shown.
        assistant: what the assistant said of the item; None if nothing.
        taught: ids of the points of its product that its slot showed: results speak of no others.
    """

    id: str
    kind: AgendaStepKind
    right_holder_id: str
    product_id: str
    entry_id: str
    photos: tuple[int, ...]
    label: Label
    assistant: Choice | None = None
    taught: frozenset[str] = frozenset()

    @property
    def item(self) -> AskedItem:
        """What it asks about."""
        return AskedItem(self.kind, self.product_id, self.entry_id, self.label)


class StepName(NamedTuple):
    """Which step of which sitting."""

    sitting_id: str
    number: int


class Answered(NamedTuple):
    """An answer as it is counted."""

    sitting_id: str
    seat_id: str
    question: GroupQuestion
    round: Round
    choice: Choice
    sureness: Sureness


Asked = Mapping[StepName, GroupQuestion]


@dataclass(frozen=True)
class CountedAnswers:
    """The answers of which figures are made.

    Attributes:
        answers: those that count.
        learners: the seats that took both tests, of sittings in which enough did.
        small_sittings: how many sittings are left out, as fewer phones answered there than a figure needs.
        small_seats: how many seats answered in them.
        dropped: how many first answers of other sittings are left out.
        few_again: whether an assisted exercise was answered again, but by too few.
    """

    answers: tuple[Answered, ...] = ()
    learners: frozenset[str] = frozenset()
    small_sittings: int = 0
    small_seats: int = 0
    dropped: int = 0
    few_again: bool = False

    @property
    def first(self) -> list[Answered]:
        """Those before the assistant spoke, and before the truth was shown."""
        return [each for each in self.answers if each.round is Round.FIRST]

    @property
    def seats(self) -> set[str]:
        """Those that gave them."""
        return {each.seat_id for each in self.answers}

    @property
    def sittings(self) -> set[str]:
        """In which they were given."""
        return {each.sitting_id for each in self.answers}

    def asked(self, asked: Asked) -> Asked:
        """Of some questions, those of the sittings that count."""
        sittings = self.sittings
        return {name: question for name, question in asked.items() if name.sitting_id in sittings}


def that_count(answers: Iterable[Answered], asked: Asked) -> CountedAnswers:
    """Of all answers of some sittings, those that count.

    Args:
        asked: the questions of these sittings.
    """
    given, lengths = grouped_by(answers, lambda each: each.sitting_id), _lengths(asked)
    settled = {name: _settled(some, lengths[name]) for name, some in given.items()}
    kept = tuple(each for some in settled.values() for each in some)
    small = [given[name] for name, some in settled.items() if not some]
    large = [given[name] for name, some in settled.items() if some]
    return CountedAnswers(
        answers=kept,
        learners=frozenset(seat for name, some in settled.items() for seat in learners_of(some, lengths[name])),
        small_sittings=len(small),
        small_seats=len({each.seat_id for some in small for each in some}),
        dropped=sum(map(_firsts, large)) - _firsts(kept),
        few_again=_was_answered_again(each for some in large for each in some) and not _was_answered_again(kept),
    )


def grouped_by(answers: Iterable[Answered], key: Callable[[Answered], K]) -> dict[K, list[Answered]]:
    """Answers by what they have in common."""
    found: dict[K, list[Answered]] = {}
    for each in answers:
        found.setdefault(key(each), []).append(each)
    return found


def calls_by(answers: Iterable[Answered], key: Callable[[Answered], K]) -> dict[K, Calls]:
    """Answers, counted by what they have in common."""
    return {
        name: Calls(Counter((each.question.label, each.choice) for each in some))
        for name, some in grouped_by(answers, key).items()
    }


def tests_by_seat(answers: Iterable[Answered], kind: AgendaStepKind, seats: Iterable[str]) -> dict[str, Calls]:
    """The first answers of some seats to a part, by seat."""
    wanted = set(seats)
    of_it = (each for each in answers if each.question.kind is kind and each.round is Round.FIRST)
    return calls_by((each for each in of_it if each.seat_id in wanted), lambda each: each.seat_id)


def learners_of(answers: Sequence[Answered], lengths: Mapping[AgendaStepKind, int]) -> frozenset[str]:
    """The seats of a sitting that took both tests; none if they are few.

    Args:
        lengths: how many questions each part has.
    """
    seats = {each.seat_id for each in answers}
    before, after = (taken(tests_by_seat(answers, kind, seats), lengths.get(kind, 0)) for kind in TESTS)
    both = frozenset(before.keys() & after.keys())
    return both if len(both) >= FEWEST_SEATS else frozenset()


def enough_sure(first: Iterable[Answered]) -> list[Answered]:
    """The definite first answers whose level of sureness may be told.

    A level that few seats of a sitting chose is left out, and so many others with it that those left out are not few.
    """
    definite = (each for each in first if each.choice is not Choice.CANNOT_TELL)
    by_sitting = grouped_by(definite, lambda each: each.sitting_id)
    return [each for some in by_sitting.values() for each in _told(grouped_by(some, lambda each: each.sureness))]


def _told(levels: Mapping[Sureness, Sequence[Answered]]) -> list[Answered]:
    by_size = sorted(levels.values(), key=_seats)
    hidden = [some for some in by_size if is_few(_seats(some))]
    told = by_size[len(hidden) :]
    while told and is_few(_seats([each for some in hidden for each in some])):
        hidden.append(told.pop(0))
    return [each for some in told for each in some]


def is_few(seats: int) -> bool:
    """Whether a figure of so many seats could be about one of them; of none, there is no figure."""
    return 0 < seats < FEWEST_SEATS


def _lengths(asked: Asked) -> Mapping[str, Counter[AgendaStepKind]]:
    """How many questions each part has, by sitting."""
    found: dict[str, Counter[AgendaStepKind]] = {}
    for name, question in asked.items():
        found.setdefault(name.sitting_id, Counter())[question.kind] += 1
    return found


def _settled(answers: Sequence[Answered], lengths: Mapping[AgendaStepKind, int]) -> list[Answered]:
    """The answers of a sitting that count: leaving some out may make others too few."""
    before, kept = -1, list(answers)
    while len(kept) != before:
        before = len(kept)
        kept = _of_tests(_of_assisted(_of_questions(kept)), lengths)
    return kept


def _of_questions(answers: Sequence[Answered]) -> list[Answered]:
    """Without the questions that few answered."""
    numbers = Counter(each.question.id for each in answers if each.round is Round.FIRST)
    return [each for each in answers if numbers[each.question.id] >= FEWEST_SEATS]


def _of_assisted(answers: Sequence[Answered]) -> list[Answered]:
    """Without second answers of few, and without the first ones of few who gave no second one.

    Figures show the first answers of those who answered twice: the others' would be what is left.
    """
    dropped: set[tuple[str, str, Round]] = set()
    for name, some in grouped_by(answers, lambda each: each.question.id).items():
        first, again = ({each.seat_id for each in some if each.round is which} for which in Round)
        if is_few(len(again)):
            dropped |= {(seat, name, Round.SECOND) for seat in again}
        elif again and is_few(len(first - again)):
            dropped |= {(seat, name, Round.FIRST) for seat in first - again}
    return [each for each in answers if (each.seat_id, each.question.id, each.round) not in dropped]


def _of_tests(answers: Sequence[Answered], lengths: Mapping[AgendaStepKind, int]) -> list[Answered]:
    """Without the answers to a test of few who did not take both.

    Figures show the tests of those who took both: the others' would be what is left.
    """
    learners = learners_of(answers, lengths)
    dropped: set[tuple[str, AgendaStepKind]] = set()
    for kind in TESTS if learners else ():
        others = {each.seat_id for each in answers if each.question.kind is kind} - learners
        if is_few(len(others)):
            dropped |= {(seat, kind) for seat in others}
    return [each for each in answers if (each.seat_id, each.question.kind) not in dropped]


def _seats(answers: Iterable[Answered]) -> int:
    return len({each.seat_id for each in answers})


def _firsts(answers: Iterable[Answered]) -> int:
    return sum(each.round is Round.FIRST for each in answers)


def _was_answered_again(answers: Iterable[Answered]) -> bool:
    return any(each.round is Round.SECOND for each in answers)
