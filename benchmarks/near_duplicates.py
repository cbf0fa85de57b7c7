"""Are the copies of a photo found that stand in another split, and are photos of goods that are alike left alone?

    python -m benchmarks.near_duplicates [--sets DIR...] [--photos 200] [--seed N] [--json FILE] [--quick]

Photos are drawn from the data sets, changed as people and programs change them, and searched for their copies beside
the originals, as `shingan-train validate` does. And all photos of the data sets, which hold no copies, are searched:
every pair that is found among them is a false alarm. Exit status 1 where under 95 % of the copies of a kind are found,
or there is a false alarm.
"""

import argparse
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageOps

from benchmarks.command import Figures, command, run
from benchmarks.report import print_table, stop
from benchmarks.shares import Share, exact_share
from model.intake import read_picture
from model.intervals import clopper_pearson
from training.manifest import Manifest, read_manifest
from training.validate.copies import copies
from training.validate.files import open_photos, read_image
from training.validate.fingerprints import Grey
from training.validate.photo import Photo, grey_thumbnail, look_at

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
SETS = (ROOT / "datasets", SHARED / "lookalikes", SHARED / "boards")
LIMIT = 0.95
QUICK = 20  # photos
LONGEST_SIDE = 1024  # pixels, of the photo that is changed
QUALITY = 82
Change = Callable[[Image.Image], Image.Image]


def inner(image: Image.Image, share: float) -> Image.Image:
    """The picture without so much of each side."""
    across, down = round(image.width * share), round(image.height * share)
    return image.crop((across, down, image.width - across, image.height - down))


def stamped(image: Image.Image) -> Image.Image:
    """The picture with a date in its corner."""
    image, (width, height) = image.copy(), image.size
    draw = ImageDraw.Draw(image)
    draw.rectangle((0.72 * width, 0.93 * height, width, height), fill="black")
    draw.text((0.73 * width, 0.94 * height), "2026-05-04 11:02:13", fill="yellow")
    return image


def framed(image: Image.Image, share: float, colour: str) -> Image.Image:
    """The picture in a frame as wide as that share of its width."""
    return ImageOps.expand(image, max(2, round(share * image.width)), colour)


CHANGES: dict[str, Change] = {
    "darker by 15 %": lambda image: image.point(lambda level: int(level * 0.85)),
    "brighter by 15 %": lambda image: image.point(lambda level: min(255, int(level * 1.15))),
    "cropped by 2 %": lambda image: inner(image, 0.02),
    "turned by 90": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    "turned by 180": lambda image: image.transpose(Image.Transpose.ROTATE_180),
    "turned by 270": lambda image: image.transpose(Image.Transpose.ROTATE_270),
    "mirrored": ImageOps.mirror,
    "date-stamped": stamped,
    "framed in white": lambda image: framed(image, 0.015, "white"),
    "framed in black": lambda image: framed(image, 0.015, "black"),
    "half as large": lambda image: image.resize((max(1, image.width // 2), max(1, image.height // 2))),
}
BEYOND: dict[str, Change] = {  # shown, without a limit
    "cropped by 5 %": lambda image: inner(image, 0.05),
    "framed widely": lambda image: framed(image, 0.07, "white"),
}


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    manifests = [read_manifest(folder / "manifest.csv") for folder in options.sets if folder.is_dir()]
    if not manifests:
        stop("none of the folders is there")
    alarms, pairs = _alarms(manifests)
    number = QUICK if options.quick else options.photos
    found = {kind: _found(change, manifests, number, options.seed) for kind, change in (CHANGES | BEYOND).items()}
    print_table(("copy", "found"), [(kind, str(share)) for kind, share in found.items()])
    missed = [f"{kind}: {found[kind]} found, limit {LIMIT}" for kind in CHANGES if found[kind].value < LIMIT]
    missed += [f"false alarm: {alarm}" for alarm in alarms]
    of = clopper_pearson(len(alarms), pairs)[1]
    figure = f"false alarms: {len(alarms)} among {pairs} pairs of different items with one label (at most {of:.1e})"
    return Figures(
        figure,
        {
            "found": [{"kind": kind, **asdict(share)} for kind, share in found.items()],
            "false_alarms": alarms,
            "pairs": pairs,
        },
        missed,
    )


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"{QUICK} photos of each kind of copy")
    parser.add_argument("--sets", type=Path, nargs="+", default=SETS, metavar="DIR")
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _alarms(manifests: Sequence[Manifest]) -> tuple[list[str], int]:
    """The pairs of a data set that are called copies, and how many pairs there are to be mistaken."""
    alarms, pairs = [], 0
    for manifest in manifests:
        photos = open_photos(manifest).photos
        for alike in _by_label(photos):
            alarms += [f"{one.row.image} and {other.row.image}" for one, other in copies(alike, _decoder(manifest))]
            pairs += sum(
                one.row.item != other.row.item for index, one in enumerate(alike) for other in alike[index + 1 :]
            )
    return alarms, pairs


def _by_label(photos: Sequence[Photo]) -> Iterator[list[Photo]]:
    for label in sorted({photo.row.label for photo in photos}):
        yield [photo for photo in photos if photo.row.label == label]


def _decoder(manifest: Manifest) -> Callable[[Photo], Grey]:
    return lambda photo: grey_thumbnail(read_image(manifest, photo.row))


def _found(change: Change, manifests: Sequence[Manifest], number: int, seed: int) -> Share:
    """The share of photos whose copies of one kind are found beside them."""
    every = [(manifest, row) for manifest in manifests for row in manifest.rows]
    drawn = Random(seed).sample(every, min(number, len(every)))
    hits = 0
    for manifest, row in drawn:
        data = read_image(manifest, row)
        copy = _changed(data, change)
        photos = [look_at(row, data), look_at(replace(row, item=f"{row.item}, copied"), copy)]
        thumbnails = {photo.row.item: grey_thumbnail(each) for photo, each in zip(photos, (data, copy), strict=True)}
        hits += any(copies(photos, partial(_kept, thumbnails)))
    return exact_share(hits, len(drawn))


def _kept(thumbnails: Mapping[str, Grey], photo: Photo) -> Grey:
    return thumbnails[photo.row.item]


def _changed(data: bytes, change: Change) -> bytes:
    buffer = io.BytesIO()
    change(Image.fromarray(read_picture(data, longest_side=LONGEST_SIDE).pixels)).save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
