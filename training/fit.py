"""From contributed images to a release, in the order in which the data flows.

validate -> curriculum -> pictures -> adapt the backbone -> heads -> weigh the evidence -> export -> references
-> calibrate -> evaluate -> seal
"""

import shutil
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from model.description import Regions
from model.preprocess import PreprocessSpec, preprocess
from training.adapt import EpochReport, Schedule, adapt, targets_of
from training.batches import BatchMaker
from training.calibrate import provisional
from training.config import FitConfig
from training.device import Workplace, workplace
from training.errors import CallError
from training.examples import Curriculum, Example, hold_out, read_curriculum
from training.export import export
from training.files import write_atomically
from training.finish import Finishing, finish
from training.fit_weights import FittedWeights, fit_weights
from training.gallery import empty_gallery
from training.gate import admitted
from training.heads import HeadTraining, cache_features, train_heads
from training.manifest import Label, Manifest, Split, read_manifest
from training.network import ItemNetwork, build_trunk
from training.observe import observe
from training.pictures import PictureCache, decode_pictures, full_size
from training.progress import Progress
from training.record import run_key, run_record, weights_name
from training.regions import UNTESTED
from training.release import Draft
from training.validate import Report
from training.weigh import ReleasedNetwork

MOST_DETAIL = 3  # canvas at most so many global views wide: beyond it a photo costs more than it tells
PRETRAINED_VIEWS, RANDOM_VIEWS = 9_000, 100_000  # whole pictures and tiles together
PRETRAINED_RATE, RANDOM_RATE = 5e-4, 2e-3
ANNOTATED_TILES, INHERITING_TILES = 1.0, 0.5
LEAST_EPOCHS = 3
PARITY_PHOTOS = 4
PHOTOS_MEASURED = 100  # to learn how large the photos are


@dataclass(frozen=True)
class FitCall:
    """What `shingan-train fit` was asked for.

    Attributes:
        weights: a file, ``imagenet``, or None for random initialisation.
        accept: codes of findings to go on in spite of; ``all`` accepts any.
        test: manifest whose test split is evaluated instead of this one's.
        resume: go on from what an earlier, interrupted run of the same call left behind.
    """

    manifest: Path
    releases: Path
    config: FitConfig
    weights: str | None
    accept: tuple[str, ...]
    test: Path | None
    resume: bool


@dataclass(frozen=True, eq=False)
class _Run:
    """One fit under way: settled settings, and the folder where it keeps what it would resume from."""

    call: FitCall
    config: FitConfig
    manifest: Manifest
    curriculum: Curriculum
    spec: PreprocessSpec
    record: dict[str, Any]
    folder: Path
    place: Workplace
    progress: Progress

    @property
    def frozen(self) -> bool:
        """Whether the backbone stays as it was loaded: asked for, or as genuine items alone teach no difference."""
        return self.config.freeze_backbone or self.curriculum.without_counterfeits


@dataclass(frozen=True, eq=False)
class _Lessons:
    """Training photos that are decoded: those to learn from first, then the development ones."""

    learn: Sequence[Example]
    develop: Sequence[Example]
    pictures: PictureCache

    @property
    def develop_rows(self) -> range:
        return range(len(self.learn), len(self.pictures))


def fit(call: FitCall, progress: Progress) -> Path | None:
    """Run a fit and return the release's folder; None in the processes that only helped.

    Raises:
        CallError: a weights file or network that doesn't exist or fit.
        WorkError: findings that are not accepted, nothing to learn from, or a refused export.
        ManifestError: the manifest can't be read.
    """
    weights_name(call.weights)  # a wrong file name should not cost the minutes that validation takes
    with workplace() as place:
        quiet = progress if place.leads else Progress(quiet=True)
        manifest = read_manifest(call.manifest)
        report = admitted(call.manifest, call.accept, quiet, learns_labels=_has_counterfeits(manifest))
        run = _prepare(call, manifest, read_curriculum(manifest), place, quiet)
        lessons = _read_pictures(run)
        network = _learn(run, lessons)
        if not place.leads:
            return None
        weights = _weigh(run, lessons, network)
        return _release(run, lessons, ReleasedNetwork(network, weights.weights), report)


