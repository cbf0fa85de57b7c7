"""What makes an entry of the review queue risky: by figures, by what the release says, and among other entries."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from model.datasets.fields import Label
from model.file_shortcuts import TellingTrait
from model.verdict import Candidate, Reason, Verdict
from serve.accounts.domain import Actor
from serve.platform.parts import Parts
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.releases.service import Releases
from serve.review.copies import looked_at
from serve.review.curating import ReviewQueue
from serve.review.domain import Entry, Standing
from serve.review.examined import doubts, verdict_on
from serve.review.risk import (
    BURST_DAYS,
    BURST_ITEMS,
    ONE_IN,
    FeatureCount,
    RiskFinding,
    RiskReason,
    is_burst,
    is_sample,
    shortcut,
)
from serve.review.service import submit
from serve.review.tables import entries
from serve.review.work import ReviewWork
from tests.serve.reviewing import assess, entry_of, handed_in
from tests.serve.rules.desk import GREEN, Desk, Team
from tests.serve.rules.test_review import curator, own, seen
from tests.serve.tiny_release import GENUINE, new_picture

G, C = Label.GENUINE, Label.COUNTERFEIT


@pytest.mark.parametrize(
    ("new", "before", "is_one"),
    [(20, 0, False), (19, 1, False), (20, 1, True), (20, 40, True), (20, 41, False), (500, 1000, True)],
)
def test_a_burst_is_many_items_against_what_there_was(new: int, before: int, is_one: bool) -> None:  # noqa: FBT001
    assert is_burst(new, before) is is_one


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([("a", G, 10), ("b", C, 10)], 1.0),
        ([("a", G, 19), ("a", C, 1), ("b", C, 20)], 0.97),
        ([("a", G, 15), ("a", C, 5)], None),  # it tells nothing
        ([("a", G, 9), ("b", C, 10)], None),  # too few items
        ([("a", G, 30), ("b", C, 4)], None),  # too few of a label
        ([("a", G, 90), ("b", C, 10)], None),  # hardly more than a guess
        ([(f"photo {number}", (G, C)[number % 2], 1) for number in range(40)], None),  # a name of each photo
    ],
)
def test_a_shortcut_tells_the_label_by_what_is_no_part_of_the_goods(
    counts: list[tuple[str, Label, int]], told: float | None
) -> None:
    assert shortcut([FeatureCount(*each) for each in counts]) == told


def test_one_entry_in_fifty_is_drawn_for_a_close_look_always_the_same_ones() -> None:
    names = [f"w-{UUID(int=number).hex}" for number in range(5000)]
    drawn = [name for name in names if is_sample(name)]
    assert len(drawn) == pytest.approx(5000 / ONE_IN, rel=0.3)
    assert all(map(is_sample, drawn))


@pytest.fixture(scope="module")
def actor(parts: Parts) -> Actor:
    return Team(parts).contributor.actor


@pytest.fixture(scope="module")
def examined(parts: Parts, actor: Actor) -> tuple[Entry, Verdict]:
    entry = entry_of(actor, GENUINE)
    verdict = verdict_on(parts[Releases].active.examiner, entry, [GENUINE])
    assert verdict is not None
    return entry, verdict


def test_an_item_unlike_every_reference_is_an_outlier(examined: tuple[Entry, Verdict]) -> None:
    entry, verdict = examined
    unlike = replace(verdict, reasons=(Reason.UNLIKE_ANY_REFERENCE,))
    assert list(doubts(entry, verdict, {}, "acme")) == []
    assert list(doubts(entry, unlike, {}, "acme")) == [RiskFinding(RiskReason.OUTLIER)]


def test_only_a_likely_product_of_another_right_holder_is_a_doubt(examined: tuple[Entry, Verdict]) -> None:
    entry, verdict = examined
    owners = {"box": "acme", "bag": "acme", "crate": "rival"}

    def found(product: str, probability: float, *reasons: Reason) -> list[RiskFinding]:
        seen = replace(verdict, candidates=(Candidate(product, probability),), reasons=reasons)
        return list(doubts(entry, seen, owners, "acme"))

    like = RiskFinding(RiskReason.LIKE_OTHERS_PRODUCT, value=0.83, product="crate")
    assert found("crate", 0.83) == [like]
    assert found("crate", 0.4) == found("bag", 0.9) == found("box", 0.9) == []
    assert found("crate", 0.9, Reason.UNKNOWN_PRODUCT) == []


def test_a_likeness_to_anothers_product_is_held_for_review_and_no_more_is_told(alone: Team) -> None:
    parts, rival = alone.parts, alone.rival
    name = handed_in(parts, rival.actor, new_picture(GREEN), product="barrel")
    before = told(rival, name)
    assess(parts)
    found = [each for each in seen(curator(alone), name).findings if each.reason is RiskReason.LIKE_OTHERS_PRODUCT]
    assert [each.product for each in found] == ["box"]
    assert told(rival, name) == before
    assert (own(rival, name).standing, "box" in before, "acme" in before) == (Standing.IN_REVIEW, False, False)


def told(desk: Desk, entry_id: str) -> str:
    """What a right holder's side can read of an entry, but the fingerprints of its own photos."""
    return json.dumps({**vars(own(desk, entry_id)), "photos": ()}, default=str)


