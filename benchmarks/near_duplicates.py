"""Are the copies of a photo found, under either label, and are photos of goods that are alike left alone?

    python -m benchmarks.near_duplicates [--sets DIR...] [--photos 200] [--seed N] [--json FILE] [--quick]

Photos are drawn from the data sets, changed as people and programs change them, and searched for among the originals,
as `shingan-train validate` does. A copy that was only saved again is also searched for under the other label; one with
a tell drawn into it, or beside its own counterfeit (boards), is legitimate data there. And all photos of the data sets,
which hold no copies, are searched: every pair that is found is a false alarm. Exit status 1 where under 95 % of the
copies of a kind are found, under 90 % of those under the other label, or where there is a false alarm.
"""

import argparse
import io
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageEnhance, ImageOps, ImageStat

from benchmarks.command import Figures, command, run
from benchmarks.report import print_table, stop
from benchmarks.shares import Share, exact_share
from model.intake import read_picture
from model.intervals import clopper_pearson
from training.manifest import Label, Manifest, Row, read_manifest
from training.validate.copies import Copies
from training.validate.duplicates import near_groups, same_pictures
from training.validate.files import open_photos, read_image
from training.validate.photo import Photo, look_at

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
SETS = (ROOT / "datasets", SHARED / "lookalikes", SHARED / "boards")
LIMIT, LIMIT_OTHER_LABEL = 0.95, 0.9
QUICK = 20  # photos
LONGEST_SIDE = 1024  # pixels, of the photo that is changed
QUALITY = 82
OWN_LABEL, OTHER_LABEL = True, False
LIGHT = 128  # grey level from which on a tell is darker than its place
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


def turned(image: Image.Image, degrees: float, colour: str) -> Image.Image:
    """The picture turned, its corners filled up."""
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=colour)


def moved(image: Image.Image, share: float, colour: str) -> Image.Image:
    """The picture moved to the right and up, and filled up."""
    filled = Image.new("RGB", image.size, colour)
    filled.paste(image, (round(share * image.width), round(-share * image.height)))
    return filled


def brighter(image: Image.Image, factor: float) -> Image.Image:
    """The picture with every level times a factor."""
    return image.point(lambda level: min(255, int(level * factor)))


def saved(image: Image.Image, form: str, quality: int) -> Image.Image:
    """The picture saved with losses and opened again."""
    buffer = io.BytesIO()
    image.save(buffer, form, quality=quality)
    return Image.open(buffer).convert("RGB")


def resized(image: Image.Image, share: float) -> Image.Image:
    """The picture smaller, not below 80 pixels."""
    return image.resize((max(80, round(image.width * share)), max(80, round(image.height * share))))


SAVED_AGAIN: dict[str, Change] = {
    "JPEG of quality 30": lambda image: saved(image, "JPEG", 30),
    "WebP of quality 50": lambda image: saved(image, "WEBP", 50),
    "half as large": lambda image: resized(image, 0.5),
    "darker by 15 %": lambda image: brighter(image, 0.85),
    "turned by 90": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    "mirrored": ImageOps.mirror,
    "framed in white": lambda image: framed(image, 0.015, "white"),
}
CHANGES: dict[str, Change] = SAVED_AGAIN | {
    "brighter by 15 %": lambda image: brighter(image, 1.15),
    "contrast + 25 %": lambda image: ImageEnhance.Contrast(image).enhance(1.25),
    "contrast - 25 %": lambda image: ImageEnhance.Contrast(image).enhance(0.75),
    "cropped by 2 %": lambda image: inner(image, 0.02),
    "cropped at two sides by 3 %": lambda image: image.crop(
        (round(0.03 * image.width), 0, image.width, round(0.97 * image.height))
    ),
    "moved by 2 %": lambda image: moved(image, 0.02, "white"),
    "turned by 1": lambda image: turned(image, 1, "black"),
    "turned by 3": lambda image: turned(image, -3, "white"),
    "turned by 3, cropped": lambda image: inner(turned(image, 3, "black"), 0.05),
    "turned by 180": lambda image: image.transpose(Image.Transpose.ROTATE_180),
    "turned by 270": lambda image: image.transpose(Image.Transpose.ROTATE_270),
    "date-stamped": stamped,
    "framed in black": lambda image: framed(image, 0.015, "black"),
}
BEYOND: dict[str, Change] = {  # shown, without a limit
    "a quarter as large": lambda image: resized(image, 0.25),
    "cropped by 5 %": lambda image: inner(image, 0.05),
    "cropped by 8 %": lambda image: inner(image, 0.08),
    "turned by 5": lambda image: turned(image, 5, "white"),
    "moved by 3 %": lambda image: moved(image, 0.03, "black"),
    "framed widely": lambda image: framed(image, 0.07, "white"),
    "turned, brighter, stamped": lambda image: stamped(brighter(turned(image, 2, "white"), 1.15)),
}
TELLS = {"4 % wide": (0.04, 60), "2 % wide": (0.02, 60), "2 % wide, faint": (0.02, 30), "1 % wide": (0.01, 60)}


