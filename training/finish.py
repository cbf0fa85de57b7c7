"""Makes a release from a draft with its graph: references, limits and thresholds, test figures, card, seal.

Nothing here needs torch: the exported graph judges photos, like officers' photos.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from model.comparison import pack_templates
from model.datasets.frozen import GOLD_MANIFEST
from model.datasets.splits import Split
from model.datasets.support import FEWEST_GENUINE
from model.description import Belonging
from model.examiner import Examiner
from model.gallery import Gallery
from model.influence import INFLUENCE_FILE, InfluenceReport
from model.release import TEMPLATES_FILE
from model.scorer import Scorer
from model.text_findings import PrintLimits
from training.accepted_findings import AcceptedFindings
from training.belong import belonging_limits, with_room_for_counterfeits
from training.calibrate import (
    Calibrated,
    calibrate,
    deviation_limits,
    familiarity_limit,
    genuine_only,
    recognition_limit,
)
from training.card import items_tested, model_card
from training.config import FitConfig
from training.evaluate import Evaluation, evaluate, evaluate_manifest
from training.examine import ExaminedItem, examine_items, items_of
from training.examples import Example
from training.fusing import fused, fusing_weight
from training.gallery import build_references, gallery_bytes, references_in, some_of_each
from training.gate import passed, within_reach
from training.likeness import Likeness
from training.manifest import Manifest, read_manifest
from training.memory_banks import STAND_INS, PatchExtractor, build_memory_banks, spread
from training.metrics import within_products
from training.next_view import next_view_policy
from training.prints import genuine_item, print_limits, said_of, without_limits
from training.progress import FitProgress
from training.record import TESTED_ON
from training.references import NO_REFERENCES, reference_pictures, without_picture
from training.regions import most_trials, test_regions
from training.release import ReleaseDraft, seal
from training.report.page import Subject, evaluation_page
from training.report.section import MeasuredRelease
from training.stages import FitStage
from training.templates import build_templates
from training.validate import Report


@dataclass(frozen=True)
class Finishing:
    """What it takes beside the draft.

    Attributes:
        report: what validate found, for the gate and the card.
        accepted: codes of accepted findings.
        parity: largest difference between torch and onnxruntime; None if the network was exported for another release.
        influence: what each contributor's rows do to the errors; None if a release that is counted again has no report.
        go_on: what a user does to accept findings on what the release rests.
    """

    config: FitConfig
    manifest: Manifest
    report: Report
    accepted: tuple[str, ...]
    parity: float | None
    progress: FitProgress
    influence: InfluenceReport | None = None
    go_on: str = "continue with --resume"


def finish(draft: ReleaseDraft, work: Finishing, *, test: Path | None, releases: Path) -> Path:
    """Choose references, remember genuine items, calibrate, evaluate and seal; the release's folder.

    Args:
        test: manifest whose test split is evaluated instead of the draft's own.

    Raises:
        WorkError: the gate refuses, the folder can't be written, or the other manifest holds none of the products.
    """
    draft = _with_templates(_with_pictures(draft, work), work)
    return count(_with_memory_banks(_with_gallery(draft, work), work), work, test=test, releases=releases)


def count(draft: ReleaseDraft, work: Finishing, *, test: Path | None, releases: Path) -> Path:
    """Count limits and thresholds on the calibration items, evaluate and seal; the release's folder.

    Args:
        draft: with everything that examines a photo, and no limit yet.
        test: manifest whose test split is evaluated instead of the draft's own.

    Raises:
        WorkError: as for `finish`.
    """
    draft = replace(draft, prints=_prints_without_limits(draft, work.progress))
    items = items_of(draft.training_set.of(Split.CALIBRATION))
    examiner = Examiner(draft.in_memory())
    with work.progress.stage(FitStage.CALIBRATE, len(items)) as advance:
        examined = examine_items(examiner, items, advance, strangers=True)
    near = within_reach(work.report, within_products(examined))
    passed(near, work.accepted, work.progress, work.go_on)
    draft = _calibrated(draft, examiner, examined, work)
    _say_what_is_undecided(draft, work.progress)
    if test is not None:
        draft = replace(draft, record={**draft.record, TESTED_ON: _items_of(test, work.manifest)})
    evaluation = _tested(draft, test, work)
    figures = None if evaluation is None else evaluation.figures
    found = AcceptedFindings(work.report.findings, near, work.accepted)
    card = model_card(draft, figures, found, work.parity, work.influence)
    files = {"model.onnx": draft.model, "gallery.npz": draft.gallery, "MODEL_CARD.md": card.encode()}
    files |= draft.references.files()
    files |= {TEMPLATES_FILE: draft.templates} if draft.templates else {}
    measured = None if evaluation is None else _measured(draft, evaluation, found, work)
    files |= {f"report/{name}": content for name, content in _report(evaluation, measured, test).items()}
    files |= {INFLUENCE_FILE: _json_bytes(work.influence.as_json())} if work.influence else {}
    return seal(draft.describe, files, releases)


def _with_pictures(draft: ReleaseDraft, work: Finishing) -> ReleaseDraft:
    """The draft with the reference pictures that the sheets name."""
    sheets = draft.training_set.sheets
    for sheet in sheets:
        lacking = list(without_picture(work.manifest, sheet))
        if lacking:
            work.progress.say(f"{sheet.id}: no reference picture of {', '.join(lacking)}")
    return replace(draft, references=reference_pictures(work.manifest, sheets))


def _with_templates(draft: ReleaseDraft, work: Finishing) -> ReleaseDraft:
    """The draft with what genuine items show at the places that the sheets mark on their reference pictures."""
    if not draft.references.pictures:
        return draft
    views = len(draft.training_set.views)
    with work.progress.stage(FitStage.TEMPLATES, views) as advance:
        found = build_templates(
            draft.in_memory(), draft.training_set.of(Split.TRAIN), draft.spec.canvas, work.config.seed, advance
        )
    return replace(draft, templates=pack_templates(found) if found else b"")


def _with_gallery(draft: ReleaseDraft, work: Finishing) -> ReleaseDraft:
    examples = some_of_each(draft.training_set.of(Split.TRAIN), work.config.seed)
    plain = replace(draft, references=NO_REFERENCES, templates=b"")  # nothing here lays a photo over a picture
    examiner = Examiner(plain.in_memory())
    with work.progress.stage(FitStage.REFERENCES, len(examples)) as advance:
        references = build_references(examples, examiner.see, work.config.references, advance)
    return replace(draft, gallery=gallery_bytes(references, {}))


def _with_memory_banks(draft: ReleaseDraft, work: Finishing) -> ReleaseDraft:
    """The draft with a one-class memory bank of each product that has few counterfeits to learn from, or none."""
    examples = draft.training_set.of(Split.TRAIN)
    known = draft.training_set.genuine_only | _few_counterfeits(examples, work.config.few_counterfeits)
    genuine = {product: _genuine(examples, product) for product in sorted(known)}
    enough = {product: photos for product, photos in genuine.items() if len({p.item for p in photos}) >= FEWEST_GENUINE}
    if not enough:
        return draft
    extractor = PatchExtractor(Scorer(draft.in_memory()), draft.spec)
    with work.progress.stage(FitStage.MEMORY_BANKS, len(enough)) as advance:
        banks = build_memory_banks(enough, partial(_others, examples), extractor, work.config.seed, advance)
    return replace(draft, gallery=gallery_bytes(references_in(draft.gallery), banks))


def _genuine(examples: Sequence[Example], product: str) -> list[Example]:
    return [example for example in examples if example.row.product == product and not example.counterfeit]


def _others(examples: Sequence[Example], product: str) -> list[bytes]:
    """A few genuine photos of other products."""
    others = [example for example in examples if example.row.product != product and not example.counterfeit]
    return [example.path.read_bytes() for example in spread(others, STAND_INS)]


def _few_counterfeits(examples: Sequence[Example], few: int) -> set[str]:
    """The products with fewer counterfeit items than this."""
    items = {(example.row.product, example.item) for example in examples if example.counterfeit}
    return {product for product, count in Counter(product for product, _ in items).items() if count < few}


def _calibrated(
    draft: ReleaseDraft, examiner: Examiner, examined: Sequence[ExaminedItem], work: Finishing
) -> ReleaseDraft:
    """The draft with what its calibration items support: limits, thresholds, regions, and which photo to ask for."""
    scored = [item for item in examined if item.has_log_odds]
    with work.progress.stage(FitStage.REGIONS, most_trials(scored)) as advance:
        regions = test_regions(examiner, scored, advance)
    calibrations, gallery = _thresholds(draft, examiner.gallery, examined, work.config)
    draft = replace(
        draft,
        gallery=gallery,
        training_set=replace(draft.training_set, points=deviation_limits(examined, draft.training_set.points)),
        calibrations=calibrations,
        familiarity=familiarity_limit(examined, work.config),
        recognition=recognition_limit(examined, work.config),
        belonging=_belonging(draft, examined),
        prints=_print_limits(draft, examined, work.progress),
        regions=regions,
    )
    policy = next_view_policy(examined, draft.in_memory(), Gallery(draft.gallery))
    calibrations = {product: one._replace(next_views=tuple(policy[product])) for product, one in calibrations.items()}
    return replace(draft, calibrations=calibrations)


def _belonging(draft: ReleaseDraft, examined: Sequence[ExaminedItem]) -> Belonging | None:
    limits = belonging_limits(examined, draft.training_set.heads.products)
    if limits is None:
        return None
    likeness = Likeness.of(references_in(draft.gallery))
    return with_room_for_counterfeits(limits, likeness, sorted(draft.training_set.genuine_only))


def _prints_without_limits(draft: ReleaseDraft, progress: FitProgress) -> PrintLimits | None:
    """By which every line of print counts as read; None if no sheet marks one, or nothing here reads them."""
    if not any(sheet.texts for sheet in draft.training_set.sheets):
        return None
    limits = without_limits()
    if limits is None:
        progress.say("print: the sheets mark texts, and the extra 'ocr' is not installed: they will be left unread")
    return limits


def _print_limits(draft: ReleaseDraft, examined: Sequence[ExaminedItem], progress: FitProgress) -> PrintLimits | None:
    if draft.prints is None:
        return None
    genuine = [genuine_item(item.product, item.seen) for item in examined if not item.counterfeit]
    limits = print_limits(genuine, draft.training_set.sheets, None)
    for text in said_of(limits):
        progress.say(text)
    return limits


def _thresholds(
    draft: ReleaseDraft, gallery: Gallery, examined: Sequence[ExaminedItem], config: FitConfig
) -> tuple[dict[str, Calibrated], bytes]:
    """What is calibrated of each product, and the gallery with those memory banks alone that a verdict uses."""
    genuine_alone = draft.training_set.genuine_only
    both = [product for product in draft.training_set.heads.products if product not in genuine_alone]
    scored = [item for item in examined if item.has_log_odds]
    fusible = sorted(set(gallery.memories) - genuine_alone)
    weights = dict.fromkeys(fusible, fusing_weight(scored, fusible))
    calibrated = calibrate(fused(scored, weights), both, config, weights)
    calibrated |= dict.fromkeys(sorted(genuine_alone), genuine_only(config))  # in an order that no hash decides
    banks = {name: one for name, one in gallery.memories.items() if weights.get(name, 1.0)}
    if len(banks) == len(gallery.memories):
        return calibrated, draft.gallery
    return calibrated, gallery_bytes(references_in(draft.gallery), banks)


def _say_what_is_undecided(draft: ReleaseDraft, progress: FitProgress) -> None:
    """Print why products get no definite verdict although they have enough items."""
    for product, calibrated in draft.calibrations.items():
        reason = calibrated.rules[0].undecided
        if reason is not None:
            progress.say(f"{product}: no definite verdict, as {reason}")


def _tested(draft: ReleaseDraft, test: Path | None, work: Finishing) -> Evaluation | None:
    """The test items examined; None if there are none."""
    release = draft.in_memory()
    if test is not None:
        return evaluate_manifest(release, test, Split.TEST, work.progress)
    examples = draft.training_set.of(Split.TEST)
    return evaluate(Examiner(release), examples, work.manifest, work.progress) if examples else None


def _items_of(test: Path, manifest: Manifest) -> dict[str, Any]:
    """Which items are tested, for the record: those of another manifest, and whether it is the gold set beside it."""
    gold = (manifest.folder / GOLD_MANIFEST).resolve()
    return {"manifest_sha256": read_manifest(test).sha256, "gold": test.resolve() == gold}


def _measured(draft: ReleaseDraft, evaluation: Evaluation, found: AcceptedFindings, work: Finishing) -> MeasuredRelease:
    """What the report is about; nothing timed."""
    measured = evaluation.measured(draft.in_memory().description)
    return replace(
        measured,
        seconds=None,
        influence=work.influence,
        remarks=(*found.doubts, *filter(None, [items_tested(draft.record)])),
    )


def _report(evaluation: Evaluation | None, measured: MeasuredRelease | None, test: Path | None) -> dict[str, bytes]:
    """The files of ``report/``: nothing timed and no photo in them, so that they are the same at every fit."""
    if evaluation is None or measured is None:
        return {}
    subject = Subject(None, f"{'manifest.csv' if test is None else test.name}, test items", pictures=False)
    timeless = {key: value for key, value in evaluation.figures.items() if key != "milliseconds_a_photo"}
    return {"metrics.json": _json_bytes(timeless), "index.html": evaluation_page(measured, subject).encode()}


def _json_bytes(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=1) + "\n").encode()
