"""Results as they are read: answers of sittings that count, on both databases, to those who may see them."""

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import delete, update

from model.catalogue import Point, ProductSheet, Region, Visibility
from model.datasets.fields import Label, PointMark
from model.messages import Wording, message
from model.verdict import Outcome
from serve.accounts.permissions import Role
from serve.audit.domain import details_of
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding_domain import HeldItem, HeldPhoto, HeldProduct
from serve.platform.errors import NotFoundError
from serve.platform.spreadsheets import written
from serve.platform.translations import ENGLISH, Language
from serve.results.counting import MEASURED
from serve.results.domain import GroupFigures
from serve.results.exporting import ExportReader, Exports
from serve.results.naming import SheetNames, map_heading
from serve.results.permissions import ResultAction
from serve.results.service import Results
from serve.results.tables import counts, totals
from serve.results.totals_domain import SeminarTotals
from serve.results.verifier import TotalsVerifier
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice, Sureness
from serve.seminars.domain import Seminar
from serve.seminars.drawing_domain import AnswerCount
from serve.seminars.permissions import SeminarAction
from serve.seminars.service import Seminars
from serve.sittings.answer_domain import Round, SentAnswer, Tap
from serve.sittings.answering import Answering, PhoneAnswer
from serve.sittings.plan import AboutSeminar, SeminarPlan
from serve.sittings.seating import Joined, Seating
from serve.sittings.service import Sittings
from serve.sittings.step_domain import Assistance, SealedQuestion, SealedStep
from tests.serve.record import check_found, log_of
from tests.serve.reviewing import entry_of, hand_in
from tests.serve.rules.desk import Desk, Team, new_photo
from tests.serve.seminaring import PlansOfTests

KINDS = (
    AgendaStepKind.PRE_TEST,
    AgendaStepKind.PRE_TEST,
    AgendaStepKind.EXERCISE,
    AgendaStepKind.POST_TEST,
    AgendaStepKind.POST_TEST,
)
LABELS = (Label.COUNTERFEIT, Label.GENUINE, Label.COUNTERFEIT, Label.COUNTERFEIT, Label.GENUINE)
LOGO = Point("logo", "front", {"en": "=Logo"}, {"en": "Straight."}, {"en": "Crooked."}, None, None, Visibility.OFFICER)
NO_PICTURE = message("There is no such picture.")
PLACE = Region(0.4, 0.4, 0.2, 0.2)
READER = ExportReader(ENGLISH, ("en",))


class HeldOfTests:
    """See `serve.clearances.holding.Holding`: boxes with a logo that tells, as long as they may be shown."""

    def __init__(self, team: Team, entries: Sequence[str]) -> None:
        self.holder, self.entries, self.is_held = team.organisation("acme"), entries, True
        self.hidden: set[str] = set()

    def products(self, agencies: Sequence[str]) -> list[HeldProduct]:
        """What may be shown."""
        if not self.is_held or not agencies:
            return []
        items = {
            name: HeldItem(name, label, (_photo(name, label), _other_photo(name)), None)
            for name, label in zip(self.entries, LABELS, strict=True)
            if name not in self.hidden
        }
        sheet = ProductSheet("box", self.holder.name, {"en": "Box"}, "", (), None, (), (LOGO,))
        return [HeldProduct(self.holder, "box", sheet, (LOGO,), {}, frozenset(), items)]

    def picture(self, agencies: Any, product_id: str, name: PartName, side: int | None = None) -> bytes:
        """A photo, as long as it may be shown."""
        if not self.is_held or not agencies or product_id != "box" or name.name not in self.entries or not side:
            raise NotFoundError(NO_PICTURE)
        return new_photo()


def _photo(entry: str, label: Label) -> HeldPhoto:
    marks = (PointMark("logo", PLACE),) if label is Label.COUNTERFEIT else ()
    return HeldPhoto(PartName(PartKind.PHOTO, entry, 0), "front", marks, "0" * 64)


def _other_photo(entry: str) -> HeldPhoto:
    return HeldPhoto(PartName(PartKind.PHOTO, entry, 1), "back", (), "1" * 64)


