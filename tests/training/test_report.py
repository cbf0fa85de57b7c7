"""The evaluation report: what it counts, what it says where data is absent, and what the page never does."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.datasets.splits import Split
from model.examiner import Examiner
from model.release import load_release
from model.verdict import Reason
from tests.model.releases import description
from tests.training.examined import examined, photo_at
from training.errors import WorkError
from training.examine import ExaminedItem, examine_items, items_of
from training.examples import example_rows
from training.manifest import read_manifest
from training.report.calibrated import cllr, cllr_figures, least_cllr, reliability
from training.report.drawings import number_ticks, share_ticks
from training.report.figures import (
    EvaluatedPhoto,
    by_product,
    by_source,
    by_view,
    latency,
    most_wrong,
    roc,
    sweep,
)
from training.report.page import Subject, evaluation_page, with_test_section, write_folder
from training.report.section import MeasuredRelease
from training.report.terms import GLOSSARY, in_words, percent
from training.statistics import Estimate

ROOT = Path(__file__).parents[2]
SUBJECT = Subject("r-0123456789abcdef", "manifest.csv, test items")


def spread(count: int = 40, *, seed: int = 0) -> list[ExaminedItem]:
    """Items whose log-odds are what they say: drawn from the very likelihood ratio that they state."""
    random = np.random.default_rng(seed)
    genuine = [examined(f"g{n}", random.normal(-2, 2), counterfeit=False, source="port") for n in range(count)]
    return genuine + [examined(f"c{n}", random.normal(2, 2), counterfeit=True, source="market") for n in range(count)]


class Links(HTMLParser):
    """What a page loads, runs or links to, and the ids that it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in {"src", "href", "action", "data", "xlink:href"}:
                self.targets.append(value or "")
            if name == "id":
                self.ids.add(value or "")


def test_the_page_is_one_file_without_script_or_outside_link_and_its_contents_lead_somewhere() -> None:
    page = evaluation_page(MeasuredRelease(spread(), description()), SUBJECT)
    links = Links(page)
    assert not {"script", "link", "iframe", "object"} & set(links.tags)
    assert all(target.startswith(("#", "data:image/jpeg;base64,")) for target in links.targets)
    assert {target[1:] for target in links.targets if target.startswith("#")} <= links.ids
    assert "url(" not in page
    assert "@import" not in page


def test_the_same_items_give_the_same_page() -> None:
    first, second = (evaluation_page(MeasuredRelease(spread(), description()), SUBJECT) for _ in range(2))
    assert first == second


def test_what_contributors_wrote_is_escaped() -> None:
    items = [examined("<b>x</b>", 1.0, counterfeit=False, source="<script>alert(1)</script>"), *spread(4)]
    page = evaluation_page(MeasuredRelease(items, description()), SUBJECT)
    assert "<script>" not in page
    assert "<b>x</b>" not in page


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (spread(), ["No photos of unknown goods were given", "No photo of these items has a marked place"]),
        (spread(), ["The photos were not timed", "No photo was judged alone"]),
        ([examined("g", -3.0, counterfeit=False)], ["one label only", "No product has both genuine and counterfeit"]),
        ([examined("g", -3.0, counterfeit=False)], ["The manifest names no sources", "No counterfeit items were"]),
        ([], ["No items were examined", "No genuine items were examined"]),
    ],
)
def test_absent_data_is_said_to_be_absent(items: list[ExaminedItem], said: list[str]) -> None:
    page = evaluation_page(MeasuredRelease(items, description()), SUBJECT)
    for words in said:
        assert words in page


def test_everything_that_can_be_measured_is_shown() -> None:
    items = [replace(item, pointing=True, chance=0.1) for item in spread()]
    estimate = Estimate(0.75, 0.6, 0.9, 40).as_json()
    measured = MeasuredRelease(
        items,
        description(),
        alone=[EvaluatedPhoto(item.examples[0], item.verdict) for item in items],
        unknown=[True] * 9 + [False],
        seconds=[0.05] * 200,
        regions={"annotated": {"pointing": estimate, "chance": 0.1, "deletion": estimate, "shown": True}},
    )
    page = evaluation_page(measured, SUBJECT)
    assert "Not measured" not in page
    for words in ("Deletion: how often", "75.0 %", "10.0 %", "90.0 %", "half of the photos", "front of Carton"):
        assert words in page


def test_the_page_says_whose_tells_it_shows_and_to_whom_it_may_be_shown() -> None:
    alone = evaluation_page(MeasuredRelease(spread(), description()), SUBJECT)
    assert "Show this page to holder and to administrators only" in alone
    known = description()
    other = replace(known.products["carton"], sheet=replace(known.products["carton"].sheet, right_holder="rival"))
    several = replace(known, products={**known.products, "can": other})
    items = [*spread(), examined("can-1", 1.0, counterfeit=False, product_id="can")]
    page = evaluation_page(MeasuredRelease(items, several), SUBJECT)
    assert "photos and identification points of holder, rival" in page
    assert "Show this page to administrators only" in page


