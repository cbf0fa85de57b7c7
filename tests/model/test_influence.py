"""From where on a contributor's influence is harmful, and how a release says it."""

import json
from dataclasses import replace

import pytest

from model.influence import LIMIT, ErrorKind, Influence, InfluenceReport, Unmeasured, read_influence

SMALL = Influence("Brand A", "watch", ErrorKind.GENUINE_SUSPECTED, LIMIT / 2, 0.001, LIMIT, 40)
LARGE = replace(SMALL, right_holder="Brand B", change=2 * LIMIT, low=LIMIT, high=3 * LIMIT)
HELPS = replace(SMALL, error=ErrorKind.COUNTERFEIT_CONSISTENT, change=-0.2, low=-0.3, high=-0.1)


def test_a_rise_beyond_the_limit_is_harmful() -> None:
    assert LARGE.is_harmful
    assert not SMALL.is_harmful
    assert not HELPS.is_harmful


def test_a_rise_that_may_be_chance_is_not_harmful() -> None:
    assert not replace(LARGE, low=-0.001).is_harmful


def test_the_largest_is_the_one_that_does_most_harm() -> None:
    report = InfluenceReport((HELPS, LARGE, SMALL))
    assert report.largest == LARGE
    assert report.harmful == (LARGE,)
    assert InfluenceReport(()).largest is None


def test_a_release_says_it_and_the_service_reads_it() -> None:
    report = InfluenceReport((HELPS, LARGE, SMALL), ("Brand C",))
    document = json.loads(json.dumps(report.as_json()))
    assert document["largest"]["right_holder"] == "Brand B"
    assert set(document["contributors"][0]) == {"right_holder", "product", "error", "change", "low", "high", "n"}
    assert read_influence(json.dumps(document).encode()) == report
    without = InfluenceReport((), unmeasured=Unmeasured.NO_SHARED_PRODUCT)
    assert read_influence(json.dumps(without.as_json()).encode()) == without


def test_a_report_of_an_earlier_version_says_no_reason() -> None:
    assert read_influence(b'{"contributors": [], "left_out": []}').unmeasured is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"contributors": [{"product": "watch"}], "left_out": []}'])
def test_another_document_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_influence(text.encode())
