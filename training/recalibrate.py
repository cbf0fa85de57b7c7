"""Counts a release's thresholds again: a new release with the same network, other targets or more items.

Nothing is trained. All that rests on calibration items is counted on those of the manifest: scale, thresholds, limits,
tests of regions, which photo to ask for. The figures are measured again. What the network learned stays: sheets, heads,
references, templates and memory banks.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.datasets.splits import Split
from model.description import Regions, ReleaseDescription
from model.gallery import Gallery
from model.influence import INFLUENCE_FILE, InfluenceReport, read_influence
from model.release import DESCRIPTION_FILE, Release, load_release
from model.released_product import Basis, ReleasedProduct
from training.calibrate import provisional
from training.config import FitConfig, Targets
from training.errors import WorkError
from training.examples import learned_set
from training.finish import Finishing, count
from training.gate import admitted, can_answer
from training.manifest import Label, Manifest, Row, read_manifest
from training.progress import FitProgress
from training.prospects import prospects
from training.record import RECALIBRATED, versions
from training.references import ReferencePictures, digest_of
from training.regions import UNTESTED
from training.release import ReleaseDraft

GO_ON = "go on with"


@dataclass(frozen=True)
class RecalibrateCall:
    """The options of `shingan-train recalibrate`.

    Attributes:
        targets: settings to be changed; the others are those of the release.
        accept: codes of accepted findings; ``all`` accepts any.
        test: manifest whose test split is evaluated instead of this one's.
        anyway: go on also where every verdict would be inconclusive.
    """

    release: Path
    manifest: Path
    releases: Path
    targets: Targets
    accept: tuple[str, ...]
    test: Path | None
    anyway: bool = False


def recalibrate(call: RecalibrateCall, progress: FitProgress) -> Path:
    """Make the new release and return its folder.

    Raises:
        ReleaseRefusedError: the release can't be read.
        ManifestError: the manifest can't be read.
        WorkError: findings that are not accepted, products or labels that the release does not know or that are
            missing, or too few items.
    """
    release = load_release(call.release)
    config = _config(release, call.targets)
    manifest = read_manifest(call.manifest)
    rows = _rows(manifest, release, progress)
    _refuse_others(call.manifest, release.description, rows)
    both = _with_both_labels(release.description)
    if both and not call.anyway:
        found = prospects(rows, config, both)
        can_answer(call.manifest, {product: found[product] for product in sorted(both)}, config)
    report = admitted(call.manifest, config, call.accept, progress, learns_labels=True)
    draft = _draft(release, rows, manifest, config, _record(call, release, manifest, config))
    influence = _influence(call.release, release)
    work = Finishing(config, manifest, report, call.accept, None, progress, influence, GO_ON)
    folder = count(draft, work, test=call.test, releases=call.releases)
    for text in _lost(release.description, load_release(folder).description):
        progress.say(text)
    return folder


def _config(release: Release, targets: Targets) -> FitConfig:
    """The settings that the release was fitted with, as far as this version has them, with what is to be changed."""
    recorded = release.description.training.get("configuration", {})
    known = {name: value for name, value in recorded.items() if name in FitConfig.model_fields}
    return FitConfig(**{**known, **targets.model_dump(exclude_none=True)})


def _rows(manifest: Manifest, release: Release, progress: FitProgress) -> list[Row]:
    """The rows to count and to measure on, without items that the release has learned from."""
    rows = [row for row in manifest.rows if row.split in {Split.CALIBRATION, Split.TEST}]
    learned = _learned(manifest, [row for row in rows if row.split is Split.CALIBRATION], release)
    if learned:
        progress.say(f"{len(learned)} calibration items are left out: the release has learned from them")
    return [row for row in rows if row.item not in learned]


def _learned(manifest: Manifest, rows: Sequence[Row], release: Release) -> set[str]:
    """The items of which the release holds a photo."""
    gallery = Gallery(release.gallery)
    digests = {row: digest_of(manifest, row) for row in rows}
    return {row.item for row, digest in digests.items() if gallery.holds(digest) or digest in release.references}


def _refuse_others(path: Path, known: ReleaseDescription, rows: Sequence[Row]) -> None:
    """Refuse items that the release can't judge, and products of it that would be left without thresholds."""
    if known.enrolled:
        raise WorkError(
            f"{', '.join(known.enrolled)}: enrolled without training; recalibrate the release that they were enrolled "
            "into, and enrol them again"
        )
    strange = sorted({row.product for row in rows} - set(known.products))
    if strange:
        raise WorkError(f"{path}: the release does not know {', '.join(strange)}; fit again to teach it more")
    seen = {(row.product, row.label) for row in rows if row.split is Split.CALIBRATION}
    both = _with_both_labels(known)
    for product in sorted(known.products):
        if product not in both and (product, Label.COUNTERFEIT) in seen:
            raise WorkError(f"{path}: the release has learned no counterfeits of {product}; fit again to teach it some")
        lacking = [label.value for label in _labels(product, both) if (product, label) not in seen]
        if lacking:
            raise WorkError(f"{path}: has no {' and no '.join(lacking)} calibration items of {product}; add some")