@dataclass
class Held:
    """A seminar of the first agency, with what is read of it."""

    team: Team
    host: Desk
    sittings: Sittings
    seminar: str
    entries: tuple[str, ...]
    holding: HeldOfTests

    @property
    def results(self) -> Results:
        return replace(self.team.parts[Results], holding=self.holding)

    @property
    def exports(self) -> Exports:
        return replace(self.team.parts[Exports], results=self.results)

    def sits(
        self,
        seats: int,
        *,
        is_rehearsal: bool = False,
        closes: bool = True,
        tapping: int | None = None,
        unsure: int = 0,
    ) -> str:
        """A sitting: everyone misses the first question, and is right afterwards.

        Args:
            tapping: how many phones tap on photos; None for all.
            unsure: how many say that they can't tell.
        """
        host, parts = self.host.actor, self.team.parts
        opened = self.sittings.open(host, self.seminar, is_rehearsal=is_rehearsal).sitting
        phones = [parts[Seating].join(opened.join_code or "", str(each), "en", "192.0.2.1") for each in range(seats)]
        for number, label in enumerate(LABELS, 1):
            self.sittings.go_to(host, opened.id, number)
            right = Choice(label.value)
            self._answer(opened.id, phones[:unsure], number, Choice.CANNOT_TELL, sureness=Sureness.GUESSING)
            definite, said = phones[unsure:], Choice.GENUINE if number == 1 else right
            tapping = len(definite) if tapping is None else tapping
            self._answer(opened.id, definite[:tapping], number, said)
            self._answer(opened.id, definite[tapping:], number, said, taps=())
            if KINDS[number - 1] is AgendaStepKind.EXERCISE:
                self.sittings.assist(host, opened.id)
                self._answer(opened.id, phones, number, Choice.CANNOT_TELL, Round.SECOND)
        if closes:
            self.sittings.close(host, opened.id)
        return opened.id

    def _answer(
        self,
        sitting: str,
        phones: Sequence[Joined],
        number: int,
        choice: Choice,
        which: Round = Round.FIRST,
        taps: tuple[Tap, ...] = (Tap(0, 0.5, 0.5),),
        sureness: Sureness = Sureness.SURE,
    ) -> None:
        given = SentAnswer(number, which, choice, sureness, taps)
        calls = [PhoneAnswer(each.secret, sitting, given) for each in phones]
        assert not [each for each in self.team.parts[Answering].keep(calls) if isinstance(each, Exception)]


@pytest.fixture
def held(team: Team) -> Held:
    host, name = team.desk(Role.TRAINER), f"y-{uuid4().hex}"
    agency, holder = team.organisation("first").id, team.organisation("acme").id
    entries = tuple(f"w-{uuid4().hex}" for _ in LABELS)
    steps = tuple(
        SealedStep(
            number=number,
            kind=kind,
            slot_id="v-1",
            right_holder_id=holder,
            product_id="box",
            question=SealedQuestion(f"x-{number}", entry, (0,), label),
            is_assisted=kind is AgendaStepKind.EXERCISE,
            assistance=Assistance(Outcome.SUSPECTED, (), "r-1") if kind is AgendaStepKind.EXERCISE else None,
        )
        for number, (kind, entry, label) in enumerate(zip(KINDS, entries, LABELS, strict=True), 1)
    )
    shown = SealedStep(len(steps) + 1, AgendaStepKind.COMPARISON, "v-1", holder, "box", "logo")
    plan = SeminarPlan(name, agency, AboutSeminar("Boxes", (agency,), ("en",)), (*steps, shown))
    sittings = replace(team.parts[Sittings], plans=PlansOfTests({name: plan}))
    results = team.parts[Results]
    with results.work.begin(host.actor) as work:
        day, person = date(2026, 11, 20), host.actor.person_id
        seminar = Seminar(name, agency, "+Boxes", "EE", ("en",), day, (agency,), 0.5, "0", person, work.now)
        work.seminars.add(seminar)
        work.record(SeminarAction.CREATE, seminar)
    return Held(team, host, sittings, name, entries, HeldOfTests(team, entries))


