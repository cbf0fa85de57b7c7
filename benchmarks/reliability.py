"""Can a verdict be relied on? Four questions, each against peers or against a limit, on items.

    python -m benchmarks.reliability [MANIFEST] [--weights FILE] [--only coverage,unknown] [--json FILE] [--quick]

coverage: how many test items get a definite outcome at 5 % error, beside a plain fine-tune under the usual rules.
unknown: are goods that are none of the products told from known ones, beside three detectors on a plain fine-tune.
shuffled: labels that mean nothing must give no definite verdict. planted: does validate find and name shortcuts?

Exit status 1: a definite verdict on shuffled labels, or a planted shortcut on all counterfeit items not found and
named. With --json, scores that took long are kept in that file and used again, so parts can be run one by one.
"""

import argparse
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks import definite, ours, planted, shuffled, unknown_goods
from benchmarks import reliability_tables as tables
from benchmarks.command import Figures, command, run, small, take_manifest, take_weights
from benchmarks.kept import Kept
from benchmarks.peers import PlainPeers
from benchmarks.report import stop
from benchmarks.splits import Splits, read_splits
from model.allocator import keep_every_block
from model.command import parse_folder_to_write
from model.release import Release, load_release

PARTS = ("coverage", "unknown", "shuffled", "planted")
SHARES = (1.0, 0.5)
QUICK_ITEMS, QUICK_PRODUCT, QUICK_SECONDS = 12, "vell-carton", 5.0


@dataclass(frozen=True, eq=False)
class Session:
    """One call under way."""

    options: argparse.Namespace
    kept: Kept
    folder: Path

    def splits(self) -> Splits:
        """The manifest by split."""
        return read_splits(self.options.manifest, self.options.weights)


class PartResult(NamedTuple):
    """A part's figure, and whether its limit is kept."""

    figure: str
    is_kept: bool


def main() -> None:
    """Answer the questions."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure, print, and keep each part as it is found."""
    keep_every_block()  # else the fine-tunes would be several times slower
    with tempfile.TemporaryDirectory(prefix="shingan-reliability-") as temporary:
        folder = Path(temporary)
        if options.quick:
            _be_quick(options, folder)
        return _measured(Session(options, Kept(options.json), folder))


def _be_quick(options: argparse.Namespace, folder: Path) -> None:
    options.manifest, options.config = small(folder)
    options.shuffled_config, options.shuffled_items = options.config, QUICK_ITEMS
    options.planted_items, options.planted_products, options.seconds = QUICK_ITEMS, QUICK_PRODUCT, QUICK_SECONDS


def _measured(run: Session) -> Figures:
    only = run.options.only
    if {"coverage", "unknown"} & set(only):
        _against_peers(run)
    found = {part: judge(run) for part, judge in (("shuffled", _shuffled), ("planted", _planted)) if part in only}
    figure = "; ".join([f"measured: {', '.join(only)}", *(judged.figure for judged in found.values())])
    return Figures(figure, None, [judged.figure for judged in found.values() if not judged.is_kept])


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick="a small drawn data set, brief fits, one plant's product")
    take_manifest(parser)
    take_weights(parser)
    parser.add_argument("--only", default=",".join(PARTS), help="which of coverage, unknown, shuffled and planted")
    parser.add_argument("--release", type=Path, help="take this release for ours instead of fitting; needs --seconds")
    parser.add_argument("--seconds", default="auto", help="for each plain fine-tune; auto: as long as our fit took")
    parser.add_argument("--no-augment", action="store_true", help="plain: pictures as they are")
    parser.add_argument("--config", type=Path, help="passed on to fit")
    parser.add_argument(
        "--out", type=parse_folder_to_write, help="where fit writes its release; a temporary folder if not given"
    )
    parser.add_argument("--shuffled-config", type=Path, help="settings of the fit on shuffled labels")
    parser.add_argument("--shuffled-items", type=int, default=500, help="examined after that fit (default 500)")
    parser.add_argument("--seed", type=int, default=0, help="of the permutation of labels")
    parser.add_argument("--planted-items", type=int, default=20, help="drawn of each product and label (default 20)")
    parser.add_argument("--planted-products", help="ids, by commas (default: all that can be drawn)")
    options = parser.parse_args()
    options.only = options.only.split(",")
    if unknown := set(options.only) - set(PARTS):
        parser.error(f"--only: {min(unknown)!r} is none of {', '.join(PARTS)}")
    options.seconds = _seconds(parser, options)
    return options


