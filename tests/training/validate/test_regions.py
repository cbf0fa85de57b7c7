"""A region that many may see must not lie over one that fewer may see: its frame would show where that one is."""

from collections.abc import Sequence

import pytest

from model.datasets.findings import Severity
from tests.training.validate.data_set import DataSet
from training.validate import Report

POINT = """
[[points]]
id = "{id}"
view = "{view}"
title = {{ en = "T" }}
genuine = {{ en = "G" }}
counterfeit = {{ en = "C" }}
visibility = "{visibility}"
region = {region}
"""
TEXT = """
[[texts]]
id = "{id}"
view = "{view}"
kind = "lot"
pattern = "^[0-9]+$"
script = "Latn"
visibility = "{visibility}"
region = {region}
"""
MARK = [0.2, 0.2, 0.4, 0.4]


def report(data: DataSet, *points: tuple[str, str, Sequence[float]], forms: tuple[str, str] = (POINT, POINT)) -> Report:
    data.report()  # writes the manifest
    sheet = data.folder / "catalogue" / "watch.toml"
    texts = [
        forms[index].format(id=f"{visibility}-{index}", view=view, visibility=visibility, region=list(region))
        for index, (visibility, view, region) in enumerate(points)
    ]
    sheet.write_text(sheet.read_text() + "".join(texts))
    return data.report()


def codes(found: Report) -> set[str]:
    return {finding.code for finding in found.findings}


@pytest.mark.parametrize("forms", [(POINT, POINT), (POINT, TEXT), (TEXT, POINT), (TEXT, TEXT)])
@pytest.mark.parametrize("pair", [("officer", "holder"), ("public", "officer"), ("public", "holder")])
def test_a_region_that_reaches_over_a_withheld_one_is_named(
    four: DataSet, pair: tuple[str, str], forms: tuple[str, str]
) -> None:
    found = report(four, (pair[0], "front", MARK), (pair[1], "front", [0.5, 0.3, 0.3, 0.1]), forms=forms)
    finding = next(each for each in found.findings if each.code == "region-over-withheld")
    assert finding.severity is Severity.WARNING
    assert f"the region of {pair[0]}-0 reaches over that of {pair[1]}-1" in str(finding.message)


@pytest.mark.parametrize(
    "other",
    [
        ("holder", "back", MARK),  # another picture
        ("officer", "front", MARK),  # as many may see it
        ("holder", "front", [0.58, 0.2, 0.3, 0.4]),  # reaches over the edge, which is never framed
        ("holder", "front", [0.7, 0.2, 0.3, 0.4]),
    ],
)
def test_regions_apart_pass(four: DataSet, other: tuple[str, str, list[float]]) -> None:
    assert "region-over-withheld" not in codes(report(four, ("officer", "front", MARK), other))
