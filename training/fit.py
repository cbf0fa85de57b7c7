"""Fits a release from contributed images, in the order of the data flow.

validate -> training set -> pictures -> adapt the backbone -> heads -> weigh the evidence -> influence of contributors
-> export -> references -> calibrate -> evaluate -> seal
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from model.allocator import give_back_free_blocks
from model.datasets.splits import Split
from model.description import Regions
from model.influence import InfluenceReport, Unmeasured
from model.preprocess import PreprocessSpec, preprocess
from training.adapt import EpochReport, adapt, epochs_done, targets_of
from training.auto_settings import freezes_stem, schedule_of, tiles_of
from training.batches import BatchMaker
from training.calibrate import provisional
from training.canvas import canvas_of
from training.config import FitConfig
from training.device import DistributedContext, distributed_context
from training.errors import CallError
from training.estimate import cores_used, estimate, slowed_by_other_work
from training.examples import Example, TrainingSet, hold_out, read_training_set
from training.export import export
from training.files import write_atomically
from training.finish import Finishing, finish
from training.fit_weights import FittedWeights, fit_weights
from training.gallery import empty_gallery
from training.gate import admitted, can_answer
from training.heads import HeadTraining, cache_features, train_heads
from training.influence import influence_of, unmeasured
from training.leave_out import Learned, Photos
from training.manifest import Label, Manifest, read_manifest
from training.network import ItemNetwork
from training.observe import observe
from training.pictures import PictureCache, decode_pictures
from training.progress import FitProgress
from training.prospects import prospects
from training.record import run_key, run_record, weights_name
from training.regions import UNTESTED
from training.release import ReleaseDraft
from training.remaining import duration
from training.stages import FitStage
from training.trunk import build_trunk
from training.validate import Report
from training.weigh import ReleasedNetwork

PARITY_PHOTOS = 4
BUSY = 1.5  # times as long: from here on other work is worth a word
PICTURES, FEATURES, JUDGED = "pictures", "features", "judged"  # folders, and
ADAPTED, HEADS = "adapt.pt", "heads.pt"  # files, that a stopped run leaves


@dataclass(frozen=True)
class FitCall:
    """The options of `shingan-train fit`.

    Attributes:
        weights: a file, ``imagenet``, or None for random initialisation.
        accept: codes of accepted findings; ``all`` accepts any.
        test: manifest whose test split is evaluated instead of this one's.
        resume: continue an earlier, interrupted run of the same call.
        anyway: fit also where every verdict would be inconclusive.
    """

    manifest: Path
    releases: Path
    config: FitConfig
    weights: str | None
    accept: tuple[str, ...]
    test: Path | None
    resume: bool
    anyway: bool = False


@dataclass(frozen=True, eq=False)
class _Run:
    """One running fit: final settings, and the folder with its state for a resume."""

    call: FitCall
    config: FitConfig
    manifest: Manifest
    training_set: TrainingSet
    spec: PreprocessSpec
    record: dict[str, Any]
    folder: Path
    context: DistributedContext
    progress: FitProgress

    @property
    def frozen(self) -> bool:
        """Whether the backbone stays as it was loaded: asked for, or as genuine items alone teach no difference."""
        return self.config.freeze_backbone or self.training_set.without_counterfeits

    @property
    def pretrained(self) -> bool:
        """Whether the backbone starts from weights that were learned elsewhere."""
        return self.call.weights not in (None, "none")


@dataclass(frozen=True, eq=False)
class PreparedData:
    """Training photos that are decoded: those to learn from first, then the development ones."""

    learn: Sequence[Example]
    develop: Sequence[Example]
    pictures: PictureCache

    @property
    def develop_rows(self) -> range:
        """Positions of the development photos in `pictures`."""
        return range(len(self.learn), len(self.pictures))


def fit(call: FitCall, progress: FitProgress) -> Path | None:
    """Run a fit and return the release's folder; None in the other processes.

    Raises:
        CallError: a weights file or network that doesn't exist or fit.
        WorkError: findings that are not accepted, nothing to learn from, or a refused export.
        ManifestError: the manifest can't be read.
    """
    weights_name(call.weights)  # a wrong file name should not cost the minutes that validation takes
    with distributed_context() as context:
        quiet = progress if context.is_main else FitProgress(quiet=True)
        manifest = read_manifest(call.manifest)
        if not call.anyway:
            can_answer(call.manifest, prospects(manifest.rows, call.config), call.config)
        canvas = canvas_of(manifest, call.config)
        _announce(call, manifest, canvas, quiet)
        learns_labels = _has_counterfeits(manifest)
        report = admitted(call.manifest, call.config, call.accept, quiet, learns_labels=learns_labels)
        run = _prepare(call, manifest, read_training_set(manifest), canvas, context, quiet)
        data = _read_pictures(run)
        network = _learn(run, data)
        if not context.is_main:
            return None
        weights = _weigh(run, data, network)
        influence = _influence(run, data, network)
        return _release(run, data, ReleasedNetwork(network, weights.weights), report, influence)


def _has_counterfeits(manifest: Manifest) -> bool:
    return any(row.label is Label.COUNTERFEIT and row.split is Split.TRAIN for row in manifest.rows)


def _announce(call: FitCall, manifest: Manifest, canvas: int, progress: FitProgress) -> None:
    """Say what is ahead, and on what it rests."""
    test = None if call.test is None else read_manifest(call.test)
    expected = estimate(manifest, call.config, canvas, pretrained=call.weights not in (None, "none"), test=test)
    slower = slowed_by_other_work(cores_used())
    progress.expect({stage.value: seconds for stage, seconds in expected.stages.items()}, slower)
    busy = f", and about {duration(slower * expected.seconds)} beside what runs on it now" if slower > BUSY else ""
    progress.say(
        f"the fit takes about {duration(expected.seconds)} while this machine does nothing else{busy}; it takes "
        f"{expected.gigabytes:.1f} GB of memory"
    )


def _prepare(
    call: FitCall,
    manifest: Manifest,
    training_set: TrainingSet,
    canvas: int,
    context: DistributedContext,
    progress: FitProgress,
) -> _Run:
    config = call.config
    if call.weights in (None, "none") and training_set.without_counterfeits:
        raise CallError("--weights none: genuine items alone can't teach a network; give pretrained weights")
    spec = PreprocessSpec(canvas, config.global_view)
    record = run_record(manifest, config, call.weights, call.accept, canvas)
    folder = call.releases / ".runs" / run_key(record)
    if context.is_main:
        if call.resume:
            progress.say(_resumed(folder))
        else:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
    context.barrier()  # no process writes into a folder that is about to be cleared
    return _Run(call, config, manifest, training_set, spec, record, folder, context, progress)


def _resumed(folder: Path) -> str:
    """What an earlier run of the same call left to go on from."""
    if (folder / HEADS).exists():
        return "resuming: the network is trained"
    epochs = epochs_done(folder / ADAPTED)
    if epochs:
        return f"resuming: the network is adapted up to epoch {epochs}"
    if (folder / PICTURES).exists():
        return "resuming: photos are read, or some of them"
    return "nothing to resume: no run with the same data and settings was stopped here; starting from the beginning"


def _read_pictures(run: _Run) -> PreparedData:
    """Decode every training photo once, and hold out the development items."""
    learn, develop = hold_out(run.training_set.of(Split.TRAIN), run.config.development, run.config.seed)
    paths = [example.path for example in (*learn, *develop)]
    folder = run.folder / PICTURES
    if run.context.is_main:
        with run.progress.stage(FitStage.DECODE, len(paths)) as advance:
            decode_pictures(paths, run.spec, folder, advance)
    run.context.barrier()
    pictures = PictureCache(folder)
    return PreparedData(learn, develop, pictures)


def _learn(run: _Run, data: PreparedData) -> ItemNetwork:
    torch.manual_seed(run.config.seed)
    weights = run.call.weights if run.pretrained else None
    trunk = build_trunk(run.config.backbone, weights)
    network = ItemNetwork(trunk, run.training_set.heads, run.spec.reduction).to(run.context.device)
    if not run.frozen:
        if freezes_stem(run.config, pretrained=run.pretrained):
            network.freeze_stem()
        _adapt(run, data, network)
        give_back_free_blocks()  # whole canvases come next: blocks of other sizes
    if run.context.is_main:
        _train_heads(run, data, network)
    return network


def _adapt(run: _Run, data: PreparedData, network: ItemNetwork) -> None:
    heads, config = run.training_set.heads, run.config
    tiles = tiles_of(config, heads.annotated)
    maker = BatchMaker(
        data.learn,
        data.pictures,
        run.spec,
        points=len(heads.point_product),
        batch=config.batch,
        tiles=tiles,
        seed=config.seed,
    )
    schedule = schedule_of(config, len(data.learn), tiles, pretrained=run.pretrained)
    writer = _Curves(run.folder / "tensorboard", run.progress)
    steps, checkpoint = schedule.steps_an_epoch, run.folder / ADAPTED
    done = epochs_done(checkpoint) * steps
    with run.progress.stage(FitStage.ADAPT, schedule.epochs * steps, done=done) as advance:
        adapt(
            network,
            maker,
            targets_of(data.learn, heads.annotated, heads.point_product),
            schedule,
            development_loss_of=lambda network: _development_loss(run, data, network),
            checkpoint=checkpoint,
            context=run.context,
            report=writer.write,
            advance=advance,
            seed=config.seed,
        )


def _development_loss(run: _Run, data: PreparedData, network: ItemNetwork) -> float:
    if not data.develop:
        return 0.0
    observed = observe(network, data.pictures, data.develop_rows, run.spec, run.context)
    return fit_weights(observed, data.develop, run.training_set.heads).log_loss


class _Curves:
    """Training curves for TensorBoard, and a line an epoch for the user."""

    def __init__(self, folder: Path, progress: FitProgress) -> None:
        self._folder, self._progress = folder, progress

    def write(self, report: EpochReport) -> None:
        from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415  slow to import, and only needed here

        with SummaryWriter(str(self._folder)) as writer:
            writer.add_scalar("loss/training", report.training_loss, report.epoch)
            if report.development_loss is not None:
                writer.add_scalar("loss/development", report.development_loss, report.epoch)
        measured = "" if report.development_loss is None else f", development log-loss {report.development_loss:.3f}"
        self._progress.say(f"epoch {report.epoch + 1}: training loss {report.training_loss:.3f}{measured}")


def _train_heads(run: _Run, data: PreparedData, network: ItemNetwork) -> None:
    """Heads on cached features; a finished stage is not repeated on resume."""
    done, heads, config = run.folder / HEADS, run.training_set.heads, run.config
    if done.exists():
        network.load_state_dict(torch.load(done, map_location=run.context.device, weights_only=True))
        return
    with run.progress.stage(FitStage.FEATURES, len(data.pictures)) as advance:
        features = cache_features(network, data.pictures, run.spec, run.context, run.folder / FEATURES, advance)
    examples = [*data.learn, *data.develop]
    targets = targets_of(examples, heads.annotated, heads.point_product)
    work = HeadTraining(examples, targets, range(len(data.learn)), data.develop_rows, config.head_epochs, config.seed)
    with run.progress.stage(FitStage.HEADS, config.head_epochs * -(-len(data.learn) // 16)) as advance:
        train_heads(network, features, work, run.context, every_head=run.frozen, advance=advance)
    write_atomically(done, lambda file: torch.save(network.state_dict(), file))


def _weigh(run: _Run, data: PreparedData, network: ItemNetwork) -> FittedWeights:
    """The weights of the evidence, from development items."""
    rows = data.develop_rows or range(len(data.learn))
    with run.progress.stage(FitStage.WEIGH, len(rows)) as advance:
        observed = observe(network, data.pictures, rows, run.spec, run.context, advance)
    return fit_weights(observed, data.develop or data.learn, run.training_set.heads)


def _influence(run: _Run, data: PreparedData, network: ItemNetwork) -> InfluenceReport:
    """What each contributor's rows do to the errors on other contributors' items."""
    config = run.config
    if not config.influence:
        return unmeasured(Unmeasured.NOT_ASKED_FOR, run.progress)
    if run.training_set.without_counterfeits:
        return unmeasured(Unmeasured.NO_COUNTERFEITS, run.progress)
    features = cache_features(network, data.pictures, run.spec, run.context, run.folder / FEATURES, _nothing)
    trained = Photos([*data.learn, *data.develop], features)
    learned = Learned(network, trained, len(data.learn), config.head_epochs, config.seed, run.context)
    return influence_of(learned, run.training_set, run.spec, run.folder / JUDGED, run.progress)


def _nothing() -> None:
    """Advances nothing: features that are cached take no time."""


def _release(
    run: _Run, data: PreparedData, network: ReleasedNetwork, report: Report, influence: InfluenceReport
) -> Path:
    """Export, then everything that needs the exported graph alone."""
    give_back_free_blocks()
    photos = [preprocess(data.pictures[row], run.spec) for row in range(min(PARITY_PHOTOS, len(data.pictures)))]
    with run.progress.stage(FitStage.EXPORT, len(photos)):
        exported = export(network, photos)
    draft = ReleaseDraft(
        spec=run.spec,
        training_set=run.training_set,
        model=exported.model,
        gallery=empty_gallery(),
        calibrations=provisional(run.training_set.heads.products, run.config, run.training_set.genuine_only),
        familiarity=-1.0,
        recognition=0.0,
        regions=Regions(UNTESTED, UNTESTED),
        record=run.record,
    )
    parity = exported.largest_difference
    work = Finishing(run.config, run.manifest, report, run.call.accept, parity, run.progress, influence)
    folder = finish(draft, work, test=run.call.test, releases=run.call.releases)
    _clear(run)
    return folder


def _clear(run: _Run) -> None:
    """Remove what a finished run no longer needs; the curves stay."""
    for name in (PICTURES, FEATURES, JUDGED):
        shutil.rmtree(run.folder / name, ignore_errors=True)
    for name in (ADAPTED, HEADS):
        (run.folder / name).unlink(missing_ok=True)