def test_a_seminar_has_the_figures_of_its_sittings(held: Held) -> None:
    sitting = held.sits(6)
    read = held.results.of_seminar(held.host.actor, held.seminar)
    found = read.figures
    assert [each.id for each in read.sittings] == [sitting]
    assert (found.seats, found.calls.n, found.calls.wrong, len(found.questions)) == (6, 30, 6, 5)
    assert [(each.key, each.missed.value, each.missed.n) for each in found.points] == [(("box", "logo"), 1 / 3, 18)]
    assert found.learning is not None
    assert (found.learning.seats, found.learning.share.before, found.learning.share.after) == (6, 0.5, 1.0)
    assert found.assisted is not None
    assert (found.assisted.alone.right, found.assisted.after.unsure) == (6, 6)
    assert (found.assisted.assistant.right, found.assisted.assistant.n) == (1, 1)
    assert [(each.number, each.taps, each.in_places) for each in found.maps] == [
        (1, 6, (6, 6)),
        (2, 6, None),
        (3, 6, (6, 6)),
        (4, 6, (6, 6)),
        (5, 6, None),
    ]


def saved_again(held: Held) -> None:
    """As a slot that was saved again: the same questions ask about other items, in other parts, with other photos."""
    plans = held.sittings.plans
    assert isinstance(plans, PlansOfTests)
    plan = plans.plans[held.seminar]
    asked = [each.question for each in plan.steps if each.question]
    steps = tuple(
        replace(step, question=question._replace(question_id=asked[place - 1].question_id, photos=(1,)))
        for place, (step, question) in enumerate(zip(plan.steps, asked, strict=False))
    )
    plans.plans[held.seminar] = replace(plan, steps=(*steps, plan.steps[-1]))


def test_no_point_is_named_that_the_slot_did_not_show(held: Held) -> None:
    plans = held.sittings.plans
    assert isinstance(plans, PlansOfTests)
    plan = plans.plans[held.seminar]
    *asked, shown = plan.steps
    plans.plans[held.seminar] = replace(plan, steps=(*asked, replace(shown, point_id="another")))
    held.sits(6)
    found = held.results.of_seminar(held.host.actor, held.seminar).figures
    assert (found.calls.n, found.points, {each.places for each in found.maps}) == (30, (), {()})


def test_a_slot_that_is_saved_again_leaves_the_results_of_the_sitting_before_as_they_were(held: Held) -> None:
    """Over all sittings, figures and maps go by the item, the photo and the part in each sitting."""
    first = held.sits(6)
    alone = read_of(held)
    saved_again(held)
    second = held.sits(6)
    both = read_of(held)
    assert read_of(held, first) == alone
    assert [(each.number, each.question, each.calls.n) for each in both.questions] == [
        (each.number, each.question, 12) for each in alone.questions
    ]
    assert {kind: each.n for kind, each in both.by_kind.items()} == {
        kind: each.n * 2 for kind, each in alone.by_kind.items()
    }
    assert [each for each in both.maps if each.photo == 0] == [replace(each, of_photos=2) for each in alone.maps]
    assert [(each.number, each.photo, each.place, each.taps) for each in both.maps if each.photo] == [
        (number, 1, 2, 6) for number in range(1, 6)
    ]
    tapped = [{(each.tapped.value, each.tapped.n) for each in of.points if each.tapped} for of in (alone, both)]
    assert tapped == [{(1.0, 18)}, {(0.5, 36)}]  # the taps of the second sitting went to the other photo of the item
    assert [each.of_photos for each in read_of(held, second).maps] == [1] * 5
    rows = list(csv.DictReader(io.StringIO(held.exports.table(held.host.actor, held.seminar, None, READER)[1:])))
    assert [(row["Name"], row["Part of the seminar"], row["Answers"]) for row in rows if row["What"] == "Question"] == [
        ("1", "Pre-test", "12"),
        ("2", "Pre-test", "12"),
        ("3", "Exercises", "12"),
        ("4", "Post-test", "12"),
        ("5", "Post-test", "12"),
    ]


def test_rehearsals_and_sittings_that_go_on_never_count(held: Held) -> None:
    held.sits(6, is_rehearsal=True)
    held.sits(6, closes=False)
    read = held.results.of_seminar(held.host.actor, held.seminar)
    assert (read.sittings, read.figures.seats, read.figures.calls.n) == ((), 0, 0)
    assert held.seminar not in {each.id for each in held.results.overview(held.host.actor).seminars}
    assert measured_by(held) == {}


def test_one_sitting_of_several_is_read_alone(held: Held) -> None:
    first, second = held.sits(6), held.sits(5)
    both = held.results.of_seminar(held.host.actor, held.seminar)
    assert ([each.id for each in both.sittings], both.figures.seats) == ([first, second], 11)
    assert held.results.of_seminar(held.host.actor, held.seminar, second).figures.seats == 5
    with pytest.raises(NotFoundError, match="no closed sitting"):
        held.results.of_seminar(held.host.actor, held.seminar, f"d-{uuid4().hex}")


