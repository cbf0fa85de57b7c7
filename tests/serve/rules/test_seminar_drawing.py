"""Which items people decide on in a seminar: their share, their order, and tests that are equally hard."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from model.catalogue import Point, ProductSheet, Region, View, Visibility
from model.datasets.fields import Label, PointMark
from serve.accounts.domain import Organisation
from serve.accounts.permissions import OrganisationKind
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding_domain import HeldItem, HeldPhoto, HeldProduct
from serve.seminars.dealing_domain import LabelCounts, bounds_of, is_enough, wanted_counts
from serve.seminars.domain import Lesson, LessonPoint, Purpose, Question, SeminarRejectedError
from serve.seminars.drawing_domain import TESTS, UNUSED, AnswerCount, ItemDrawing, Used, asked_about, drawn, free_items
from serve.seminars.keeping_domain import are_kept
from serve.seminars.lesson_domain import ChosenPoint, LessonDraft, lessons_of
from serve.seminars.shortage_domain import Balance, Shortage, Unknown, balance_of, shortages_of, unknown_of
from serve.seminars.shown_domain import used_by

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
HOLDER = Organisation("o-9", OrganisationKind.RIGHT_HOLDER, "acme", None, NOW)
SHEET = ProductSheet("box", "acme", {"en": "Box"}, "toys", (), None, (View("front", {}, required=True),), ())
BOX = Region(0.1, 0.2, 0.3, 0.4)
SEED = "00112233445566778899aabbccddeeff"
DRAWING = ItemDrawing(SEED, 0.5)


def item(
    label: Label, number: int, strength: float | None = None, sha256: str = "", marks: tuple[str, ...] = ()
) -> HeldItem:
    entry = f"w-{label}-{number:03}"
    shown = tuple(PointMark(name, BOX) for name in marks)
    photo = HeldPhoto(PartName(PartKind.PHOTO, entry, 0), "front", shown, sha256 or f"sha of {entry}")
    return HeldItem(entry, label, (photo,), strength)


def items(genuine: int, counterfeit: int) -> list[HeldItem]:
    """Items that are the harder, the higher their number."""
    return [
        *(item(Label.GENUINE, number, number - genuine) for number in range(genuine)),
        *(item(Label.COUNTERFEIT, number, counterfeit - number) for number in range(counterfeit)),
    ]


def product(found: list[HeldItem], *points: Point, name: str = "box") -> HeldProduct:
    ids = frozenset(each.id for each in points)
    return HeldProduct(HOLDER, name, SHEET, points, {}, ids, {each.entry_id: each for each in found})


def lesson(exercises: int = 0, tests: int = 0, name: str = "box") -> Lesson:
    return Lesson(name, exercises=exercises, tests=tests)


def draw(
    found: list[HeldItem], *lessons: Lesson, share: float = 0.5, seed: str = SEED, used: Used = UNUSED
) -> tuple[Question, ...]:
    return drawn(ItemDrawing(seed, share), lessons, {"box": product(found)}, used)


def of(questions: tuple[Question, ...], purpose: Purpose) -> list[Question]:
    return [each for each in questions if each.purpose is purpose]


def labels(questions: list[Question]) -> LabelCounts:
    found = [each.label for each in questions]
    return LabelCounts(found.count(Label.GENUINE), found.count(Label.COUNTERFEIT))


def named(name: str, found: list[HeldItem]) -> HeldProduct:
    """A product whose items are not those of another one."""

    def own(each: HeldItem) -> HeldItem:
        entry, photo = f"{each.entry_id}-{name}", each.photos[0]
        photo = photo._replace(name=photo.name._replace(name=entry), sha256=f"sha of {entry}")
        return replace(each, entry_id=entry, photos=(photo,))

    return product([own(each) for each in found], name=name)


def drawn_of(number: int, *lessons: Lesson, each: int = 9) -> tuple[Question, ...]:
    """One of many drawings of some products, each with so many items of each label."""
    products = {it.product_id: named(it.product_id, items(each, each)) for it in lessons}
    return drawn(ItemDrawing(f"{number:032x}", 0.5), lessons, products, UNUSED)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_truth_of_a_product_in_the_first_test_tells_nothing_of_it_in_the_second(count: int) -> None:
    seen = Counter[tuple[Label, ...]]()
    for number in range(600):
        questions = drawn_of(number, *(lesson(0, 1, f"p{place}") for place in range(count)))
        seen[tuple(each.label for each in questions if each.product_id == "p0")] += 1
    same = sum(times for (before, after), times in seen.items() if before is after)
    assert 240 <= same <= 360
    assert len(seen) == 4


def test_each_product_has_about_the_share_and_never_one_label_alone() -> None:
    """With exactly the share, the truth of all but its last question would tell that of the last."""
    seen: dict[Purpose, Counter[LabelCounts]] = {purpose: Counter() for purpose in Purpose}
    for number in range(200):
        questions = drawn_of(number, *(lesson(4, 3, f"p{place}") for place in range(4)), each=12)
        for purpose in Purpose:
            of_it = of(questions, purpose)
            seen[purpose].update(
                labels([each for each in of_it if each.product_id == f"p{place}"]) for place in range(4)
            )
    assert set(seen[Purpose.EXERCISE]) == {(1, 3), (2, 2), (3, 1)}
    assert set(seen[Purpose.PRE_TEST]) == set(seen[Purpose.POST_TEST]) == {(1, 2), (2, 1)}
    assert all(times >= 100 for counts in seen.values() for times in counts.values())


@pytest.mark.parametrize(
    ("number", "share", "bounds"),
    [
        (1, 0.5, (0, 1)),
        (2, 0.5, (1, 1)),
        (3, 0.5, (1, 2)),
        (8, 0.5, (3, 5)),
        (10, 0.3, (2, 4)),
        (4, 0.3, (1, 3)),
        (2, 0.4, (0, 1)),  # less than one of them is to be counterfeit
        (5, 0.1, (0, 2)),
        (20, 0.1, (1, 3)),
        (2, 0.9, (1, 2)),
    ],
)
def test_how_many_counterfeits_a_product_may_have(number: int, share: float, bounds: tuple[int, int]) -> None:
    assert bounds_of(number, share) == bounds


def test_a_product_without_counterfeits_makes_no_other_one_all_counterfeit() -> None:
    lessons = [lesson(2, 0, "tag"), lesson(2, 0, "shirt")]
    products = {"tag": named("tag", items(9, 0)), "shirt": named("shirt", items(9, 9))}
    for number in range(20):
        drawing = ItemDrawing(f"{number:032x}", 0.5)
        questions = drawn(drawing, lessons, products, UNUSED)
        assert labels([each for each in questions if each.product_id == "shirt"]) == (1, 1)
        assert shortages_of(lessons, questions, drawing) == (Shortage(1, Purpose.EXERCISE, Label.COUNTERFEIT, 1, 0),)


def test_the_tests_of_each_product_are_equally_hard() -> None:
    lessons = [lesson(0, 5, f"p{place}") for place in range(3)]
    for number in range(20):
        questions = drawn_of(number, *lessons, each=12)
        for each in lessons:
            found = tuple(one for one in questions if one.product_id == each.product_id)
            before, after = (sum(one.difficulty for one in of(found, purpose)) for purpose in TESTS)
            assert abs(before - after) <= 2.0  # of five items that lie one apart


def test_the_stated_share_is_that_of_all_products_together() -> None:
    lessons = [lesson(3, 1, f"p{place}") for place in range(4)]
    for number in range(20):
        questions = drawn_of(number, *lessons)
        assert [labels(of(questions, purpose)) for purpose in Purpose] == [(2, 2), (6, 6), (2, 2)]


def test_an_odd_question_has_one_label_or_the_other() -> None:
    def order(*names: str) -> str:
        return ItemDrawing(SEED, 0.5).order(*names)

    found = {wanted_counts(order, f"round {number}", {"box": 3}, 0.5) for number in range(20)}
    assert found == {LabelCounts(2, 1), LabelCounts(1, 2)}
    assert {wanted_counts(order, f"round {number}", {"box": 4, "bag": 6}, 0.3) for number in range(20)} == {
        LabelCounts(7, 3)
    }


@pytest.mark.parametrize(("number", "share"), [(3, 0.5), (5, 0.5), (3, 0.4), (7, 0.3)])
def test_the_two_tests_together_have_the_stated_share(number: int, share: float) -> None:
    """Were chance to decide in each apart, both would have the odd counterfeit in one slot of four."""
    first = Counter[int]()
    for seed in range(60):
        drawing = ItemDrawing(f"{seed:032x}", share)
        questions = drawn(drawing, [lesson(2, number)], {"box": product(items(20, 20))}, UNUSED)
        before, after = (labels(of(questions, each)).counterfeit for each in (Purpose.PRE_TEST, Purpose.POST_TEST))
        assert abs(before + after - 2 * number * share) < 1
        assert abs(before - after) <= 1
        first[before] += 1
    assert len(first) == 2


def test_labels_go_to_the_products_that_have_items_of_them() -> None:
    drawing = ItemDrawing(SEED, 0.5)
    lessons = [lesson(4, 1, "some"), lesson(4, 1, "many")]
    products = {"some": named("some", items(8, 3)), "many": named("many", items(8, 9))}
    for number in range(40):
        drawing = replace(drawing, seed=f"{number:032x}")
        questions = drawn(drawing, lessons, products, UNUSED)
        assert shortages_of(lessons, questions, drawing) == ()


def test_whether_items_are_enough_does_not_depend_on_chance() -> None:
    assert is_enough(LabelCounts(4, 4), exercises=4, tests=1, share=0.5)
    assert not is_enough(LabelCounts(4, 3), exercises=4, tests=1, share=0.5)
    for number in range(40):
        drawing = ItemDrawing(f"{number:032x}", 0.3)
        free = free_items(drawing, lesson(), product(items(7, 4)), UNUSED)
        assert is_enough(free, 3, 2, 0.3)
        questions = drawn(drawing, [lesson(3, 2)], {"box": product(items(7, 4))}, UNUSED)
        assert shortages_of([lesson(3, 2)], questions, drawing) == ()


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.9])
def test_exercises_and_tests_have_the_stated_share(share: float) -> None:
    questions = draw(items(60, 60), lesson(20, 20), share=share)
    wanted = LabelCounts(20 - round(20 * share), round(20 * share))
    assert [labels(of(questions, purpose)) for purpose in Purpose] == [wanted] * 3
    assert shortages_of([lesson(20, 20)], questions, ItemDrawing(SEED, share)) == ()


def test_no_item_is_drawn_twice_and_none_that_people_have_seen() -> None:
    found = items(8, 8)
    used = Used(frozenset({found[0].entry_id}), frozenset({found[9].photos[0].sha256}))
    questions = draw(found, lesson(6, 4), used=used)
    entries = [each.entry_id for each in questions]
    assert len(entries) == len(set(entries)) == 14
    assert not {found[0].entry_id, found[9].entry_id}.intersection(entries)


def test_an_item_of_which_no_deviation_may_be_shown_is_not_asked_about() -> None:
    """The reveal could not say why, and people would find what the right holder withholds."""
    found = [replace(each, hides=number % 2 == 0) for number, each in enumerate(items(6, 6))]
    hidden = {each.entry_id for each in found if each.hides}
    asked = {each.entry_id for each in draw(found, lesson(exercises=12))}
    assert len(asked) == 6
    assert not hidden & asked


def test_an_item_that_differs_only_in_points_that_the_lesson_does_not_show_is_not_asked_about() -> None:
    """The reveal speaks of the points of the slot alone: nothing else was released."""
    logo, hem = (Point(name, "front", {}, {}, {}, None, None, Visibility.OFFICER) for name in ("logo", "hem"))
    marks = [("hem",), ("logo", "hem"), ("logo",), ()]
    found = product(
        [item(Label.COUNTERFEIT, number, marks=some) for number, some in enumerate(marks)] + items(4, 0), logo, hem
    )
    of_logo = replace(lesson(exercises=8), points=(LessonPoint("logo"),))
    drawing = ItemDrawing(SEED, 0.5)
    asked = {each.entry_id for each in drawn(drawing, [of_logo], {"box": found}, UNUSED)}
    assert asked >= {f"w-counterfeit-{number:03}" for number in (1, 2, 3)}
    assert "w-counterfeit-000" not in asked
    assert free_items(drawing, of_logo, found, UNUSED).counterfeit == 3
    (kept,) = (each for each in found.only({"logo"}).items.values() if each.entry_id == "w-counterfeit-001")
    assert [mark.id for photo in kept.photos for mark in photo.marks] == ["logo"]


def test_items_with_an_equal_photo_are_one_item() -> None:
    found = [item(Label.GENUINE, number, sha256="the same") for number in range(5)]
    assert len(draw(found, lesson(exercises=8))) == 1


def test_exercises_go_from_easy_to_hard() -> None:
    exercises = of(draw(items(30, 30), lesson(exercises=12)), Purpose.EXERCISE)
    difficulties = [each.difficulty for each in exercises]
    assert difficulties == sorted(difficulties)
    assert [each.position for each in exercises] == list(range(1, 13))
    assert len(set(difficulties)) > 3  # from the whole range, not the easiest alone
    assert difficulties[0] < -20 < -5 < difficulties[-1]


def test_the_two_tests_are_matched_in_label_and_difficulty() -> None:
    questions = draw(items(20, 20), lesson(tests=10))
    before, after = of(questions, Purpose.PRE_TEST), of(questions, Purpose.POST_TEST)
    assert labels(before) == labels(after) == LabelCounts(5, 5)
    for label in Label:
        ranks = [sorted(each.difficulty for each in of_test if each.label is label) for of_test in (before, after)]
        assert all(abs(one - other) == 1 for one, other in zip(*ranks, strict=True))  # neighbours
    balance = balance_of(questions)
    assert balance.items == 10
    assert balance.before is not None
    assert balance.after is not None
    assert abs(balance.before - balance.after) <= 0.2  # the harder ones of the pairs take turns
    assert balance_of(()) == Balance(0, None, None)


@pytest.mark.parametrize("number", [1, 3, 5, 7])
def test_tests_of_an_odd_number_are_as_hard_as_each_other(number: int) -> None:
    """One has a genuine item more and the other a counterfeit one: those two have no partner of their own label."""
    found = [
        *(item(Label.GENUINE, place, -0.5 - place / 5) for place in range(12)),
        *(item(Label.COUNTERFEIT, place, 0.7 + place / 2) for place in range(12)),
    ]
    for seed in range(20):
        balance = balance_of(draw(found, lesson(tests=number), seed=f"{seed:032x}"))
        assert balance.before is not None
        assert balance.after is not None
        assert abs(balance.before - balance.after) * number <= 0.5  # the distance of two items


def test_an_item_that_is_far_harder_than_all_others_is_no_question_of_a_test_if_there_are_others() -> None:
    found = [*items(12, 11), item(Label.COUNTERFEIT, 99, -40.0)]
    questions = draw(found, lesson(exercises=4, tests=8))
    (hardest,) = (each for each in questions if each.entry_id == "w-counterfeit-099")
    assert hardest.purpose is Purpose.EXERCISE
    assert max(each.position for each in of(questions, Purpose.EXERCISE)) == hardest.position
    balance = balance_of(questions)
    assert balance.before == balance.after


def test_a_test_is_not_sorted_by_label() -> None:
    is_sorted = 0
    for number in range(20):
        asked = of(draw(items(20, 20), lesson(tests=10), seed=f"{number:032x}"), Purpose.PRE_TEST)
        found = [each.label for each in asked]
        is_sorted += found in (sorted(found), sorted(found, reverse=True))
    assert is_sorted <= 2  # chance brings one in 126


def test_a_drawing_follows_from_its_seed_alone() -> None:
    found = items(20, 20)
    once = draw(found, lesson(6, 6))
    assert once == draw(list(reversed(found)), lesson(6, 6))
    others = [draw(found, lesson(6, 6), seed=f"{number:032x}") for number in range(8)]
    assert len({tuple(each.entry_id for each in drawing) for drawing in others}) > 1
    before = [{each.entry_id for each in of(drawing, Purpose.PRE_TEST)} for drawing in others]
    assert len({frozenset(each) for each in before}) > 1  # which of a pair comes first


def test_too_few_items_are_said_plainly_and_the_share_stays() -> None:
    few = [lesson(4, 2)]
    questions = draw(items(10, 2), *few)
    assert [labels(of(questions, purpose)) for purpose in Purpose] == [(1, 1), (2, 0), (1, 1)]
    assert shortages_of(few, questions, DRAWING) == (Shortage(1, Purpose.EXERCISE, Label.COUNTERFEIT, 2, 0),)
    nothing = draw([item(Label.GENUINE, 1)], *few)
    assert shortages_of(few, nothing, DRAWING) == (
        Shortage(1, Purpose.PRE_TEST, Label.GENUINE, 1, 0),
        Shortage(1, Purpose.PRE_TEST, Label.COUNTERFEIT, 1, 0),
        Shortage(1, Purpose.EXERCISE, Label.GENUINE, 2, 1),
        Shortage(1, Purpose.EXERCISE, Label.COUNTERFEIT, 2, 0),
        Shortage(1, Purpose.POST_TEST, Label.GENUINE, 1, 0),
        Shortage(1, Purpose.POST_TEST, Label.COUNTERFEIT, 1, 0),
    )


def test_a_product_of_which_nothing_may_be_shown_has_no_questions() -> None:
    gone = lesson(2, 2, name="bag")
    assert draw(items(9, 9), gone) == ()
    assert len(shortages_of([gone], (), DRAWING)) == 6


@pytest.mark.parametrize(
    ("label", "strength", "count", "difficulty"),
    [
        (Label.GENUINE, 2.5, None, 2.5),  # the release takes it for a counterfeit
        (Label.COUNTERFEIT, 2.5, None, -2.5),
        (Label.GENUINE, None, None, 0.0),
        (Label.GENUINE, 2.5, AnswerCount(9, 9), 2.5),  # too few answers
        (Label.GENUINE, 2.5, AnswerCount(10, 5), 0.0),
        (Label.GENUINE, 2.5, AnswerCount(99, 9), -0.978),
        (Label.COUNTERFEIT, 2.5, AnswerCount(10, 10), 1.322),
    ],
)
def test_how_hard_an_item_is_people_say_once_enough_have_answered(
    label: Label, strength: float | None, count: AnswerCount | None, difficulty: float
) -> None:
    asked = item(label, 1, strength)
    counts = {} if count is None else {asked.entry_id: count}
    assert ItemDrawing(SEED, 0.5, counts).difficulty(asked) == pytest.approx(difficulty, abs=1e-3)


def test_it_is_known_of_how_many_items_nothing_was_known_when_they_were_drawn() -> None:
    before = [item(Label.GENUINE, number) for number in range(6)]
    questions = sorted(draw(before, lesson(exercises=12)), key=lambda each: each.entry_id)
    assert len(questions) == 6
    not_assessed = replace(before[0], is_assessed=False)
    since = [not_assessed, before[1], replace(before[2], strength=1.5), replace(before[3], strength=0.0), *before[4:]]
    answered = {before[4].entry_id: AnswerCount(20, 3), before[5].entry_id: AnswerCount(9, 3)}
    drawing = ItemDrawing(SEED, 0.5, answered)
    assert unknown_of(zip(questions, since, strict=True), drawing) == Unknown(waiting=1, never=2, late=2)
    again = drawn(drawing, [lesson(exercises=12)], {"box": product(since)}, UNUSED)
    asked = [(each, next(one for one in since if one.entry_id == each.entry_id)) for each in again]
    assert unknown_of(asked, drawing) == Unknown(waiting=1, never=2, late=0)


def test_assisted_are_the_exercises_of_a_lesson_and_no_test() -> None:
    assisted = replace(lesson(2, 2), is_assisted=True)
    questions = draw(items(9, 9), assisted)
    assert {each.purpose for each in questions if each.is_assisted} == {Purpose.EXERCISE}
    assert all(each.is_assisted for each in of(questions, Purpose.EXERCISE))


# --- the photos of lessons -------------------------------------------------------------------------------------------


def point(name: str, reference: str | None = None) -> Point:
    return Point(name, "front", {}, {}, {}, BOX, reference, Visibility.OFFICER)


LOGO, SEAL = point("logo", "sha of the sheet"), point("seal")
BOTH = item(Label.COUNTERFEIT, 1, marks=("logo", "seal"))
ONLY_LOGO = item(Label.COUNTERFEIT, 2, 9.0, marks=("logo",))
MARKED = product([BOTH, ONLY_LOGO, item(Label.GENUINE, 3), item(Label.COUNTERFEIT, 4)], LOGO, SEAL)


def test_a_lesson_shows_all_points_with_photos_of_as_few_items_as_possible() -> None:
    made = lessons_of([LessonDraft("box")], HOLDER.id, [MARKED])
    assert made[0].points == tuple(LessonPoint(name, BOTH.photos[0].name) for name in ("logo", "seal"))


def test_photos_are_chosen_by_hand_or_left_out() -> None:
    chosen = (ChosenPoint("seal", has_counterfeit=False), ChosenPoint("logo", ONLY_LOGO.photos[0].name))
    made = lessons_of([LessonDraft("box", chosen)], HOLDER.id, [MARKED])
    assert made[0].points == (LessonPoint("seal"), LessonPoint("logo", ONLY_LOGO.photos[0].name))


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (LessonDraft("bag"), "Nothing of the product bag"),
        (LessonDraft("box", (ChosenPoint("secret"),)), "The point secret of box may not be shown"),
        (LessonDraft("box", (ChosenPoint("seal", ONLY_LOGO.photos[0].name),)), "no counterfeit item on which"),
        (LessonDraft("box", exercises=31), "from 0 to 30 exercises"),
        (LessonDraft("box", tests=-1), "from 0 to 15 items"),
    ],
)
def test_a_lesson_has_only_what_may_be_shown(draft: LessonDraft, words: str) -> None:
    with pytest.raises(SeminarRejectedError, match=words):
        lessons_of([draft], HOLDER.id, [MARKED])


def test_products_are_of_the_right_holder_and_named_once() -> None:
    with pytest.raises(SeminarRejectedError, match="by this right holder"):
        lessons_of([LessonDraft("box")], "o-8", [MARKED])
    with pytest.raises(SeminarRejectedError, match="chosen twice"):
        lessons_of([LessonDraft("box"), LessonDraft("box")], HOLDER.id, [MARKED])


def test_what_lessons_and_questions_have_shown_is_used() -> None:
    made = lessons_of([LessonDraft("box")], HOLDER.id, [MARKED])
    asked = Question("x-1", "box", Purpose.EXERCISE, 1, "w-genuine-003", (0,), Label.GENUINE, 0.0)
    used = used_by(made, [asked], [MARKED])
    assert used.entries == {BOTH.entry_id, "w-genuine-003"}
    assert used.photos == {"sha of the sheet", BOTH.photos[0].sha256, "sha of w-genuine-003"}
    gone = replace(asked, entry_id="w-gone")
    assert used_by((), [gone], []).entries == {"w-gone"}


@pytest.mark.parametrize(
    ("genuine", "taken", "strength", "kept"),
    [(6, 0, 1.0, True), (9, 0, 1.0, True), (6, 1, 1.0, False), (3, 0, 1.0, False), (6, 0, None, True)],
)
def test_questions_stay_while_each_can_be_asked_about_and_no_more_or_fewer_are_possible(
    genuine: int, taken: int, strength: float | None, *, kept: bool
) -> None:
    chosen, before = [lesson(exercises=2, tests=2)], items(6, 6)
    questions = draw(before, *chosen)
    entry = questions[0].entry_id
    now = {each.entry_id: each for each in items(genuine, 6)}
    now = {name: each for name, each in now.items() if not taken or name != entry}
    if strength is None:
        now[entry] = replace(now[entry], strength=None)
    found, counts = {"box": product(list(now.values()))}, {name: AnswerCount(20, 3) for name in now}
    drawing = ItemDrawing(SEED, 0.5, counts)
    free = asked_about(drawing, chosen, found, UNUSED)
    assert are_kept(questions, drawn(drawing, chosen, found, UNUSED), free, drawing) is kept


def test_questions_are_drawn_again_once_it_is_known_how_hard_they_are_and_for_another_share() -> None:
    chosen = [lesson(exercises=2, tests=2)]
    unknown = [replace(each, strength=None) for each in items(6, 6)]
    questions = draw(unknown, *chosen)
    found = {"box": product(items(6, 6))}
    free = asked_about(DRAWING, chosen, found, UNUSED)
    assert not are_kept(questions, drawn(DRAWING, chosen, found, UNUSED), free, DRAWING)
    questions, other = draw(items(6, 6), *chosen), ItemDrawing(SEED, 0.9)
    assert not are_kept(questions, drawn(other, chosen, found, UNUSED), free, other)
