"""Does the device say that a photo cuts its item off where it does, and not where all of the item is there?

    python -m benchmarks.cut_off [--items 60] [--json FILE] [--quick]

Photos of the committed data that no release learned from, of which the drawing knows where the item is: each as it is,
and cut so that a share of the item is outside on one side. In Chromium, `static/framing.js` compares each with the
genuine picture and the outline that the service gives for its view. Its limits were chosen on every second item; the
others are counted here. Exit status 1 where more than 5 % of whole items are to be photographed again.
"""

import argparse
import base64
import io
import random
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps

from benchmarks.command import PHOTOS, Figures, command, run, take_release
from benchmarks.pocket import Phone
from benchmarks.report import print_table
from benchmarks.shares import clustered_share
from datasets.draw.product import Product
from datasets.draw.products import product_by_id
from datasets.draw.sample import PlannedItem, plan_items
from datasets.draw.scene import Scene
from tests.clients import client_of
from tests.faults.process import Process

SEED, OF_A_LABEL = 7, 20  # of the committed photos (`make demo-data`)
SPLITS = {"train": 0.2, "calibration": 0.2, "test": 0.6}
PRODUCTS = ("asterun-label", "hoshimaru-toy", "inkora-seal", "palvidine-blister", "tornavik-bearing", "vell-carton")
CUT = (0.0, 0.1, 0.2, 0.35, 0.5)  # shares of an item outside
MOST = 0.05  # of whole items that may be said to be cut off
QUICK_ITEMS = 6
READY = "return typeof isCutOff !== 'undefined'"
FRAME = """
const [name, sample, outline, done] = arguments;
const small = (picture) => averaged(channelsOf(pixelsOf(drawn(picture, ADVISED_SIDE))), LIGHT_SIDE);
window.pictureIn = async (text, type) => {
  const bytes = Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  return small(await pictureOf(new Blob([bytes], { type })));
};
(async () => {
  const genuine = await pictureIn(sample, "image/jpeg");
  const box = await boxOf(URL.createObjectURL(new Blob([outline], { type: "image/svg+xml" })), genuine);
  (window.frames_ ??= {})[name] = frameOf(genuine, box);
  done();
})();
"""
LOOK = """
const [name, photo, done] = arguments;
pictureIn(photo, "image/jpeg").then((small) => {
  const begun = performance.now();
  const isCut = isCutOff(small, frames_[name]);
  done([isCut, performance.now() - begun]);
});
"""


class Cropped(NamedTuple):
    """A photo with a share of its item outside."""

    item: str
    view: str
    share: float
    content: bytes


def main() -> None:
    """Answer the question."""
    parser = command(__doc__, quick=f"{QUICK_ITEMS} items")
    parser.add_argument("--items", type=int, default=60)
    take_release(parser)
    run(measure, parser.parse_args())


def measure(options: argparse.Namespace) -> Figures:
    """Look at all photos."""
    items = _items()[: QUICK_ITEMS if options.quick else options.items]
    with tempfile.TemporaryDirectory(prefix="cut-off-") as name:
        data = Path(name) / "data"
        with Phone(Path(name) / "profile", data, options.release) as phone:
            process = Process(data, options.release, {}).wait_until_ready()
            try:
                found = list(_looked(phone, process.base, items))
            finally:
                process.end()
    shares = {cut: clustered_share(*_of(found, cut)) for cut in CUT}
    print_table(["outside", "said to be cut off"], [[f"{cut:g}", str(share)] for cut, share in shares.items()])
    times = sorted(took for _, _, took in found)
    document = {f"{cut:g}": asdict(share) for cut, share in shares.items()}
    figure = f"said of whole items: {shares[0.0]}; of items of which a third is outside: {shares[0.35]}"
    missed = [f"of whole items, at most {MOST:g} may be said to be cut off"] * (shares[0.0].value > MOST)
    return Figures(figure, {"shares": document, "milliseconds": times[len(times) // 2]}, missed)


def _items() -> Sequence[PlannedItem]:
    """Those that were not looked at when the limits were chosen, in an order of no meaning."""
    products = [product_by_id(each) for each in PRODUCTS]
    planned = plan_items(SEED, products, OF_A_LABEL, OF_A_LABEL, SPLITS)
    others = [each for each in planned if each.split != "train"]
    return sorted(others, key=lambda each: zlib.crc32(f"s{each.id}".encode()))[1::2]


def _looked(phone: Phone, base: str, items: Sequence[PlannedItem]) -> Iterator[tuple[Cropped, bool, float]]:
    """Each photo, whether it is said to be cut off, and the milliseconds that this took."""
    phone.sign_in(base)
    phone.window.get(f"{base}/examine")
    phone.until(READY)
    with client_of(base, headers={"Authorization": f"Bearer {phone.token}"}, timeout=60) as client:
        for product in PRODUCTS:
            for view in client.get(f"/v1/catalogue/products/{product}/capture").json()["views"]:
                sample = base64.b64encode(client.get(view["sample"]).content).decode()
                outline = client.get(view["outline"]).text
                phone.window.execute_async_script(FRAME, f"{product}-{view['id']}", sample, outline)
    for each in (cropped for item in items for cropped in _cropped(item, product_by_id(item.product))):
        text = base64.b64encode(each.content).decode()
        is_cut, took = phone.window.execute_async_script(LOOK, each.view, text)
        yield each, is_cut, took


def _cropped(item: PlannedItem, product: Product) -> Iterator[Cropped]:
    for view, scene in zip(product.views, item.scenes, strict=True):
        path = PHOTOS / f"{item.id}-{view.id}.jpg"
        with Image.open(path) as stored:
            photo = ImageOps.exif_transpose(stored).convert("RGB")
        side = random.Random(path.name).randrange(4)
        for share in CUT:
            sink = io.BytesIO()
            photo.crop(_rest(photo.size, scene, side, share)).save(sink, "JPEG", quality=90)
            yield Cropped(item.id, f"{product.id}-{view.id}", share, sink.getvalue())


def _rest(size: tuple[int, int], scene: Scene, side: int, share: float) -> tuple[int, int, int, int]:
    """The box of the photo that leaves this share of the item outside: 0 left, 1 top, 2 right, 3 bottom."""
    edges: list[float] = [0, 0, *size]
    if share:
        (left, top), (right, bottom) = scene.quad.min(0), scene.quad.max(0)
        width, height = right - left, bottom - top
        edges[side] = (left + share * width, top + share * height, right - share * width, bottom - share * height)[side]
    x0, y0, x1, y1 = (round(float(edge)) for edge in edges)
    return x0, y0, x1, y1


def _of(found: Sequence[tuple[Cropped, bool, float]], cut: float) -> tuple[Sequence[bool], Sequence[str]]:
    chosen = [(is_cut, each.item) for each, is_cut, _ in found if each.share == cut]
    return [is_cut for is_cut, _ in chosen], [item for _, item in chosen]


if __name__ == "__main__":
    main()