def test_what_may_no_longer_be_shown_has_no_point_and_no_map(held: Held) -> None:
    held.sits(6)
    held.holding.is_held = False
    found = held.results.of_seminar(held.host.actor, held.seminar).figures
    assert (found.points, found.maps, found.hidden_maps, found.seats) == ((), (), 5, 6)


def test_a_photo_that_is_withdrawn_leaves_the_counts_as_they_were(held: Held) -> None:
    """The picture goes with its map. How often its point was missed stays."""
    contributor, content = held.team.desk(Role.CONTRIBUTOR, "acme").actor, new_photo()
    for name, label in zip(held.entries, LABELS, strict=True):
        entry = entry_of(contributor, content, label=label)
        marks = _photo(name, label).marks
        photos = tuple(replace(each, marks=marks) for each in entry.photos)
        hand_in(held.team.parts, contributor, [replace(entry, id=name, photos=photos)], content)
    held.sits(6)
    before = held.results.of_seminar(held.host.actor, held.seminar).figures
    held.holding.hidden.add(held.entries[0])
    after = held.results.of_seminar(held.host.actor, held.seminar).figures
    assert [each.missed for each in after.points] == [each.missed for each in before.points]
    assert (before.most_missed[0].times, len(after.maps), after.hidden_maps) == (6, len(before.maps) - 1, 1)


def test_only_the_own_agency_and_the_operator_read_results(held: Held) -> None:
    held.sits(6)
    for stranger in (held.team.desk(Role.TRAINER, "second"), held.team.reviewer):
        with pytest.raises(NotFoundError):
            held.results.of_seminar(stranger.actor, held.seminar)
        assert held.seminar not in {each.id for each in held.results.overview(stranger.actor).seminars}
    assert held.results.of_seminar(held.team.operator.actor, held.seminar).figures.seats == 6


def test_seminars_are_read_together_and_by_country_and_year(held: Held) -> None:
    held.sits(6)
    operator = held.team.operator.actor
    line = next(each for each in held.results.overview(operator).seminars if each.id == held.seminar)
    assert (line.seats, line.calls.n, line.calls.wrong, line.gain) == (6, 30, 6, (6, 3.0))
    of_estonia = held.results.overview(operator, "EE", 2026)
    assert [each.name for each in of_estonia.countries] == ["EE"]
    assert [each.name for each in of_estonia.years] == ["2026"]
    assert of_estonia.total.seats >= 6
    assert held.results.overview(operator, "JP").seminars == held.results.overview(operator, year=2001).seminars == ()


def test_the_gain_of_few_seats_is_not_shown_in_lists(held: Held) -> None:
    held.sits(3)
    line = next(each for each in held.results.overview(held.host.actor).seminars if each.id == held.seminar)
    assert (line.seats, line.small_seats, line.gain.mean) == (0, 3, None)
    assert (line.calls.n, line.by_kind) == (0, {})


def test_a_small_sitting_adds_to_no_figure_and_takes_none_away(held: Held) -> None:
    """Who reads the seminar before and after it learns nothing of it, and the others keep their figures."""
    large, actor = held.sits(6), held.host.actor
    before, listed_before, items_before = read_of(held), listed_of(held), measured_by(held)
    small = held.sits(1)
    after = read_of(held)
    assert after == replace(before, small_sittings=1, small_seats=1)
    assert listed_of(held) == replace(listed_before, small_seats=1)
    assert measured_by(held) == items_before
    assert read_of(held, large) == before
    figures = read_of(held, small)
    assert (figures.is_small, figures.calls.n, figures.points, figures.small_seats) == (True, 0, (), 1)
    table = held.exports.table(actor, held.seminar, small, READER)
    rows = list(csv.DictReader(io.StringIO(table.lstrip("\ufeff"))))
    assert [(row["What"], row["Phones"], row["Answers"], row["Right"]) for row in rows] == [("Left out", "1", "", "")]
    words = PdfReader(io.BytesIO(held.exports.report(actor, held.seminar, small, READER))).pages[0].extract_text()
    assert "In no sitting did 5 phones answer" in " ".join(words.split())
    assert "1 sitting with fewer than 5 phones" in " ".join(words.split())
    assert "1 phone answered." in " ".join(words.split())


