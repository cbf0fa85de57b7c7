"""Is a picture of which a part is missing ever judged, and a whole one ever refused?

    python -m benchmarks.damaged [--losses 2000] [--photos DIR...] [--seed N] [--json FILE] [--quick]

Each loss takes a sound photo, written as one of eleven kinds of file, and cuts it, zeroes, removes, inserts or moves
64 bytes to half of it. What intake accepts is compared with the sound file's own pixels: a picture is wrong where
over 1 % of its pixels differ by more than 16 levels in a channel, or its size does. Every sound photo is read, too,
as it is and as written. Exit status 1 where over 2 % of the losses are judged although the picture is wrong, or a
sound photo is refused.
"""

import argparse
import io
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.command import Figures, command, run
from benchmarks.losses import LOSSES, WRITERS, lost
from benchmarks.report import print_table, stop
from benchmarks.shares import Share, exact_share
from model.errors import PhotoRejectedError
from model.intake import decode_photo

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
SOUND = (ROOT / "datasets" / "images", *(SHARED / name for name in ("boards", "lookalikes", "orientation")))
AS_IT_IS = "as it is"
SOURCES = 200  # photos that losses are made from
QUICK = 150  # losses
WRONG_SHARE, WRONG_LEVELS = 0.01, 16
LIMIT = 0.02
WHOLE = 10_000  # pixels: no photo is reduced
QUALITIES = (60, 75, 85, 92)


@dataclass(frozen=True)
class Loss:
    """One loss: what was lost of which kind of file, and what came of it.

    Attributes:
        outcome: "refused", "sound" where the picture is as it was, nearly, or "wrong".
        code: of the refusal.
    """

    photo: str
    form: str
    kind: str
    outcome: str
    code: str = ""


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    photos = [path for folder in options.photos for path in sorted(folder.rglob("*.jp*g"))]
    if not photos:
        stop("none of the folders holds a photo")
    refused = [path.name for path in photos[:: 10 if options.quick else 1] if _read(path.read_bytes()) is None]
    losses = list(_losses(photos, QUICK if options.quick else options.losses, random.Random(options.seed)))
    unread = [f"{loss.photo} as {loss.form}" for loss in losses if loss.outcome == "unread"]
    share = _share([loss for loss in losses if loss.outcome != "unread"])
    _print(losses)
    print(
        f"sound photos refused: {len(refused)} of {len(photos)} as they are, {len(unread)} of {len(losses)} as written"
    )
    figure = f"judged although wrong: {share}, limit {LIMIT}"
    missed = [f"a sound photo is refused: {name}" for name in [*refused, *unread]]
    missed += [figure] if share.value > LIMIT else []
    found = {"refused": refused + unread, "share": share, "losses": [asdict(loss) for loss in losses]}
    return Figures(figure, {"sound": len(photos), **found}, missed)


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"{QUICK} losses, and one in ten of the sound photos")
    parser.add_argument("--losses", type=int, default=2000)
    parser.add_argument("--photos", type=Path, nargs="+", default=SOUND, metavar="DIR")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _losses(photos: Sequence[Path], number: int, rng: random.Random) -> Iterator[Loss]:
    sources = rng.sample(photos, min(SOURCES, len(photos)))
    forms = [AS_IT_IS, *WRITERS]
    for index in range(number):
        path, form, kind = rng.choice(sources), forms[index % len(forms)], rng.choice(list(LOSSES))
        yield _lose(path, form, kind, rng)


def _lose(path: Path, form: str, kind: str, rng: random.Random) -> Loss:
    data = path.read_bytes()
    if form != AS_IT_IS:
        data = WRITERS[form](Image.open(io.BytesIO(data)).convert("RGB"), rng.choice(QUALITIES))
    expected = _read(data)
    if expected is None:
        return Loss(path.name, form, kind, "unread")
    try:
        found = _pixels(lost(data, kind, rng))
    except PhotoRejectedError as refusal:
        return Loss(path.name, form, kind, "refused", refusal.code)
    return Loss(path.name, form, kind, "wrong" if _differs(found, expected) else "sound")


def _read(data: bytes) -> NDArray[np.uint8] | None:
    try:
        return _pixels(data)
    except PhotoRejectedError:
        return None


def _pixels(data: bytes) -> NDArray[np.uint8]:
    return np.asarray(decode_photo(data, longest_side=WHOLE).image.convert("RGB"))


def _differs(found: NDArray[np.uint8], expected: NDArray[np.uint8]) -> bool:
    if found.shape != expected.shape:
        return True
    distance = np.abs(found.astype(np.int16) - expected).max(axis=2)
    return bool((distance > WRONG_LEVELS).mean() > WRONG_SHARE)


def _share(losses: Sequence[Loss]) -> Share:
    wrong = sum(loss.outcome == "wrong" for loss in losses)
    return exact_share(wrong, len(losses))


def _print(losses: Sequence[Loss]) -> None:
    for title, names in (("file", [AS_IT_IS, *WRITERS]), ("loss", list(LOSSES))):
        rows = ([loss for loss in losses if name in {loss.form, loss.kind}] for name in names)
        shown = zip(names, rows, strict=True)
        print_table((title, "losses", "refused", "as it was", "wrong"), (_row(name, row) for name, row in shown))
        print()


def _row(name: str, losses: Sequence[Loss]) -> tuple[str, ...]:
    counts = Counter(loss.outcome for loss in losses)
    return (name, str(len(losses)), *(str(counts[outcome]) for outcome in ("refused", "sound", "wrong")))


if __name__ == "__main__":
    main()
