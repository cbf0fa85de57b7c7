"""What to contribute next, and how items are divided: the rule alone, without a service."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from model.datasets.fields import Label
from model.datasets.splits import OpenItem, Split, assign_splits, items_to_calibrate
from model.released_product import Calibration, ReleasedProduct, Rule, Threshold
from model.sheet_reading import parse_sheet
from model.verdict import Outcome
from serve.catalogue.domain import SheetUse, UseCount
from serve.overview.contributed import Amount, Contributed, Stage, Tally, ViewTally, by_label, divided
from serve.overview.domain import by_agency
from serve.overview.messages import told, words_of
from serve.overview.wanting import Lack, Promises, Wanted, promises_of, ranked, wanted
from serve.releases.figures import AllowedErrors, Figure

SHEET = parse_sheet(
    """id = "box"
    right_holder = "acme"
    name = { en = "Box" }
    [[views]]
    id = "front"
    title.en = "Front"
    [[views]]
    id = "back"
    title.en = "Back"
    [[views]]
    id = "inside"
    title.en = "Inside"
    required = false
    """,
    "box.toml",
)
PROMISE = Threshold(None, 0.05, 0.95, None, 40, 0, 19, 1, None)
KEPT = replace(PROMISE, log_odds=2.0, bound=0.04, items=70, items_needed=0)
GENUINE, COUNTERFEIT = Label.GENUINE, Label.COUNTERFEIT
ByView = Mapping[str | None, tuple[int, int]]


def known(suspected: Threshold, consistent: Threshold) -> ReleasedProduct:
    """A product as a release knows it, by one rule."""
    rule = Rule(("back", "front"), suspected, consistent, None)
    return ReleasedProduct(SHEET, Calibration(1.0, 0.0, 2.0), (rule,), ())


MEASURED = Promises({GENUINE: 0.05, COUNTERFEIT: 0.05}, dict.fromkeys(Label, Figure(0.0, 0.0, 0.04, 90)))


def having(
    views: Mapping[Label, ByView], of: ReleasedProduct | None = None, promises: Promises = MEASURED
) -> list[Wanted]:
    """What is wanted of items whose numbers, all and new ones, are given by label and view."""
    shown = [ViewTally("box", label, view, *count) for label, seen in views.items() for view, count in seen.items()]
    most = {label: max(items for items, _ in by_view.values()) for label, by_view in views.items()}
    contributed = {label: Contributed({Stage.ACCEPTED: Amount(items, items)}) for label, items in most.items()}
    return wanted(SHEET, of, contributed, shown, promises)


def both(items: int, new: int | None = None) -> ByView:
    """As many items that show each required view."""
    return dict.fromkeys(("front", "back"), (items, items if new is None else new))


def test_without_any_item_both_labels_are_wanted_for_a_verdict_of_the_default_target() -> None:
    found = wanted(SHEET, None, {}, [])
    assert [(each.label, each.lack, each.calibration) for each in found] == [
        (GENUINE, Lack.LABEL, 59),
        (COUNTERFEIT, Lack.LABEL, 59),
    ]
    assert {each.items for each in found} == {293}
    assert items_to_calibrate(293) == 59 > items_to_calibrate(292)


@pytest.mark.parametrize(("items", "missing"), [(1, 59), (10, 57), (100, 39), (292, 1), (293, 0), (1000, 0)])
def test_the_wanted_items_fill_the_calibration_share(items: int, missing: int) -> None:
    found = [each for each in having({GENUINE: both(items), COUNTERFEIT: both(400)}) if each.label is GENUINE]
    if not missing:
        assert found == []
        return
    assert [(each.lack, each.calibration, each.items) for each in found] == [(Lack.CALIBRATION, missing, 293 - items)]


def test_the_rule_is_the_one_by_which_data_sets_are_divided() -> None:
    for items in (0, 1, 2, 3, 7, 58, 293):
        splits = list(assign_splits(OpenItem("box", "genuine", f"item {number}") for number in range(items)).values())
        assert divided(items) == {split: splits.count(split) for split in Split}


def test_what_the_active_release_lacks_counts_and_what_it_has_not_seen_yet_counts_towards_it() -> None:
    lacking = known(PROMISE, KEPT)
    (first,) = having({GENUINE: both(200, new=0), COUNTERFEIT: both(300)}, lacking)
    assert (first.label, first.lack, first.calibration, first.items) == (GENUINE, Lack.CALIBRATION, 19, 93)
    (later,) = having({GENUINE: both(250, new=50), COUNTERFEIT: both(300)}, lacking)
    assert (later.calibration, later.items) == (9, 43)
    assert having({GENUINE: both(293, new=93), COUNTERFEIT: both(300)}, lacking) == []


def test_nothing_is_wanted_where_a_rule_supports_the_outcome_or_items_would_not_help() -> None:
    assert having({GENUINE: both(5), COUNTERFEIT: both(5)}, known(KEPT, KEPT)) == []
    undecided = replace(PROMISE, items=80, items_needed=0)
    assert having({GENUINE: both(400, 0), COUNTERFEIT: both(400, 0)}, known(undecided, KEPT)) == []


def test_an_outcome_that_is_given_but_was_measured_roughly_asks_for_items_the_widest_interval_first() -> None:
    rough, wide = Figure(0.2, 0.005, 0.716, 5), Figure(0.0, 0.0, 0.1, 30)
    promises = Promises({GENUINE: 0.05, COUNTERFEIT: 0.1}, {GENUINE: wide, COUNTERFEIT: rough})
    both_labels = {GENUINE: both(60), COUNTERFEIT: both(60)}
    found = ranked(having(both_labels, known(KEPT, KEPT), promises))
    assert found == [
        Wanted("box", COUNTERFEIT, Lack.INTERVAL, 0, target=0.1, error=rough),
        Wanted("box", GENUINE, Lack.INTERVAL, 0, target=0.05, error=wide),
    ]
    assert str(words_of(found[0]).why) == (
        "The active release allows that at most 10% of counterfeit items are called consistent. Its report measured 5 "
        "counterfeit items, and the true rate may lie anywhere from 0.5% to 71.6%. More items narrow that."
    )
    unmeasured = having(both_labels, known(KEPT, KEPT), Promises())
    assert [(each.lack, each.error) for each in unmeasured] == [(Lack.INTERVAL, None)] * 2
    assert "measured no genuine item" in str(words_of(unmeasured[0]).why)


def test_the_numbers_rest_on_the_errors_that_the_active_release_allows() -> None:
    allowed = promises_of(AllowedErrors(0.1, None), None)
    assert [each.calibration for each in wanted(SHEET, None, {}, [], allowed)] == [29, 59]


def test_items_of_which_each_shows_another_view_do_not_add_up() -> None:
    apart: ByView = {"front": (100, 100), "back": (90, 90)}
    found = [each for each in having({GENUINE: apart, COUNTERFEIT: both(300)}) if each.lack is Lack.CALIBRATION]
    assert [each.items for each in found] == [193]


def test_a_required_view_that_few_items_show_is_wanted_and_an_optional_one_is_not() -> None:
    found = having({GENUINE: {"front": (300, 300), "back": (20, 20)}, COUNTERFEIT: both(300)})
    assert found == [Wanted("box", GENUINE, Lack.VIEW, 280, view="back")]
    assert having({GENUINE: {"front": (300, 300), "back": (150, 150)}, COUNTERFEIT: both(300)}) == []


def test_photos_that_name_no_view_may_show_any() -> None:
    assert having({GENUINE: {None: (300, 300)}, COUNTERFEIT: {None: (300, 300)}}) == []


def test_labels_without_an_item_come_first_then_the_nearest_verdict_then_views() -> None:
    rows = [
        Wanted("a", GENUINE, Lack.VIEW, 2, view="back"),
        Wanted("a", GENUINE, Lack.CALIBRATION, 200),
        Wanted("b", COUNTERFEIT, Lack.CALIBRATION, 5),
        Wanted("c", COUNTERFEIT, Lack.LABEL, 293),
    ]
    assert [each.product + each.lack for each in ranked(rows)] == ["clabel", "bcalibration", "acalibration", "aview"]


def test_amounts_are_kept_by_product_label_and_stage() -> None:
    tallies = [
        Tally("box", GENUINE, Stage.IN_DATA_SET, Amount(10, 30)),
        Tally("box", GENUINE, Stage.IN_REVIEW, Amount(2, 4)),
        Tally("box", GENUINE, Stage.SENT_BACK, Amount(5, 5)),
    ]
    found = by_label(tallies)["box"][GENUINE]
    assert (found.coming, found.at(Stage.SENT_BACK).items, found.at(Stage.WITHDRAWN)) == (12, 5, Amount(0, 0))
    assert found.divided == {Split.TRAIN: 6, Split.CALIBRATION: 2, Split.TEST: 2}


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        (None, "does not know this product"),
        ([], "the outcome is “Inconclusive”"),
        ([Outcome.SUSPECTED], "the outcome “Suspected counterfeit”, but not “Consistent with genuine”"),
        ([Outcome.CONSISTENT], "the outcome “Consistent with genuine”, but not “Suspected counterfeit”"),
        ([Outcome.SUSPECTED, Outcome.CONSISTENT], "“Suspected counterfeit” and “Consistent with genuine”"),
    ],
)
def test_what_a_release_can_answer_is_said_in_plain_words(outcomes: Sequence[Outcome] | None, said: str) -> None:
    assert said in str(told(None if outcomes is None else frozenset(outcomes)))


def test_each_wanted_row_says_what_and_why() -> None:
    few = words_of(Wanted("box", COUNTERFEIT, Lack.CALIBRATION, 155, calibration=35))
    assert str(few.what) == "Contribute photos of more counterfeit items: at most about 155 are needed."
    assert str(few.why) == "The outcome “Consistent with genuine” needs 35 more counterfeit calibration items."
    none = words_of(Wanted("box", COUNTERFEIT, Lack.LABEL, 293, calibration=59))
    assert (
        str(none.what)
        == "Contribute photos of counterfeit items: at most about 293 are needed. You have contributed none yet."
    )
    assert str(none.why).endswith("can only say whether an item is unlike the genuine ones.")
    view = words_of(Wanted("box", GENUINE, Lack.VIEW, 1, view="back"), "Back")
    assert str(view.what) == "Photograph the view “Back” of 1 genuine item."


def test_agencies_that_are_not_allowed_are_one_row_without_a_name() -> None:
    uses = [
        UseCount("box", "o-1", "2026-10", SheetUse.OPENED, 4),
        UseCount("box", "o-1", "2026-11", SheetUse.OPENED, 1),
        UseCount("bag", "o-1", "2026-11", SheetUse.OPENED, 2),
        UseCount("box", "o-2", "2026-11", SheetUse.OPENED, 5),
        UseCount("box", "o-3", "2026-11", SheetUse.ASKED, 7),
        UseCount("box", "o-4", "2026-11", SheetUse.OPENED, 1),
    ]
    assert by_agency(uses, {"o-1": "First", "o-4": "A"}) == [
        ("2026-11", "A", {SheetUse.OPENED: 1}),
        ("2026-11", "First", {SheetUse.OPENED: 3}),
        ("2026-11", None, {SheetUse.OPENED: 5, SheetUse.ASKED: 7}),
        ("2026-10", "First", {SheetUse.OPENED: 4}),
    ]