class Original(NamedTuple):
    """A photo that is changed, and its row and data set."""

    manifest: Manifest
    row: Row
    data: bytes


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    manifests = [read_manifest(folder / "manifest.csv") for folder in options.sets if folder.is_dir()]
    if not manifests:
        stop("none of the folders is there")
    alarms, pairs = _alarms(manifests)
    drawn = _drawn(manifests, QUICK if options.quick else options.photos, options.seed)
    found = {kind: _share(change, drawn, OWN_LABEL) for kind, change in (CHANGES | BEYOND).items()}
    conflicts = {kind: _share(change, drawn, OTHER_LABEL) for kind, change in SAVED_AGAIN.items()}
    told = {f"a tell, {kind}": _share(_with_tell(*tell), drawn, OTHER_LABEL) for kind, tell in TELLS.items()}
    print_table(("copy", "found"), [(kind, str(share)) for kind, share in found.items()])
    print_table(("under the other label", "a conflict"), [(kind, str(s)) for kind, s in (conflicts | told).items()])
    missed = [f"{kind}: {found[kind]} found, limit {LIMIT}" for kind in CHANGES if found[kind].value < LIMIT]
    missed += [f"other label, {kind}: {each}" for kind, each in conflicts.items() if each.value < LIMIT_OTHER_LABEL]
    missed += [f"false alarm: {alarm}" for alarm in alarms]
    of = clopper_pearson(len(alarms), pairs)[1]
    figure = f"false alarms: {len(alarms)} among {pairs} pairs of different items (at most {of:.1e})"
    return Figures(
        figure,
        {
            "found": _listed(found),
            "conflicts": _listed(conflicts | told),
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


def _listed(shares: Mapping[str, Share]) -> list[dict[str, object]]:
    return [{"kind": kind, **asdict(share)} for kind, share in shares.items()]


def _alarms(manifests: Sequence[Manifest]) -> tuple[list[str], int]:
    """The photos of a data set that are called copies, or conflicts, and how many pairs there are to be mistaken."""
    alarms, number = [], 0
    for manifest in manifests:
        opened = open_photos(manifest)
        same = same_pictures(manifest, opened.photos)
        for pairs in (opened.copies.alike, opened.copies.conflicts):
            groups = near_groups(opened, pairs, same)
            alarms += [" and ".join(photo.row.image for photo in group) for group in groups]
        items = [photo.row.item for photo in opened.photos]
        number += sum(items[at] != item for at in range(len(items)) for item in items[at + 1 :])
    return alarms, number


def _drawn(manifests: Sequence[Manifest], number: int, seed: int) -> list[Original]:
    every = [(manifest, row) for manifest in manifests for row in manifest.rows]
    drawn = Random(seed).sample(every, min(number, len(every)))
    return [Original(manifest, row, read_image(manifest, row)) for manifest, row in drawn]


def _share(change: Change, drawn: Sequence[Original], has_own_label: bool) -> Share:  # noqa: FBT001  as named above
    """The share of photos whose copies are found; of those under the other label, the share of conflicts."""
    hits = 0
    for original in drawn:
        copies = _searched(original, _changed(original.data, change), has_own_label=has_own_label)
        hits += bool(copies.alike if has_own_label else copies.conflicts)
    return exact_share(hits, len(drawn))


def _changed(data: bytes, change: Change) -> bytes:
    image = Image.fromarray(read_picture(data, longest_side=LONGEST_SIDE).pixels)
    buffer = io.BytesIO()
    change(image).save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def _searched(original: Original, changed: bytes, *, has_own_label: bool) -> Copies:
    """A data set of two: a photo and what was made of it, under another item."""
    row = original.row
    other = next(label for label in Label if (label is row.label) == has_own_label)
    files = {replace(row, item="photo"): original.data, replace(row, item="copy", label=other): changed}
    copies = Copies(files.__getitem__)
    for each, data in files.items():
        looked = look_at(data, each.item)
        copies.add(Photo(each, looked.look), looked.fingerprints, looked.grey)
    return copies


def _with_tell(width: float, levels: int) -> Change:
    """Draws a disc into the picture, as wide as that share of its longer side, so many levels lighter or darker."""

    def changed(image: Image.Image) -> Image.Image:
        random = Random(zlib.crc32(image.tobytes()))
        across = max(1.0, width * max(image.size))
        left, top = (random.uniform(0.2, 0.8) * side for side in image.size)
        disc = Image.new("L", image.size)
        ImageDraw.Draw(disc).ellipse((left, top, left + across, top + across), fill=255)
        is_light = ImageStat.Stat(image.convert("L"), disc).mean[0] >= LIGHT
        step = -levels if is_light else levels
        return Image.composite(image.point(lambda level: max(0, min(255, level + step))), image, disc)

    return changed


if __name__ == "__main__":
    main()
