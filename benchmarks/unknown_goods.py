"""Photos of goods that are none of the products: ours beside three detectors on a plain fine-tune."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from benchmarks import unknown
from benchmarks.kept import Kept
from benchmarks.peers import PlainPeers
from benchmarks.splits import Splits
from benchmarks.unknown import RELEASE_METHOD, Familiarity, Roster, UnknownDetection
from model.examiner import Examiner
from model.release import Release
from model.verdict import Reason
from training.config import FitConfig
from training.examine import examine_items, items_of
from training.examples import example_rows
from training.statistics import Estimate, rate


@dataclass(frozen=True)
class UnknownGoods:
    """What was found.

    Attributes:
        share: of calibration items that each method's limit gives up.
        differences: method -> AUROC of the release's method minus its; empty without unknown photos.
        chosen_differences: chosen peer -> AUROC of our chosen variant minus its.
        limit: the release's own, a cosine similarity.
        known_lost, unknown_found: answered ``unknown_product`` by the release, the product not being given.
    """

    known_items: int
    unknown_photos: int
    share: float
    methods: Sequence[UnknownDetection]
    differences: Mapping[str, Estimate]
    chosen_differences: Mapping[str, Estimate]
    limit: float
    known_lost: Estimate | None
    unknown_found: Estimate | None


def measure(splits: Splits, release: Release, peers: PlainPeers, kept: Kept) -> UnknownGoods:
    """Score, choose variants, compare."""
    listed, share = unknown.roster(splits), FitConfig().unfamiliar
    key = {**splits.key(), "release": release.id}
    mine = kept.scores("familiarity", key, lambda: [asdict(method) for method in _ours(release, listed)])
    answers = kept.scores("unknown-product", key, lambda: _answers(splits, release))
    methods = [*(Familiarity(**method) for method in mine), *peers.familiarity(listed)]
    released = next(method for method in methods if method.method == RELEASE_METHOD)
    others = [method for method in methods if method is not released] if splits.unknown else []
    detected = unknown.detections(methods, listed, share)
    chosen = [method for method, figures in zip(methods, detected, strict=True) if figures.chosen]
    best, *peers_best = sorted(chosen, key=lambda method: method.family != released.family)
    return UnknownGoods(
        known_items=listed.test,
        unknown_photos=len(splits.unknown),
        share=share,
        methods=detected,
        differences={method.method: unknown.difference(released, method, listed) for method in others},
        chosen_differences={
            method.method: unknown.difference(best, method, listed) for method in peers_best if splits.unknown
        },
        limit=release.description.familiarity,
        known_lost=rate(sum(answers["known"]), len(answers["known"])),
        unknown_found=rate(sum(answers["unknown"]), len(answers["unknown"])),
    )


def _ours(release: Release, listed: Roster) -> list[Familiarity]:
    seen = unknown.seen_by_release(release, listed)
    return unknown.score_items(seen, listed, unknown.of_release, unknown.best_photo)


def _answers(splits: Splits, release: Release) -> dict[str, list[bool]]:
    """Whether each known test item and each unknown photo is answered as unknown."""
    examiner = Examiner(release)
    examples = example_rows(splits.test, splits.manifest.folder, release.description)
    known = [item.unaided for item in examine_items(examiner, items_of(examples), lambda: None)]
    others = [examiner.examine([path.read_bytes()]) for path in splits.unknown]
    return {
        "known": [Reason.UNKNOWN_PRODUCT in verdict.reasons for verdict in known],
        "unknown": [Reason.UNKNOWN_PRODUCT in verdict.reasons for verdict in others],
    }
