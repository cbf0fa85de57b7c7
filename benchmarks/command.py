"""How every benchmark is called: `python -m benchmarks.NAME [--json FILE] [--quick]`, and how it ends.

Its last line is the figure. It ends with status 1 where a stated limit is missed or it could not measure, and with 2
where the call was wrong.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from benchmarks.report import stop, write_json
from model.command import OneLineParser, parse_folder_to_write
from model.errors import ShinganError

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "datasets" / "manifest.csv"
PHOTOS = ROOT / "datasets" / "images"
WEIGHTS = ROOT.parent / "shared" / "weights" / "mobilenet_v2_imagenet.safetensors"
DRAW = (sys.executable, "-m", "datasets.draw", "--seed", "5", "--products", "vell-carton")
SPLITS = ("--splits", "train=0.5,calibration=0.25,test=0.25")
FEW = 12  # items of a label
BRIEF = 'backbone = "mobilenet_v2"\ncanvas = 448\npresentations = 240\nhead_epochs = 2\nreferences = 2\n'


@dataclass(frozen=True)
class Figures:
    """What a benchmark found.

    Attributes:
        figure: the line that answers its question, with interval and n.
        document: all that it found, for `--json`; None if it has been written as it was found.
        missed: the stated limits that are missed, a line each.
    """

    figure: str
    document: Mapping[str, Any] | None
    missed: Sequence[str] = ()


class Small(NamedTuple):
    """A small data set, and settings of a fit that takes seconds."""

    manifest: Path
    config: Path


def command(doc: str | None, *, quick: str) -> argparse.ArgumentParser:
    """A parser with what every benchmark takes.

    Args:
        doc: the benchmark's own docstring, its help.
        quick: what is less with `--quick`.
    """
    parser = OneLineParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=file_to_write, metavar="FILE", help="write all that was found, and the machine")
    parser.add_argument("--quick", action="store_true", help=f"within two minutes: {quick}")
    return parser


def file_to_write(name: str) -> Path:
    """The file that an option names, as its type.

    Raises:
        ArgumentTypeError: it can't be written there.
    """
    if Path(name).is_dir():
        raise argparse.ArgumentTypeError(f"{name}: is a folder")
    parse_folder_to_write(str(Path(name).parent))
    return Path(name)


def take_release(parser: argparse.ArgumentParser) -> None:
    """Add `--release`, the bundled one if not given."""
    bundled = next(iter(sorted((ROOT / "releases").glob("r-*"))), None)
    parser.add_argument(
        "--release",
        type=lambda name: Path(name).resolve(),
        default=bundled,
        required=bundled is None,
        metavar="DIR",
        help="default: the bundled one",
    )


def take_manifest(parser: argparse.ArgumentParser) -> None:
    """Add MANIFEST, the committed sample if not given."""
    parser.add_argument(
        "manifest",
        type=lambda name: Path(name).resolve(),
        nargs="?",
        default=SAMPLE,
        metavar="MANIFEST",
        help="default: datasets/manifest.csv",
    )


def take_weights(parser: argparse.ArgumentParser) -> None:
    """Add `--weights`, of mobilenet_v2."""
    parser.add_argument(
        "--weights",
        type=lambda name: Path(name).resolve(),
        default=WEIGHTS,
        metavar="FILE",
        help="of mobilenet_v2, .safetensors; default: ../shared/weights/mobilenet_v2_imagenet.safetensors",
    )


def small(folder: Path, genuine: int = FEW) -> Small:
    """Draw few items of one product, and say how to fit them in seconds: for `--quick`."""
    drawn, config = folder / "drawn", folder / "brief.toml"
    items = ("--genuine", str(genuine), "--counterfeit", str(FEW))
    call = [*DRAW, "--out", str(drawn), *items, *SPLITS]
    if subprocess.run(call, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode:
        stop("python -m datasets.draw failed", 1)
    config.write_text(BRIEF, "utf-8")
    return Small(drawn / "manifest.csv", config)


def run(measure: Callable[[argparse.Namespace], Figures], options: argparse.Namespace) -> NoReturn:
    """Measure, write, name the limits that are missed, print the figure, and end with the status."""
    try:
        found = measure(options)
    except (ShinganError, FileNotFoundError) as error:
        stop(str(error), 1)
    if found.document is not None:
        ending = {"quick": options.quick, "figure": found.figure, "missed": list(found.missed)}
        write_json(options.json, {**found.document, **ending})
    sys.stdout.flush()
    for limit in found.missed:
        print(f"missed: {limit}", file=sys.stderr)
    print(found.figure)
    raise SystemExit(1 if found.missed else 0)