def _labels(product: str, both: Collection[str]) -> Sequence[Label]:
    """The labels that a product's calibration items must have; genuine ones alone set limits, not thresholds."""
    return tuple(Label) if product in both else (Label.GENUINE,)


def _with_both_labels(known: ReleaseDescription) -> frozenset[str]:
    """The products of which the network has learned counterfeits."""
    return frozenset(name for name, one in known.products.items() if one.basis is not Basis.GENUINE_ONLY)


def _record(call: RecalibrateCall, release: Release, manifest: Manifest, config: FitConfig) -> dict[str, Any]:
    """The training record, with what was counted again, and with what."""
    record = json.loads((call.release / DESCRIPTION_FILE).read_bytes())["training"]
    step = {
        "from": release.id,
        "manifest_sha256": manifest.sha256,
        "target_false_rejection": config.target_false_rejection,
        "target_false_acceptance": config.target_false_acceptance,
        "confidence": config.confidence,
        "accepted_findings": sorted(call.accept),
        "versions": versions(),
    }
    configuration = {**record["configuration"], **call.targets.model_dump(exclude_none=True)}
    return {**record, "configuration": configuration, RECALIBRATED: [*record.get(RECALIBRATED, ()), step]}


def _draft(
    release: Release, rows: Sequence[Row], manifest: Manifest, config: FitConfig, record: Mapping[str, Any]
) -> ReleaseDraft:
    """The release without anything that rests on calibration items."""
    known = learned_set(rows, manifest.folder, release.description)
    return ReleaseDraft(
        spec=release.description.preprocess,
        training_set=known,
        model=release.model,
        gallery=release.gallery,
        calibrations=provisional(known.heads.products, config, known.genuine_only),
        familiarity=-1.0,
        recognition=0.0,
        regions=Regions(UNTESTED, UNTESTED),
        record=record,
        references=ReferencePictures(release.description.references, release.references),
        templates=release.templates,
    )


def _influence(folder: Path, release: Release) -> InfluenceReport | None:
    """What each contributor's rows did to the network; None if that was not measured."""
    if INFLUENCE_FILE not in release.description.files:
        return None
    return read_influence((folder / INFLUENCE_FILE).read_bytes())


def _lost(before: ReleaseDescription, after: ReleaseDescription) -> list[str]:
    """What to say of the products that had definite verdicts and get none."""
    return [
        f"{name}: no definite verdict any more; with these targets it lacks {_lacking(after.products[name])}"
        for name, product in before.products.items()
        if _is_definite(product) and not _is_definite(after.products[name])
    ]


def _is_definite(product: ReleasedProduct) -> bool:
    """Whether any of its verdicts can be definite."""
    thresholds = (each for rule in product.rules for each in (rule.suspected, rule.consistent))
    return any(threshold.log_odds is not None for threshold in thresholds)


def _lacking(product: ReleasedProduct) -> str:
    """What a product without a definite verdict lacks."""
    rule = product.rules[0]
    return (
        f"{rule.suspected.items_needed} genuine or {rule.consistent.items_needed} counterfeit calibration items "
        "without an error"
    )