def test_photos_stay_out_of_a_page_that_travels_with_a_release(tmp_path: Path) -> None:
    items = [examined("g", 3.0, counterfeit=False, photo=photo_at(tmp_path / "p.jpg")), *spread(4)]
    assert "data:image" in evaluation_page(MeasuredRelease(items, description()), SUBJECT)
    page = evaluation_page(MeasuredRelease(items, description()), replace(SUBJECT, release=None, pictures=False))
    assert "data:image" not in page
    assert "r-0" not in page


def test_the_most_wrong_items_come_with_photos_and_reasons_that_add_up(tmp_path: Path) -> None:
    photo = photo_at(tmp_path / "p.jpg")
    wrong = examined("worst", 3.5, counterfeit=False, views=("front", "back"), photo=photo)
    page = evaluation_page(MeasuredRelease([wrong, *spread(4)], description()), SUBJECT)
    card = page[page.index("<code>worst</code>") :]
    card = card[: card.index("</li>")]
    assert card.count("data:image/jpeg") == 2
    assert card.index("framed: strongest finding, Logo") < card.index("<figcaption>back")
    weights = [
        float(cell.replace("\N{MINUS SIGN}", "-")) for cell in re.findall(r"<td>([+\N{MINUS SIGN}][\d.]+)<", card)
    ]
    assert sum(weights[:-1]) == pytest.approx(weights[-1], abs=0.03)


