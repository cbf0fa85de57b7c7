"""What a comparison says of each product, and what blocks an activation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from model.influence import ErrorKind, Influence, InfluenceReport
from serve.audit.domain import record_digest
from serve.platform.work import Works
from serve.releases.domain import ActivationBlockedError
from serve.releases.registry import COMMANDS, ReleaseRegistry
from serve.trials.comparing import ReadTrial
from serve.trials.domain import (
    Movement,
    Override,
    Result,
    Shadow,
    ShadowVerdict,
    Trial,
    TrialItem,
    blocks_of,
    compared,
    digest_of,
    harms_in,
    sealed,
)
from serve.trials.known import KnownProducts
from serve.trials.permissions import TrialAction
from serve.trials.shadowing import ITSELF, Shadowing
from serve.trials.work import TrialWork
from tests.serve.rules.desk import Team
from tests.serve.trying import stage_with_influence, stage_without

GENUINE, COUNTERFEIT = ErrorKind.GENUINE_SUSPECTED, ErrorKind.COUNTERFEIT_CONSISTENT
S, C, I = Result.SUSPECTED, Result.CONSISTENT, Result.INCONCLUSIVE  # noqa: E741  # as in tables of outcomes
AT = datetime(2026, 11, 27, tzinfo=UTC)
TRIAL = Trial("v-1", "r-2", "r-1", "gold-1", "u-1", AT, AT)


def items(count: int, before: Result, after: Result, *, is_counterfeit: bool = False, at: str = "a") -> list[TrialItem]:
    return [TrialItem(f"{at}-{number}", "box", is_counterfeit, before, after) for number in range(count)]


def test_each_error_is_counted_on_the_items_of_its_label_and_paired_by_item() -> None:
    (box,) = compared([*items(30, C, C), *items(10, C, S, at="b"), *items(5, S, I, is_counterfeit=True, at="c")])
    rejected, accepted = box.errors[GENUINE], box.errors[COUNTERFEIT]
    assert (rejected.before, rejected.after, rejected.n, rejected.has_risen) == (0, 10, 40, True)
    assert rejected.difference.value == pytest.approx(0.25)
    assert (accepted.before, accepted.after, accepted.n, accepted.has_risen) == (0, 0, 5, False)
    assert (box.coverage.before, box.coverage.after) == (45, 40)
    assert len(box.flipped) == 15


def test_a_rise_that_may_be_chance_does_not_block() -> None:
    comparison = compared([*items(30, C, C), *items(1, C, S, at="b")])
    assert comparison[0].errors[GENUINE].after == 1
    assert blocks_of(TRIAL, comparison) == []


def test_an_error_that_has_risen_blocks_and_one_that_fell_does_not() -> None:
    rise, fall = compared(items(20, C, S)), compared(items(20, S, C))
    assert [(each.product, each.error, each.contributor) for each in blocks_of(TRIAL, rise)] == [("box", GENUINE, None)]
    assert blocks_of(TRIAL, fall) == []


def influence(contributor: str, change: float, low: float) -> Influence:
    return Influence(contributor, "box", GENUINE, change, low, change + 0.1, 40)


def test_harm_to_anothers_product_blocks_and_to_ones_own_does_not() -> None:
    report = InfluenceReport((influence("rival", 0.5, 0.4), influence("acme", 0.6, 0.5), influence("other", 0.5, -0.1)))
    trial = replace(TRIAL, influence=harms_in(report, {"box": "acme"}))
    assert [each.contributor for each in blocks_of(trial, [])] == ["rival"]
    assert blocks_of(replace(TRIAL, influence=None), []) == []


def test_an_item_that_a_release_can_not_examine_has_no_definite_outcome() -> None:
    (box,) = compared(items(3, C, Result.NOT_EXAMINED))
    assert (box.coverage.before, box.coverage.after) == (3, 0)
    assert box.errors[GENUINE].after == 0


BOX, BAG = {"box": {"en": "Acme box", "ja": "アクメ box"}}, {"bag": {"en": "Acme bag"}}


def test_a_product_that_officers_lose_needs_a_second_person_and_is_said_first_and_by_name() -> None:
    known = KnownProducts({**BOX, **BAG}, BOX)
    rise = compared(items(20, C, S), known)
    trial = replace(TRIAL, known=known.kept)
    seen = ReadTrial(trial, rise, blocks_of(trial, rise), known.lost)
    first, second = map(str, seen.reasons({}))
    assert first == "Acme bag: with this release, officers can't examine this product."
    assert second.startswith("Acme box: the share of genuine gold items that are called suspected")
    assert str(seen.reasons({"bag": "Tasche"})[0]).startswith("Tasche:")
    alone = ReadTrial(trial, [], [], known.lost)
    assert (alone.needs_second, alone.is_blocked) == (True, True)
    allowed = replace(alone, trial=replace(trial, override=Override("u-2", AT, "It is no longer sold.")))
    assert (allowed.needs_second, allowed.is_blocked) == (True, False)
    assert not ReadTrial(TRIAL, [], []).needs_second


def test_a_product_that_only_the_release_on_trial_knows_is_not_lost() -> None:
    known = KnownProducts(BOX, {**BOX, **BAG})
    assert known.lost == []
    assert replace(TRIAL, known=known.kept).known_products == known


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (KnownProducts(BOX, BOX), [(True, True)]),
        (KnownProducts(BOX, {}), [(True, False)]),
        (KnownProducts({}, BOX), [(False, True)]),
        (KnownProducts(BAG, BAG), []),
        (None, [(True, True)]),  # a comparison of an earlier version
    ],
)
def test_a_comparison_tells_which_release_knows_a_product_and_leaves_out_what_neither_knows(
    known: KnownProducts | None, told: list[tuple[bool, bool]]
) -> None:
    found = compared(items(3, C, Result.NOT_EXAMINED), known)
    assert [(each.is_known_before, each.is_known_after) for each in found if each.product == "box"] == told


def test_a_product_without_a_gold_item_stands_in_the_comparison_and_changes_nothing() -> None:
    bag, box = compared(items(3, C, C), KnownProducts({**BOX, **BAG}, {**BOX, **BAG}))
    assert (bag.product, bag.coverage.n, bag.errors[GENUINE].n, bag.has_changed) == ("bag", 0, 0, False)
    assert (box.product, box.coverage.n) == ("box", 3)
    assert bag.coverage.movement is Movement.NONE


@pytest.mark.parametrize(
    ("judged", "movement"),
    [
        (items(20, C, S), Movement.ROSE),
        (items(20, S, C), Movement.FELL),
        ([*items(30, C, C), *items(1, C, S, at="b")], Movement.ROSE_BY_CHANCE),
        ([*items(30, C, C), *items(1, S, C, at="b")], Movement.FELL_BY_CHANCE),
        ([*items(5, C, S), *items(5, S, C, at="b")], Movement.NONE),
    ],
)
def test_an_error_says_which_way_it_went_and_whether_chance_explains_that(
    judged: list[TrialItem], movement: Movement
) -> None:
    (box,) = compared(judged)
    assert box.errors[GENUINE].movement is movement


def test_a_fall_of_definite_outcomes_is_named_with_its_numbers_and_does_not_block() -> None:
    known = KnownProducts(BOX, BOX)
    trial = replace(TRIAL, known=known.kept)
    fewer = compared([*items(8, C, C), *items(8, C, I, at="b")], known)
    seen = ReadTrial(trial, fewer, blocks_of(trial, fewer))
    (loss,) = map(str, seen.losses({}))
    assert loss.startswith("Acme box: fewer gold items get a definite outcome, 16 of 16 before and 8 after. ")
    assert "in percentage points is -50 (" in loss
    assert (seen.is_blocked, seen.has_changed) == (False, True)
    by_chance = compared([*items(15, C, C), *items(1, C, I, at="b")], known)
    assert ReadTrial(trial, by_chance, []).losses({}) == []
    lost = compared(items(16, C, Result.NOT_EXAMINED), KnownProducts(BOX, {}))
    assert ReadTrial(trial, lost, []).losses({}) == []  # the product itself is named


HARM = {
    "right_holder": "rival", "product": "box", "error": "counterfeit_contradicted",
    "change": 0.5, "low": 0.4, "high": 0.6, "n": 40,
}  # fmt: skip


def test_without_gold_items_harm_to_another_and_a_lost_product_still_block(
    alone: Team, tiny_release: Path, tmp_path: Path
) -> None:
    parts, registry = alone.parts, alone.parts[ReleaseRegistry]
    registry.activate(COMMANDS, tiny_release.name)
    harmful = stage_with_influence(parts, tmp_path, 0.1, HARM)
    own = stage_with_influence(parts, tmp_path, 0.2, {**HARM, "right_holder": "acme"})
    little = stage_with_influence(parts, tmp_path, 0.3, {**HARM, "change": 0.2})
    fewer = stage_without(parts, tmp_path, "bag")
    for release, words in ((harmful, "Acme box, of another right holder: what rival calls"), (fewer, "Acme bag: with")):
        with pytest.raises(ActivationBlockedError, match=words):
            registry.activate(COMMANDS, release.id)
    assert [registry.blocked(ITSELF, each.id) for each in (own, little)] == [None, None]
    assert registry.activate(COMMANDS, own.id).state == "active"


def test_rolling_a_release_back_ends_what_a_second_person_had_allowed() -> None:
    trial = replace(TRIAL, override=Override("u-2", AT, "A new series."))
    rise = blocks_of(trial, compared(items(20, C, S)))
    assert not ReadTrial(trial, [], rise).is_blocked
    after = ReadTrial(trial, [], rise, rolled_back_at=AT + timedelta(hours=1))
    assert (after.override_ended, after.is_blocked) == (True, True)
    before = ReadTrial(trial, [], rise, rolled_back_at=AT - timedelta(hours=1))
    assert (before.override_ended, before.is_blocked) == (False, False)


def test_a_shadow_that_recognises_another_product_differs_and_one_of_an_earlier_version_does_not(team: Team) -> None:
    release = team.parts[ReleaseRegistry].all()[0].id
    with team.parts[Works].of(TrialWork).begin(ITSELF) as work:
        shadow = Shadow(work.id("h"), release, "u-1", work.now, None, work.now)
        work.shadows.add(shadow)
        work.record(TrialAction.SHADOW_END, shadow)
        for number, recognised in enumerate(("box", "bag", "", None)):
            verdict = ShadowVerdict(f"e-{number}", "box", C, C, recognised)
            work.shadows.add_verdict(shadow.id, verdict)
            digest = digest_of(shadow.id, verdict)
            work.record(TrialAction.SHADOW_RECORD, shadow.id, examination=verdict.examination_id, sha256=digest)
    shadowing, operator = team.parts[Shadowing], team.operator.actor
    found = shadowing.latest(operator, release)
    assert found is not None
    assert (found.examined, found.different) == (4, 2)
    assert [each.recognised for each in shadowing.differences(operator, release, None, 10).entries] == ["bag", ""]


def test_the_digest_of_a_shadows_verdict_stays_what_earlier_events_have() -> None:
    earlier = record_digest({"examination_id": "e-1", "product": "box", "given": C, "shadow": S})
    assert digest_of("h-1", ShadowVerdict("e-1", "box", C, S)) == earlier
    assert digest_of("h-1", ShadowVerdict("e-1", "box", C, S, "box")) != earlier


def test_the_digest_has_the_items_of_a_finished_trial() -> None:
    some, others = items(2, C, C), items(2, C, S)
    assert sealed(TRIAL, some) != sealed(TRIAL, others)
    assert sealed(TRIAL, some) == sealed(TRIAL, reversed(some))
    unfinished = replace(TRIAL, finished_at=None)
    assert sealed(unfinished, some) == sealed(unfinished, [])