def read_of(held: Held, sitting: str | None = None) -> GroupFigures:
    return held.results.of_seminar(held.host.actor, held.seminar, sitting).figures


def listed_of(held: Held) -> SeminarTotals:
    return next(each for each in held.results.overview(held.host.actor).seminars if each.id == held.seminar)


def test_few_taps_of_a_sitting_are_on_no_map(held: Held) -> None:
    first = held.sits(6)
    alone = read_of(held, first).maps
    held.sits(6, tapping=3)
    assert read_of(held).maps == alone


def test_lists_count_phones_with_figures_and_say_how_many_have_none(held: Held) -> None:
    """Columns agree: where no answer counts, no phone does."""
    held.sits(3)
    read = held.results.overview(held.host.actor)
    line = next(each for each in read.seminars if each.id == held.seminar)
    assert (line.seats, line.small_seats, line.calls.n) == (0, 3, 0)
    assert read.total.seats == sum(each.seats for each in read.seminars if each.is_kept)
    assert read.total.seminars == len([each for each in read.seminars if each.is_kept])
    table = held.exports.overview(held.host.actor, None, None, READER)
    rows = [row for row in csv.DictReader(io.StringIO(table.lstrip("\ufeff"))) if row["Seminar"] == "'+Boxes"]
    assert [(row["Phones"], row["Part of the seminar"], row["Answers"]) for row in rows] == [
        ("3", "Left out: sittings with fewer than 5 phones", "")
    ]


def test_people_who_cannot_tell_are_not_counted_as_guessing(held: Held) -> None:
    """Phones do not ask them how sure they are."""
    held.sits(8, unsure=2)
    rows = list(csv.DictReader(io.StringIO(held.exports.table(held.host.actor, held.seminar, None, READER)[1:])))
    assert {row["Name"] for row in rows if row["What"] == "How sure people were"} == {"I'm sure"}
    assert read_of(held).sureness.keys() == {Sureness.SURE}


def measured_by(held: Held, actor: Any = None) -> dict[str, AnswerCount]:
    """What the drawing of the next seminar learns of the items."""
    with held.results.work.look(actor or held.host.actor) as work:
        return dict(MEASURED.counts(work, held.entries))


def test_the_next_seminar_is_drawn_by_how_people_answered(held: Held) -> None:
    assert MEASURED in held.team.parts[Seminars].drawer.sources
    held.sits(6)
    held.sits(5)
    assert measured_by(held) == {
        entry: AnswerCount(11, 11 if place == 0 else 0) for place, entry in enumerate(held.entries)
    }
    assert measured_by(held, held.team.desk(Role.TRAINER, "second").actor) == {}
    assert measured_by(held, held.team.operator.actor) == measured_by(held)


def removed(held: Held) -> None:
    """The seminar is so old that retention removes it, and no other one of the tests."""
    with held.results.work.begin(held.host.actor) as work:
        seminar = replace(work.seminars.get(held.seminar), day=date(2001, 5, 4))
        work.seminars.change(seminar)
        work.record(SeminarAction.CHANGE, seminar)
        now = work.now
    rules = Rules(None, None, seminars=now - datetime(2002, 1, 1, tzinfo=UTC))
    assert replace(held.team.parts[Retention], rules=rules).apply(now).seminars == 1


def test_totals_outlive_a_seminar_that_is_removed(held: Held) -> None:
    held.sits(6)
    before = next(each for each in held.results.overview(held.host.actor).seminars if each.id == held.seminar)
    removed(held)
    with pytest.raises(NotFoundError):
        held.results.of_seminar(held.host.actor, held.seminar)
    for reader in (held.host, held.team.operator):
        after = next(
            each for each in held.results.overview(reader.actor, year=2001).seminars if each.id == held.seminar
        )
        assert after.is_removed
        assert (after.seats, after.counts, after.gain) == (before.seats, before.counts, before.gain)
    for stranger in (held.team.desk(Role.TRAINER, "second"), held.team.reviewer):
        assert held.results.overview(stranger.actor, year=2001).seminars == ()


def test_of_a_removed_seminar_with_few_seats_nothing_stays(held: Held) -> None:
    held.sits(4)
    removed(held)
    assert held.results.overview(held.host.actor).seminars == ()


