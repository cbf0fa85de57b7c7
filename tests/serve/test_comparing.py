"""A verdict given again beside a bundle's: what each rule of withholding wrote is still recognised."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from model.examiner import Examiner
from model.release import Release, load_release
from model.verdict import Verdict
from serve.evidence.comparing import VerdictComparison
from serve.examinations.confidentiality import withheld, withheld_but_measures
from serve.examinations.domain import Origin, restricted_of, verdict_json
from serve.examinations.seal_domain import sealed, sealed_point_by_point
from serve.releases.keys import new_key
from tests.serve.tiny_release import COUNTERFEIT

SECRET = frozenset({"secret"})
KEY = new_key()


@pytest.fixture(scope="module")
def release(tiny_release: Path) -> Release:
    return load_release(tiny_release)


@pytest.fixture(scope="module")
def verdict(release: Release) -> Verdict:
    """With a likeness, which the tiny release tells of few photos."""
    given = Examiner(release).examine([COUNTERFEIT], product="box", views=["front"])
    return replace(given, photos=tuple(replace(photo, like_counterfeit=0.5) for photo in given.photos))


def origin_of(release: Release, product: str = "box") -> Origin:
    sheet = release.description.products[product].sheet
    return Origin("an-agency", "an-officer", restricted=restricted_of(sheet), release_sha256=release.sha256)


def recorded(release: Release, verdict: Verdict) -> dict[str, Any]:
    """What the audit log keeps of it."""
    return sealed(verdict_json(verdict), (), release.id, datetime.now(UTC), origin_of(release), KEY)


def compared(
    release: Release, verdict: Verdict, shown: Verdict, log: Mapping[str, Any], secret: str = KEY.secret
) -> list[str]:
    text = verdict_json(shown)
    return list(map(str, VerdictComparison(verdict, text, json.loads(text), release, log, secret).differences()))


@pytest.mark.parametrize("rule", [withheld, withheld_but_measures])
def test_a_verdict_that_was_withheld_by_either_rule_is_the_same(
    release: Release, verdict: Verdict, rule: Callable[[Verdict, Collection[str]], Verdict]
) -> None:
    assert rule(verdict, SECRET) != verdict
    assert compared(release, verdict, rule(verdict, SECRET), recorded(release, verdict)) == []
    assert compared(release, verdict, verdict, recorded(release, verdict)) == []


def test_a_photo_that_is_said_to_be_more_genuine_is_found(release: Release, verdict: Verdict) -> None:
    shown = withheld_but_measures(verdict, SECRET)
    forged = replace(shown, photos=tuple(replace(photo, like_genuine=0.99) for photo in shown.photos))
    assert compared(release, verdict, forged, recorded(release, verdict)) != []


def test_the_log_of_an_earlier_version_says_which_points_may_be_withheld(release: Release, verdict: Verdict) -> None:
    seal = sealed(verdict_json(verdict), (), release.id, datetime.now(UTC), origin_of(release))
    log = sealed_point_by_point(seal, origin_of(release))
    assert len(log["restricted"]) == len(origin_of(release).restricted)
    assert compared(release, verdict, withheld(verdict, SECRET), log, release.sha256) == []


@pytest.mark.parametrize("kept", [None, {}, "0" * 64])
def test_a_log_that_lists_other_points_lets_none_be_withheld(release: Release, verdict: Verdict, kept: object) -> None:
    log = recorded(release, verdict) | {"restricted": kept}
    words = "withholds a point that no one keeps confidential"
    assert words in compared(release, verdict, withheld(verdict, SECRET), log)


def test_the_log_tells_neither_how_many_points_are_restricted_nor_which_are_the_same(
    release: Release, verdict: Verdict
) -> None:
    """Equal ids of two products, or of two verdicts on one, would name each other."""
    text, origin = verdict_json(verdict), origin_of(release)
    logs = [
        sealed(text, (), release.id, datetime.now(UTC), replace(origin, restricted=dict(restricted)), KEY)["restricted"]
        for restricted in ([], [*origin.restricted.items()][:1], origin.restricted.items())
    ]
    logs.append(sealed(text + " ", (), release.id, datetime.now(UTC), origin, KEY)["restricted"])
    assert len(set(logs)) == len(logs)
    assert {len(kept) for kept in logs} == {64}
