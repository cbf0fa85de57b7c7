"""Pairs on the way that an officer goes: photos in, the page and the report out."""

import io
from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from model.evidence import MARK_COLOUR, encode_jpeg
from serve.evidence.domain import REPORT
from serve.evidence.reporting import PAIR_SIDE, SMALL_PAIR_SIDE
from serve.platform.settings import Settings
from tests.serve.bundling import bundle_of, files_of
from tests.serve.casework import Officer
from tests.serve.running import Service, run
from tests.serve.tiny_release import make_release, reference_of

TILT = np.array([[0.9, -0.12, 70.0], [0.1, 0.85, 20.0], [0.0, 0.0, 1.0]])


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose release lays photos over reference pictures."""
    release = make_release(tmp_path_factory.mktemp("release"))
    yield from run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=release, workers=2))


def tilted(view: str, finding: str) -> bytes:
    """The view's reference picture, photographed at an angle; red where it is to deviate."""
    picture = np.array(Image.open(io.BytesIO(reference_of(view))))
    if finding == "deviates":
        picture = picture[..., [1, 0, 2]]
    warped = cv2.warpPerspective(picture, TILT, (640, 480), borderValue=(140, 140, 140))
    return encode_jpeg(Image.fromarray(np.asarray(warped, np.uint8)), quality=95)


@pytest.mark.parametrize(("finding", "side"), [("deviates", PAIR_SIDE), ("matches", SMALL_PAIR_SIDE)])
def test_the_page_and_the_report_show_one_place_on_both_pictures(service: Service, finding: str, side: int) -> None:
    officer = Officer(service.client)
    case = officer.open()
    item = officer.add_item(case, product="bag")
    examination = officer.examine(case, item, tilted("whole", finding), views=["whole"])["examination"]
    point = next(point for point in examination["verdict"]["points"] if point["id"] == "stitch")
    assert point["finding"] == finding
    assert point["place"]
    assert point["reference_region"] == pytest.approx([0.1, 0.1, 0.2, 0.2])
    index = examination["verdict"]["points"].index(point)
    page = service.client.get(f"/examinations/{examination['id']}", headers={"accept": "text/html"}).text
    pair = f"/v1/examinations/{examination['id']}/pairs/{index}"
    plain, large = f"{pair}/{{}}.jpg?frames=false", f"{pair}/{{}}.jpg?frames=false&large=true"
    width, height = picture(service, plain.format("photo")).size
    for name in ("photo", "reference"):  # of a size that the page knows, and of twice that size when they are enlarged
        assert picture(service, plain.format(name)).size == (width, height)
        assert max(picture(service, large.format(name)).size) == 2 * max(width, height)
        shown = f'<img src="{plain.format(name)}" width="{width}" height="{height}" data-large="{large.format(name)}"'
        assert shown in page.replace("&amp;", "&")
    with_frame, without = (picture(service, f"{pair}/reference.jpg{query}") for query in ("", "?frames=false"))
    assert has_a_frame(with_frame)
    assert not has_a_frame(without)
    report = PdfReader(io.BytesIO(files_of(bundle_of(service, case))[REPORT]))
    printed = [shown.image.size for page in report.pages for shown in page.images if shown.image]
    assert [max(size) for size in printed].count(side) == 2


def picture(service: Service, address: str) -> Image.Image:
    return Image.open(io.BytesIO(service.client.get(address).raise_for_status().content))


def has_a_frame(shown: Image.Image) -> bool:
    """Whether something on a picture has the colour of frames, as nearly as a JPEG keeps it."""
    away = np.abs(np.asarray(shown.convert("RGB"), np.int16) - MARK_COLOUR).max(axis=-1)
    return bool((away < 40).sum() > 100)
