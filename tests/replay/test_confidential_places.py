"""Of a third of the demo's test items, no reader is shown a box on a place that is withheld from them.

`benchmarks/confidential_places.py` looks at the other items too.
"""

from collections import Counter

import pytest

from benchmarks.confidential_places import (
    READERS,
    Beside,
    JudgedItem,
    avoiding,
    items_of,
    neighbours,
    withheld_from,
)
from datasets.draw.products import product_by_id
from datasets.draw.sample import PlannedItem
from model.catalogue import ProductSheet
from model.release import load_release
from serve.examinations.confidentiality import FOUND_BY_EVIDENCE, WITHHELD, withheld
from serve.examinations.domain import text_key
from serve.examinations.inscribed import DECIMALS
from tests.bundled import BUNDLED, evaluated
from training.examine import ExaminedItem

COUNTERFEITS, GENUINE, SEED = 24, 24, 7
INSIDE = 3 * 10**-DECIMALS  # two edges and their sum are rounded

pytestmark = pytest.mark.timeout(1800)  # it judges some 100 photos, where no other file has


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[JudgedItem]:
    """A third of the test items of the committed sample, with the verdict of its evaluation."""
    planned = {item.id: item for item in items_of(SEED)}
    products = load_release(BUNDLED).description.products
    examined = {item.examples[0].row.item: item for item in evaluated(tmp_path_factory).items}
    return [evaluated_as(planned[name], item, products[item.product].sheet) for name, item in examined.items()]


def evaluated_as(item: PlannedItem, examined: ExaminedItem, sheet: ProductSheet) -> JudgedItem:
    """An item with the verdict of its evaluation, which was given the product and the views in their order."""
    views = [view.id for view in product_by_id(item.product).views]
    assert [example.row.view for example in examined.examples] == views
    return JudgedItem(item, sheet, examined.verdict)


@pytest.fixture(scope="module")
def boxes(judged: list[JudgedItem]) -> list[Beside]:
    """Every box that readers are shown beside a withheld place."""
    return [beside for reader in READERS for each in judged for beside in neighbours(each, reader, "today")]


def test_as_many_items_of_each_label_are_looked_at_and_each_has_points_to_withhold(judged: list[JudgedItem]) -> None:
    assert Counter(bool(each.item.severity) for each in judged) == {True: COUNTERFEITS, False: GENUINE}
    assert all(withheld_from(reader, each.sheet) for each in judged for reader in READERS)


@pytest.mark.parametrize("shown", ["point", "text"])
@pytest.mark.parametrize("kept", ["point", "text"])
def test_no_shown_box_touches_a_withheld_place(boxes: list[Beside], shown: str, kept: str) -> None:
    own = [each for each in boxes if (kind(each.shown), kind(each.withheld)) == (shown, kept)]
    assert len(own) > COUNTERFEITS / len(READERS)
    assert [each for each in own if each.touches] == []


def test_boxes_are_as_near_to_the_withheld_place_whether_it_deviates_or_not(boxes: list[Beside]) -> None:
    difference = avoiding(boxes, "today")
    assert difference is not None
    assert difference.low <= 0 <= difference.high


def test_what_evidence_alone_places_has_no_place_and_withheld_points_are_one_entry(judged: list[JudgedItem]) -> None:
    for each in judged:
        for reader in READERS:
            points = withheld(each.verdict, set(withheld_from(reader, each.sheet))).points
            nowhere = [point for point in points if point.id in FOUND_BY_EVIDENCE or point.id == WITHHELD]
            assert [point.id for point in nowhere].count(WITHHELD) == 1
            for point in nowhere:
                assert (point.photo, point.region, point.place, point.reference) == (None, None, None, None)
            assert not any(point.region for point in points)
            assert sum(point.weight for point in points) + (each.verdict.residual or 0.0) == pytest.approx(
                each.verdict.log_odds, abs=1e-4
            )


def test_a_box_on_the_reference_picture_lies_in_the_region_of_the_sheet(judged: list[JudgedItem]) -> None:
    for each in judged:
        seen = withheld(each.verdict, set(withheld_from("an agency", each.sheet)))
        points = {point.id: point.region for point in each.sheet.points}
        texts = {text.id: text.region for text in each.sheet.texts}
        for region, shown in (
            *((points.get(point.id), point.reference_region) for point in seen.points),
            *((texts.get(text.id), text.reference_region) for text in seen.texts if text.region),
        ):
            if region is None or shown is None:
                continue
            assert shown[0] >= region.x - INSIDE
            assert shown[1] >= region.y - INSIDE
            assert shown[0] + shown[2] <= region.x + region.width + INSIDE
            assert shown[1] + shown[3] <= region.y + region.height + INSIDE


def kind(name: str) -> str:
    return "text" if name.startswith(text_key("")) else "point"
