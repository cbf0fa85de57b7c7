"""A draft with its graph becomes a release: references, limits and thresholds, test figures, card, seal.

Nothing here needs torch: photos are judged through the exported graph, as officers' photos are.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from model.examiner import Examiner
from training.calibrate import calibrate, deviation_limits, familiarity_limit, recognition_limit
from training.card import model_card
from training.config import FitConfig
from training.evaluate import Evaluation, evaluate, evaluate_manifest
from training.examine import examine_items, items_of
from training.gallery import build_gallery
from training.manifest import Manifest, Split
from training.progress import Progress
from training.regions import test_regions
from training.release import Draft, seal
from training.report.page import Subject, evaluation_page
from training.settling import settling_views
from training.validate import Report


@dataclass(frozen=True)
class Finishing:
    """What it takes beside the draft.

    Attributes:
        report: what validate found, for the card.
        parity: largest difference between torch and onnxruntime.
    """

    config: FitConfig
    manifest: Manifest
    report: Report
    parity: float
    progress: Progress


def finish(draft: Draft, work: Finishing, *, test: Path | None, releases: Path) -> Path:
    """Choose references, calibrate, evaluate and seal; the release's folder.

    Args:
        test: manifest whose test split is evaluated instead of the draft's own.

    Raises:
        WorkError: the folder can't be written, or the other manifest holds none of the products.
    """
    draft = _calibrated(_with_references(draft, work), work)
    evaluation = _tested(draft, test, work)
    figures = None if evaluation is None else evaluation.figures
    findings = {finding.code: finding.message for finding in work.report.findings}
    card = model_card(draft, figures, findings, work.parity)
    name = (test or Path("manifest.csv")).name
    return seal(draft, card, _report(draft, evaluation, name), releases)


def _with_references(draft: Draft, work: Finishing) -> Draft:
    examples = draft.curriculum.of(Split.TRAIN)
    names = [view.view for view in draft.curriculum.views]
    examiner = Examiner(draft.in_memory())
    with work.progress.stage("references", 0) as advance:
        config = work.config
        gallery = build_gallery(examples, names, examiner.see, config.references, config.seed, advance)
    return replace(draft, gallery=gallery)


def _calibrated(draft: Draft, work: Finishing) -> Draft:
    """The draft with what its calibration items support: limits, thresholds, regions, and which photo to ask for."""
    items = items_of(draft.curriculum.of(Split.CALIBRATION))
    examiner = Examiner(draft.in_memory())
    with work.progress.stage("calibrate", len(items)) as advance:
        examined = examine_items(examiner, items, advance)
    with work.progress.stage("test regions", 0) as advance:
        regions = test_regions(examiner, examined, advance)
    draft = replace(
        draft,
        curriculum=replace(draft.curriculum, points=deviation_limits(examined, draft.curriculum.points)),
        calibrations=calibrate(examined, draft.curriculum.heads.products, work.config),
        familiarity=familiarity_limit(examined, work.config),
        recognition=recognition_limit(examined, work.config),
        regions=regions,
    )
    settling = settling_views(examined, draft.in_memory(), examiner.gallery)
    calibrations = {
        product: calibrated._replace(settling=tuple(settling[product]))
        for product, calibrated in draft.calibrations.items()
    }
    return replace(draft, calibrations=calibrations)


def _tested(draft: Draft, test: Path | None, work: Finishing) -> Evaluation | None:
    """The test items examined; None where there are none."""
    release = draft.in_memory()
    if test is not None:
        return evaluate_manifest(release, test, Split.TEST, work.progress)
    examples = draft.curriculum.of(Split.TEST)
    return evaluate(Examiner(release), examples, work.manifest, work.progress) if examples else None


def _report(draft: Draft, evaluation: Evaluation | None, data: str) -> dict[str, bytes]:
    """The files of ``report/``: nothing timed and no photo in them, so that they are the same at every fit."""
    if evaluation is None:
        return {}
    measured = replace(evaluation.measured(draft.in_memory().description), seconds=None)
    subject = Subject(None, f"{data}, test items", pictures=False)
    timeless = {key: value for key, value in evaluation.figures.items() if key != "milliseconds_a_photo"}
    return {"metrics.json": _json_bytes(timeless), "index.html": evaluation_page(measured, subject).encode()}


def _json_bytes(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=1) + "\n").encode()
