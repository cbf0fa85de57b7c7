"""The first sentences of a report: whether the release answers at all."""

import re
from dataclasses import replace

from model.released_product import Basis, ReleasedProduct, Rule
from tests.model.releases import description, product, threshold
from tests.training.examined import examined
from training.card import section_on_test_items
from training.metrics import metrics
from training.report.answering import NO_ANSWER, Released, not_tested, whether_it_answers
from training.report.page import Subject, evaluation_page
from training.report.section import MeasuredRelease

SUBJECT = Subject("r-0123456789abcdef", "manifest.csv, test items")
SILENT_RULE = Rule(("front",), threshold(None, 50), threshold(None, 40), None)


def released(
    name: str, *, definite: bool = True, basis: Basis = Basis.BOTH_LABELS, rule: Rule | None = None
) -> Released:
    return Released(name, basis, product().rules if definite else (rule or SILENT_RULE,))


def silent_product() -> ReleasedProduct:
    return replace(product(), rules=(SILENT_RULE,))


def test_a_release_without_thresholds_says_first_that_it_gives_no_definite_answer() -> None:
    first, why = whether_it_answers([released("Carton", definite=False)])
    assert first == "This release gives no definite answer: every verdict is inconclusive."
    assert "Carton has 80 genuine and 80 counterfeit calibration items and needs 50 more genuine or 40 more" in why


def test_products_with_and_without_answers_are_told_apart() -> None:
    told = whether_it_answers([released("Carton"), released("Bag", definite=False)])
    assert told[0] == "This release can give definite answers for 1 of 2 products: Carton."
    assert told[2].startswith("Bag has 80 genuine")
    told = whether_it_answers([released("Carton"), released("Bag")])
    assert told[0] == "This release can give definite answers for all 2 products."


def test_the_errors_that_thresholds_allow_are_said_and_for_which_products_together() -> None:
    alone = product().rules[0]
    lenient = replace(alone.suspected, target=0.1, products=4)
    told = whether_it_answers(
        [released("Carton"), Released("Bag", Basis.BOTH_LABELS, [replace(alone, suspected=lenient)])]
    )
    assert "at most 5 % (genuine called suspected) and 5 % (counterfeit called consistent), with 95 % conf" in told[1]
    assert told[2] == "For Bag these limits hold over products that were counted together, not for each alone."
    (_, allowed, _) = whether_it_answers([Released("Bag", Basis.BOTH_LABELS, [replace(alone, suspected=lenient)])])
    assert "at most 10 % (genuine" in allowed


def test_products_of_which_nothing_was_tested_are_named() -> None:
    assert not_tested([released("Carton"), released("Bag"), released("Cap", definite=False)], ["Carton"]) == [
        "No item of Bag was tested, so the errors of its definite answers were not measured."
    ]
    assert not_tested([released("Carton")], ["Carton"]) == []


def test_a_report_on_some_products_does_not_speak_of_all() -> None:
    assert whether_it_answers([released("Carton"), released("Bag")], every=False)[0].endswith(
        "for all 2 products of these items."
    )
    assert whether_it_answers([released("Carton")], every=False)[0].endswith("for the product of these items.")


def test_items_that_cannot_be_told_apart_are_the_reason_where_there_are_enough_of_them() -> None:
    enough = threshold(None)
    rule = replace(SILENT_RULE, suspected=enough, consistent=enough, undecided="its labels are alike")
    assert whether_it_answers([released("Carton", definite=False, rule=rule)])[1] == (
        "Carton is undecided, as its labels are alike."
    )


def test_of_many_silent_products_a_few_are_named() -> None:
    told = whether_it_answers([released(f"P{number}", definite=False) for number in range(9)])
    assert len(told) == 5
    assert told[-1].startswith("6 more products get no definite answer")


def test_products_without_known_counterfeits_get_another_answer() -> None:
    told = whether_it_answers([released("Bearing", definite=False, basis=Basis.GENUINE_ONLY)])
    assert told[0] == "This release gives no definite answer."
    assert told[1].startswith("No counterfeit is known of Bearing: the answer is")


def test_errors_of_nothing_never_stand_without_the_sentence() -> None:
    items = [examined(f"i{n}", 0.1, counterfeit=bool(n % 2)) for n in range(20)]
    page = evaluation_page(MeasuredRelease(items, description(silent_product())), SUBJECT)
    short = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page[page.index("In short") :]))
    assert short.index("This release gives no definite answer") < short.index(NO_ANSWER) < short.index("0.0 %")
    assert "nothing was answered, so nothing was called wrongly" in page
    assert NO_ANSWER in section_on_test_items(metrics(items, None, 1.0))


def test_a_release_that_answers_says_so_and_not_that_it_does_not() -> None:
    items = [examined(f"i{n}", 3.0 if n % 2 else -3.0, counterfeit=bool(n % 2)) for n in range(20)]
    page = evaluation_page(MeasuredRelease(items, description()), SUBJECT)
    assert "This release can give definite answers for its one product." in page
    assert NO_ANSWER not in page
    assert NO_ANSWER not in section_on_test_items(metrics(items, None, 1.0))