def test_forged_totals_are_found(held: Held) -> None:
    held.sits(6)
    removed(held)
    of_it, here = counts.c.seminar_id == held.seminar, totals.c.id == held.seminar
    other = held.team.organisation("second").id
    check_found(
        held.team,
        TotalsVerifier(),
        [
            (update(totals).where(here).values(seats=totals.c.seats + 1), f"{held.seminar}: was changed"),
            (update(totals).where(here).values(gain=totals.c.gain + 1), f"{held.seminar}: was changed"),
            (update(counts).where(of_it).values(answers=counts.c.answers + 1), f"{held.seminar}: was changed"),
            (update(counts).where(of_it).values(product_id="other"), f"{held.seminar}: was changed"),
            (delete(counts).where(of_it), f"{held.seminar}: was changed"),
            (update(counts).where(of_it).values(organisation_id=other), held.seminar),
        ],
    )


def test_a_table_is_recorded_and_no_cell_of_it_is_a_formula(held: Held) -> None:
    held.sits(6)
    text = held.exports.table(held.host.actor, held.seminar, None, READER)
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert not re.search("[zd]-[0-9a-f]{32}", text)  # no seat and no sitting
    point = next(row for row in rows if row["What"] == "Identification point")
    assert (point["Name"], point["Wrong"], point["Definite answers"], point["Taps"]) == ("'=Logo", "6", "18", "18")
    assert point["Answers"] == ""
    assert {row["What"] for row in rows} == {
        "Group",
        "Product",
        "Identification point",
        "Question",
        "Assisted exercises",
        "How sure people were",
        "Learning from the pre-test to the post-test",
    }
    overview = held.exports.overview(held.host.actor, None, None, READER)
    assert "'+Boxes" in {row["Seminar"] for row in csv.DictReader(io.StringIO(overview.lstrip("\ufeff")))}
    assert [details_of(each)["language"] for each in exported(held)] == ["en"]


def test_figures_below_zero_are_numbers_and_text_that_looks_like_one_is_text(held: Held) -> None:
    held.sits(6)
    text = held.exports.table(held.host.actor, held.seminar, None, READER)
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    measured = {row["Name"]: row for row in rows if row["What"] == "Group"}
    assert (measured["Pre-test"]["c"], measured["Pre-test"]["d'"]) == ("1.4652", "0.0000")
    assert float(measured["Post-test"]["c"]) == 0
    answers = [row for row in rows if row["Answers"]]
    assert all(int(row["Answers"]) == int(row["Definite answers"]) + int(row["“I can't tell”"]) for row in answers)
    lines: list[list[Wording | float]] = [["-5", -0.25, -3, "=1", 0.5, "@x"]]
    assert written(lines, ENGLISH) == "\ufeff'-5,-0.2500,-3,'=1,0.5000,'@x\r\n"


def test_maps_are_told_apart_by_question_part_product_and_photo(held: Held) -> None:
    held.sits(6)
    maps = held.results.of_seminar(held.host.actor, held.seminar, None).figures.maps
    names = SheetNames({}, ("en",))
    said = [str(map_heading(each, names)) for each in maps]
    assert said[0] == "Question 1, Pre-test: box"
    assert len(set(said)) == len(said) == 5
    assert str(map_heading(replace(maps[0], place=2, of_photos=3), names)) == (
        "Question 1, Pre-test: box, photo 2 of 3"
    )


def exported(held: Held) -> list[Any]:
    events = log_of(held.team)
    return [each for each in events if each.action == ResultAction.EXPORT and each.subject == held.seminar]


def test_the_report_is_one_page_and_recorded(held: Held) -> None:
    held.sits(6)
    made = held.exports.report(held.host.actor, held.seminar, None, READER)
    read = PdfReader(io.BytesIO(made))
    assert len(read.pages) == 1
    words = " ".join(read.pages[0].extract_text().split())
    assert "=Logo (Box): 6 of 18 definite answers said" in words
    assert len(read.pages[0].images) == 3
    assert json.loads(json.dumps(details_of(exported(held)[-1])))["sha256"]


def test_the_report_in_arabic_draws_every_sign_on_its_side(held: Held) -> None:
    """A number below zero had characters in it that no typeface draws."""
    held.sits(6)
    made = held.exports.report(held.host.actor, held.seminar, None, ExportReader(Language("ar"), ("ar",)))
    words = PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert "U+20" not in words
    assert ("%33.3" in words, "33.3%" in words) == (False, True)