def test_large_photos_are_made_small_enough_to_open_on_a_phone(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (500, 500, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "p.jpg", quality=95)
    views = tuple(f"v{n}" for n in range(4))
    items = [examined(f"i{n}", 0.1, counterfeit=n % 2 == 0, views=views, photo=tmp_path / "p.jpg") for n in range(12)]
    assert len(evaluation_page(MeasuredRelease(items, description()), SUBJECT)) < 2_300_000


def test_a_photo_that_is_gone_leaves_the_rest_of_the_page() -> None:
    assert "Its photos can't be read any more" in evaluation_page(MeasuredRelease(spread(2), description()), SUBJECT)


def test_a_view_is_judged_by_its_own_photos_and_an_item_counts_once() -> None:
    two = examined("g", 3.0, counterfeit=False, views=("front", "front", "back"))
    inconclusive = examined("g", 0.0, counterfeit=False).verdict
    verdicts = (two.verdict, inconclusive, inconclusive)
    groups = by_view([EvaluatedPhoto(e, v) for e, v in zip(two.examples, verdicts, strict=True)])
    assert [(group.name, group.n) for group in groups] == [("carton: back", 1), ("carton: front", 1)]
    assert [group.suspected and group.suspected.value for group in groups] == [0.0, 1.0]


def test_groups_count_only_the_items_that_can_be_called_wrongly() -> None:
    market, port = by_source(spread(10))
    assert (market.n, port.n) == (10, 10)
    assert market.suspected is None
    assert port.suspected is not None
    assert port.suspected.n == 10
    assert [group.name for group in by_product(spread(2))] == ["carton"]


def test_the_roc_curve_has_the_area_that_is_stated_and_the_thresholds_lie_on_it() -> None:
    curve = roc("carton", spread(), description().products["carton"])
    x, y = (np.array(side) for side in zip(*curve.corners, strict=True))
    assert curve.area is not None
    assert np.trapezoid(y, x) == pytest.approx(curve.area.value)
    assert curve.suspected in curve.corners
    assert curve.consistent in curve.corners


def test_the_sweep_goes_from_every_item_to_few_and_a_doubt_stays_a_doubt() -> None:
    doubtful = examined("d", 9.0, counterfeit=True, doubts=(Reason.UNLIKE_ANY_REFERENCE,))
    points = sweep([*spread(), doubtful]).points
    coverage = [point.rates.coverage.value for point in points if point.rates.coverage]
    assert coverage == sorted(coverage, reverse=True)
    assert coverage[0] == pytest.approx(80 / 81)
    assert coverage[-1] == 0.0


def test_a_sweep_at_the_release_s_own_threshold_is_the_release() -> None:
    items = [examined(f"i{n}", value, counterfeit=value > 0) for n, value in enumerate((-2.0, -2.0, 0.5, 2.0))]
    found = sweep(items)
    at_two = next(point for point in found.points if point.log_odds == 2.0)
    assert at_two.rates.coverage == found.own.rates.coverage


def test_the_most_wrong_come_first() -> None:
    found = most_wrong(spread())
    assert [item.log_odds for item in found.genuine] == sorted((i.log_odds for i in found.genuine), reverse=True)
    assert found.counterfeit[0].log_odds == min(item.log_odds for item in spread() if item.counterfeit)


def test_log_odds_that_are_what_they_say_lie_on_the_diagonal() -> None:
    random = np.random.default_rng(0)
    genuine = [examined(f"g{n}", random.normal(-1, 2**0.5), counterfeit=False) for n in range(900)]
    counterfeit = [examined(f"c{n}", random.normal(1, 2**0.5), counterfeit=True) for n in range(300)]
    bins = reliability([*genuine, *counterfeit])
    assert sum(each.observed.n for each in bins) == 1200
    assert sum(each.observed.low <= each.said <= each.observed.high for each in bins) >= len(bins) - 1


def test_cllr_of_log_odds_that_say_nothing_is_one_and_its_minimum_forgives_only_the_scale() -> None:
    labels = np.array([True] * 50 + [False] * 50)
    assert cllr(np.zeros(100), labels) == pytest.approx(1.0)
    assert cllr(np.where(labels, 50.0, -50.0), labels) == pytest.approx(0.0, abs=1e-12)
    scores = np.random.default_rng(0).normal(np.where(labels, 1.0, -1.0), 1.0)
    assert least_cllr(scores, labels) == pytest.approx(least_cllr(9 * scores - 3, labels))
    assert least_cllr(scores, labels) < min(cllr(scores, labels), cllr(9 * scores - 3, labels))
    assert least_cllr(np.zeros(100), labels) == pytest.approx(1.0)


def test_cllr_costs_what_bruemmer_s_formula_costs() -> None:
    """One counterfeit item at ratio 4, one genuine at 1/2: (log2(1 + 1/4) + log2(1 + 1/2)) / 2."""
    expected = (np.log2(1.25) + np.log2(1.5)) / 2
    assert cllr(np.log([4.0, 0.5]), np.array([True, False])) == pytest.approx(expected)


def test_cllr_figures_hold_their_values_and_the_cap_counts() -> None:
    figures = cllr_figures(spread())
    assert figures is not None
    for each in (figures.served, figures.uncapped):
        assert each.low <= each.value <= each.high
    assert figures.least.value <= figures.uncapped.value
    assert figures.served.value != figures.uncapped.value
    assert cllr_figures([examined("g", 0.0, counterfeit=False)]) is None


def test_latency_of_few_photos_claims_no_upper_limit_that_none_supports() -> None:
    assert latency([0.1] * 30).most is None
    many = latency(list(np.linspace(0.01, 0.4, 400)))
    assert many.most is not None
    assert many.most.low < many.most.value < many.most.high
    assert many.median.value == pytest.approx(205)


@pytest.mark.parametrize(("high", "low"), [(0.0, 0.0), (0.07, 0.0), (1.0, 0.0), (0.03, -0.31), (0.2, -0.01)])
def test_axes_reach_around_their_figures_with_few_labels(high: float, low: float) -> None:
    for ticks in (share_ticks(high, low), number_ticks(100 * high, 100 * low)):
        assert 2 <= len(ticks.at) <= 6
    assert share_ticks(high, low).low <= low
    assert share_ticks(high, low).high >= high


def test_figures_are_written_with_interval_and_n() -> None:
    assert in_words(Estimate(0.0278, 0.0034, 0.0968, 72)) == "2.8 % (0.3 to 9.7 %, n = 72)"
    assert in_words(None) == "not measured"
    assert percent(-0.0001) == "0.0 %"


def test_words_that_the_glossary_has_too_mean_the_same() -> None:
    lines = (ROOT / "docs" / "glossary.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    plain = {row[0]: re.sub(r"[*`]", "", row[1]) for row in cells}
    shared = GLOSSARY.keys() & plain.keys()
    assert len(shared) >= 15
    assert {word: GLOSSARY[word] for word in shared} == {word: plain[word] for word in shared}


def test_another_evaluation_replaces_only_the_card_s_test_figures() -> None:
    card = next(ROOT.glob("releases/r-*/MODEL_CARD.md")).read_text()
    changed = with_test_section(card, "## Test items\n7 items")
    assert "## Test items\n7 items\n\n## Findings on the data" in changed
    assert changed.startswith(card[: card.index("## Test items")])
    assert changed.endswith(card[card.index("## Findings on the data") :])


def test_the_folder_is_written_or_the_reason_is_named(tmp_path: Path) -> None:
    write_folder(tmp_path / "new" / "out", {"index.html": "真贋"})
    assert (tmp_path / "new" / "out" / "index.html").read_text() == "真贋"
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkError, match="can't be written"):
        write_folder(tmp_path / "file", {"index.html": ""})


def test_a_page_of_real_verdicts_counts_what_was_examined() -> None:
    release = load_release(next(ROOT.glob("releases/r-*")))
    manifest = read_manifest(ROOT / "datasets" / "manifest.csv")
    rows = [row for row in manifest.rows if row.split is Split.TEST and row.product == "vell-carton"]
    groups = items_of(example_rows(rows, manifest.folder, release.description))
    some = [groups[0], groups[-1]]
    items = examine_items(Examiner(release), some, lambda: None)
    page = evaluation_page(MeasuredRelease(items, release.description), Subject(release.id, "some test items"))
    assert f"2 items on {sum(map(len, some))} photos" in page
    assert all(f"<code>{item.examples[0].item}</code>" in page for item in items)