def _has_counterfeits(manifest: Manifest) -> bool:
    return any(row.label is Label.COUNTERFEIT and row.split is Split.TRAIN for row in manifest.rows)


def _prepare(call: FitCall, manifest: Manifest, curriculum: Curriculum, place: Workplace, progress: Progress) -> _Run:
    config = call.config
    if call.weights in (None, "none") and curriculum.without_counterfeits:
        raise CallError("--weights none: genuine items alone can't teach a network; give pretrained weights")
    canvas = config.canvas if isinstance(config.canvas, int) else _canvas_for(curriculum, config.global_view)
    spec = PreprocessSpec(canvas, config.global_view)
    record = run_record(manifest, config, call.weights, call.accept, canvas)
    folder = call.releases / ".runs" / run_key(record)
    if place.leads:
        if not call.resume:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
    place.meet()  # nobody writes into a folder that is about to be cleared
    return _Run(call, config, manifest, curriculum, spec, record, folder, place, progress)


def _canvas_for(curriculum: Curriculum, view: int) -> int:
    """The multiple of the global view nearest to the photos' median longest side, within `MOST_DETAIL` of them."""
    examples = curriculum.of(Split.TRAIN)
    some = examples[:: max(1, len(examples) // PHOTOS_MEASURED)]
    median = statistics.median(max(full_size(example.path)) for example in some)
    return view * min(MOST_DETAIL, max(1, round(median / view)))


def _read_pictures(run: _Run) -> _Lessons:
    """Decode every training photo once, and hold out the development items."""
    learn, develop = hold_out(run.curriculum.of(Split.TRAIN), run.config.development, run.config.seed)
    paths = [example.path for example in (*learn, *develop)]
    folder = run.folder / "pictures"
    if run.place.leads:
        with run.progress.stage("decode", len(paths)) as advance:
            decode_pictures(paths, run.spec, folder, advance)
    run.place.meet()
    pictures = PictureCache(folder)
    return _Lessons(learn, develop, pictures)


def _learn(run: _Run, lessons: _Lessons) -> ItemNetwork:
    torch.manual_seed(run.config.seed)
    weights = None if run.call.weights in (None, "none") else run.call.weights
    trunk = build_trunk(run.config.backbone, weights)
    network = ItemNetwork(trunk, run.curriculum.heads, run.spec.reduction).to(run.place.device)
    if not run.frozen:
        _adapt(run, lessons, network)
    if run.place.leads:
        _train_heads(run, lessons, network)
    return network


def _adapt(run: _Run, lessons: _Lessons, network: ItemNetwork) -> None:
    heads, config = run.curriculum.heads, run.config
    maker = BatchMaker(
        lessons.learn,
        lessons.pictures,
        run.spec,
        points=len(heads.point_product),
        batch=config.batch,
        tiles=_tiles(run),
        seed=config.seed,
    )
    schedule = _schedule(run, len(lessons.learn))
    writer = _Curves(run.folder / "tensorboard", run.progress)
    with run.progress.stage("adapt", schedule.epochs * schedule.steps_an_epoch) as advance:
        adapt(
            network,
            maker,
            targets_of(lessons.learn, heads.annotated, heads.point_product),
            schedule,
            judge=lambda network: _development_loss(run, lessons, network),
            checkpoint=run.folder / "adapt.pt",
            place=run.place,
            report=writer.write,
            advance=advance,
            seed=config.seed,
        )


def _schedule(run: _Run, photos: int) -> Schedule:
    config, pretrained = run.config, run.call.weights not in (None, "none")
    steps = -(-photos // config.batch)
    asked: float | str = config.presentations
    if isinstance(asked, str):
        asked = (PRETRAINED_VIEWS if pretrained else RANDOM_VIEWS) / (1 + _tiles(run))
    rate = config.learning_rate
    if isinstance(rate, str):
        rate = PRETRAINED_RATE if pretrained else RANDOM_RATE
    epochs = max(LEAST_EPOCHS, round(asked / (steps * config.batch)))
    return Schedule(epochs, steps, rate, config.weight_decay, config.patience)


def _tiles(run: _Run) -> float:
    if isinstance(run.config.tiles, float):
        return run.config.tiles
    return ANNOTATED_TILES if run.curriculum.heads.annotated else INHERITING_TILES


def _development_loss(run: _Run, lessons: _Lessons, network: ItemNetwork) -> float:
    if not lessons.develop:
        return 0.0
    observed = observe(network, lessons.pictures, lessons.develop_rows, run.spec, run.place)
    return fit_weights(observed, lessons.develop, run.curriculum.heads).log_loss


class _Curves:
    """Training curves for TensorBoard, and a line an epoch for the user."""

    def __init__(self, folder: Path, progress: Progress) -> None:
        self._folder, self._progress = folder, progress

    def write(self, report: EpochReport) -> None:
        from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415  slow to import, and only needed here

        with SummaryWriter(str(self._folder)) as writer:
            writer.add_scalar("loss/training", report.training_loss, report.epoch)
            writer.add_scalar("loss/development", report.development_loss, report.epoch)
        self._progress.say(
            f"epoch {report.epoch + 1}: training loss {report.training_loss:.3f}, "
            f"development log-loss {report.development_loss:.3f}"
        )


def _train_heads(run: _Run, lessons: _Lessons, network: ItemNetwork) -> None:
    """Heads on cached features; a finished stage is not repeated on resume."""
    done, heads, config = run.folder / "heads.pt", run.curriculum.heads, run.config
    if done.exists():
        network.load_state_dict(torch.load(done, map_location=run.place.device, weights_only=True))
        return
    with run.progress.stage("features", len(lessons.pictures)) as advance:
        features = cache_features(network, lessons.pictures, run.spec, run.place, run.folder / "features", advance)
    examples = [*lessons.learn, *lessons.develop]
    targets = targets_of(examples, heads.annotated, heads.point_product)
    work = HeadTraining(
        examples, targets, range(len(lessons.learn)), lessons.develop_rows, config.head_epochs, config.seed
    )
    with run.progress.stage("heads", config.head_epochs * -(-len(lessons.learn) // 16)) as advance:
        train_heads(network, features, work, run.place, every_head=run.frozen, advance=advance)
    write_atomically(done, lambda file: torch.save(network.state_dict(), file))


def _weigh(run: _Run, lessons: _Lessons, network: ItemNetwork) -> FittedWeights:
    """The weights of the evidence, from development items."""
    rows = lessons.develop_rows or range(len(lessons.learn))
    with run.progress.stage("weigh", len(rows)) as advance:
        observed = observe(network, lessons.pictures, rows, run.spec, run.place, advance)
    return fit_weights(observed, lessons.develop or lessons.learn, run.curriculum.heads)


def _release(run: _Run, lessons: _Lessons, network: ReleasedNetwork, report: Report) -> Path:
    """Export, then everything that needs the exported graph alone."""
    photos = [preprocess(lessons.pictures[row], run.spec) for row in range(min(PARITY_PHOTOS, len(lessons.pictures)))]
    with run.progress.stage("export", len(photos)):
        exported = export(network, photos)
    draft = Draft(
        spec=run.spec,
        curriculum=run.curriculum,
        model=exported.model,
        gallery=empty_gallery(),
        calibrations=provisional(run.curriculum.heads.products, run.config, run.curriculum.genuine_only),
        familiarity=-1.0,
        recognition=0.0,
        regions=Regions(UNTESTED, UNTESTED),
        record=run.record,
    )
    work = Finishing(run.config, run.manifest, report, run.call.accept, exported.largest_difference, run.progress)
    folder = finish(draft, work, test=run.call.test, releases=run.call.releases)
    _clear(run)
    return folder


def _clear(run: _Run) -> None:
    """Remove what a finished run no longer needs; the curves stay."""
    for name in ("pictures", "features"):
        shutil.rmtree(run.folder / name, ignore_errors=True)
    for name in ("adapt.pt", "heads.pt"):
        (run.folder / name).unlink(missing_ok=True)