def _seconds(parser: argparse.ArgumentParser, options: argparse.Namespace) -> float | None:
    """Seconds for a plain fine-tune; None: as long as our fit takes."""
    if options.seconds == "auto":
        if options.release is not None and {"coverage", "unknown"} & set(options.only):
            parser.error("--seconds N is needed with --release")
        return None
    try:
        return float(options.seconds)
    except ValueError:
        parser.error(f"--seconds: {options.seconds!r} is neither auto nor a number")


def _against_peers(run: Session) -> None:
    splits = run.splits()
    release, seconds = _release(run, splits)
    peers = PlainPeers(splits, run.options.seconds or seconds, run.kept, augment=not run.options.no_augment)
    common = {"manifest": str(splits.path), "manifest_sha256": splits.manifest.sha256, "release": release.id}
    if "coverage" in run.options.only:
        found = definite.measure(splits, release, peers, run.kept)
        tables.print_coverage(found)
        run.kept.part("coverage", {**common, **asdict(found)})
    if "unknown" in run.options.only:
        told = unknown_goods.measure(splits, release, peers, run.kept)
        tables.print_unknown(told)
        run.kept.part("unknown", {**common, **asdict(told)})


def _release(run: Session, splits: Splits) -> tuple[Release, float]:
    """Ours, and how long its fit took."""
    options = run.options
    if options.release is not None:
        release = load_release(options.release.resolve())
        if missing := set(splits.products) - set(release.description.products):
            stop(f"--release: {release.id} doesn't know {min(missing)!r}, a product of {splits.path}", 1)
        return release, 0.0
    out = options.out.resolve() if options.out else run.folder / "releases"
    fitted = ours.fit(splits.path, str(splits.weights), out, accept="all", config=options.config)
    print(f"fitted {fitted.release} in {fitted.seconds:.0f} s", file=sys.stderr)
    return load_release(fitted.release), fitted.seconds


def _shuffled(run: Session) -> PartResult:
    """The figure, and whether nothing definite was said."""
    options = run.options
    found = shuffled.measure(
        options.manifest,
        str(options.weights),
        run.folder / "shuffled",
        config=options.shuffled_config,
        items=options.shuffled_items,
        seed=options.seed,
    )
    tables.print_shuffled(found)
    run.kept.part("shuffled", {"manifest": str(options.manifest), "seed": options.seed, **asdict(found)})
    examined = sum(found.examined.values())
    figure = f"definite verdicts on shuffled labels: {found.definite} of {examined} items, limit 0"
    return PartResult(figure, found.definite == 0)


def _planted(run: Session) -> PartResult:
    """The figure, and whether each plant on every counterfeit item was found and named, and none on the clean copy."""
    folder = run.folder / "planted"
    manifest = planted.draw(folder / "drawn", run.options.planted_items, run.options.planted_products)
    found = planted.measure(manifest, folder, SHARES)
    tables.print_planted(found)
    run.kept.part("planted", {"items_a_label": run.options.planted_items, "copies": [asdict(copy) for copy in found]})
    whole = [copy for copy in found if copy.share == 1]
    named = sum(bool(copy.named) for copy in whole)
    figure = f"planted shortcuts found and named: {named} of {len(whole)}, false alarms {len(found[0].codes)}"
    return PartResult(f"{figure}, limit all and none", named == len(whole) and not found[0].codes)


if __name__ == "__main__":
    main()