def without_photos(parts: Parts, actor: Actor, count: int, **said: str | Label) -> None:
    """Entries whose photos are lost, so that they are counted and take no time."""
    put_in(parts, actor, [entry_of(actor, str(number).encode(), **said) for number in range(count)])  # type: ignore[arg-type]


def put_in(parts: Parts, actor: Actor, new: Sequence[Entry]) -> None:
    """Put entries into the queue together."""
    with parts[Works].of(ReviewWork).begin(actor) as work:
        submit(work, [replace(each, source_id=new[0].source_id, submitted_at=work.now) for each in new])


def saved(actor: Actor, count: int, label: Label, *traits: str) -> list[Entry]:
    """Entries whose photos are lost, and of whose files a contribution's check has kept what they say."""
    lost = [entry_of(actor, f"{traits} {number}".encode(), label=label) for number in range(count)]
    return [replace(each, photos=tuple(replace(photo, file_traits=traits) for photo in each.photos)) for each in lost]


def let_be_old(parts: Parts) -> None:
    """Let all entries be older than what a burst is counted in."""
    with parts.database.writing(SYSTEM) as connection:
        earlier = parts.clock.now() - timedelta(days=BURST_DAYS + 1)
        connection.execute(update(entries).values(submitted_at=earlier))


def test_a_burst_of_one_person_and_a_source_that_tells_the_label_are_found_among_entries(alone: Team) -> None:
    parts, holder = alone.parts, alone.contributor.actor
    without_photos(parts, holder, 10, label=C, source="seizure")
    let_be_old(parts)
    without_photos(parts, holder, BURST_ITEMS - 1, source="shop")
    one, another = (handed_in(parts, by, new_picture(GREEN), source="shop") for by in (holder, alone.reviewer.actor))
    assess(parts)
    found, others = (
        {each.reason: each.value for each in seen(curator(alone), name).findings} for name in (one, another)
    )
    assert (found[RiskReason.BURST], found[RiskReason.SHORTCUT]) == (BURST_ITEMS, 1.0)
    assert (RiskReason.BURST in others, others[RiskReason.SHORTCUT]) == (False, 1.0)


def test_files_that_tell_the_label_are_found_among_entries_of_one_right_holder(alone: Team) -> None:
    parts, holder, rival, picture = alone.parts, alone.contributor.actor, alone.rival.actor, new_picture(GREEN)
    traits = looked_at(picture, parts.settings.limits.intake).file_traits
    put_in(parts, holder, [*saved(holder, 15, C, *traits), *saved(holder, 14, G, "file format PNG")])
    put_in(parts, rival, saved(rival, 30, G, *traits))
    names = handed_in(parts, holder, picture, label=C), handed_in(parts, rival, picture, label=C)
    assess(parts)
    own, others = (parts[ReviewQueue].view(curator(alone).actor, name) for name in names)
    assert [each.value for each in own.entry.findings if each.reason is RiskReason.SHORTCUT] == [1.0]
    assert own.telling == TellingTrait(min(traits), 16, 16, 0, 14)
    assert RiskReason.SHORTCUT not in others.entry.reasons
    assert others.telling is None
