"""Damage: a picture of which a part is missing is refused, and what harms no picture is borne."""

import io
import random
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageDraw

from benchmarks.losses import LOSSES, WRITERS, lost
from model import hevc
from model.boxes import Property, read_pictures
from model.errors import PhotoRejectedError
from model.intake import decode_photo
from model.jpeg import is_whole, read_structure
from tests.model.photos import SHARED, encoded, read, rejection, scene, shared

DAMAGED = {"photo-unreadable", "photo-truncated"}


def drawn() -> Image.Image:
    return scene(480, 360)


@cache
def written(form: str) -> bytes:
    """The drawn picture as a file. HEIC takes half a second to write, and each test damages a copy."""
    return WRITERS[form](drawn(), 85)


def outcome(data: bytes) -> str:
    try:
        read(data)
    except PhotoRejectedError as refusal:
        return refusal.code
    return "picture"


@pytest.mark.parametrize("form", list(WRITERS))
@pytest.mark.parametrize("kind", ["cut", "cut and closed", "zeroed", "removed", "inserted"])
def test_a_picture_that_lost_a_third_of_its_data_is_refused(form: str, kind: str) -> None:
    data = written(form)
    assert outcome(data) == "picture"
    damaged = LOSSES[kind](data, len(data) // 2, len(data) // 3, random.Random(1))
    assert outcome(damaged) in DAMAGED


@pytest.mark.parametrize("form", list(WRITERS))
def test_nearly_no_loss_is_judged(form: str) -> None:
    rng = random.Random(3)
    data = written(form)
    sound = np.asarray(decode_photo(data, longest_side=480).image.convert("RGB")).astype(int)
    judged = 0
    for _ in range(12):
        try:
            found = decode_photo(
                lost(data, rng.choice(["cut", "zeroed", "removed", "inserted"]), rng), longest_side=480
            )
        except PhotoRejectedError:
            continue
        pixels = np.asarray(found.image.convert("RGB")).astype(int)
        judged += pixels.shape != sound.shape or (np.abs(pixels - sound).max(axis=2) > 16).mean() > 0.01
    assert judged <= 1


@pytest.mark.shared
def test_photos_that_lost_a_part_in_the_field_are_refused() -> None:
    refusals = {path.name: rejection(path.read_bytes()) for path in shared("field/01-incomplete")}
    assert {refusal.code for refusal in refusals.values()} <= DAMAGED
    assert all("send it again" in str(refusal) for refusal in refusals.values())


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["lookalikes", "orientation", "boards"])
def test_no_sound_photo_is_refused(folder: str) -> None:
    paths = [path for path in shared(folder) if path.suffix == ".jpg"]
    assert all(outcome(path.read_bytes()) == "picture" for path in paths[:: max(1, len(paths) // 60)])


def with_stray_bytes(data: bytes, stray: Callable[[], bytes], marker: bytes = rb"\xff[\xd0-\xd7]") -> bytes:
    start = data.index(b"\xff\xda")
    return data[:start] + re.sub(rb"(?=" + marker + rb")", lambda _: stray(), data[start:])


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("options", [{"restart_marker_rows": 1}, {"restart_marker_blocks": 7}])
def test_stray_bytes_before_restart_markers_harm_no_picture(mode: str, options: dict[str, int]) -> None:
    rng = random.Random(2)
    data = encoded(drawn().convert(mode), "JPEG", **options)
    for stray in (lambda: b"\0\0\0", lambda: bytes(rng.randrange(255) for _ in range(rng.randrange(1, 12)))):
        assert np.array_equal(read(with_stray_bytes(data, stray)).pixels, read(data).pixels)


def test_bytes_that_fill_a_jpeg_up_to_its_end_mark_harm_no_picture() -> None:
    data = encoded(drawn(), "JPEG")
    for number in (1, 6, 400):
        assert np.array_equal(read(data[:-2] + bytes(number) + data[-2:]).pixels, read(data).pixels)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
def test_stray_bytes_between_segments_harm_no_picture(options: dict[str, int]) -> None:
    data = encoded(drawn(), "JPEG", **options)
    table = data.index(b"\xff\xdb")
    assert np.array_equal(read(data[:table] + b"stray" + data[table:]).pixels, read(data).pixels)


def test_zeros_that_took_the_end_of_a_jpeg_do() -> None:
    data = encoded(drawn(), "JPEG")
    assert rejection(data[:-2002] + bytes(2000) + data[-2:]).code == "photo-unreadable"


@pytest.mark.shared
def test_a_file_whose_every_stretch_was_written_with_bytes_to_spare_stays_readable() -> None:
    assert read((SHARED / "malformed" / "hopper_bad_exif.jpg").read_bytes()).full_size == (500, 500)


def test_blank_pictures_are_no_zeroed_ones() -> None:
    for colour in ("white", "black", "grey"):
        blank = Image.new("RGB", (600, 460), colour)
        for form, write in WRITERS.items():
            assert outcome(write(blank, 85)) == "picture", form
    studio = Image.new("RGB", (600, 460), "white")
    studio.paste(drawn(), (90, 60))
    assert [form for form, write in WRITERS.items() if outcome(write(studio, 85)) != "picture"] == []


@pytest.mark.parametrize("form", ["AVIF", "AVIF in one tile", "WebP lossless", "HEIC", "PNG"])
def test_line_art_in_black_and_white_is_no_zeroed_picture(form: str) -> None:
    art = Image.new("RGB", (1600, 1200), "black")
    rng = random.Random(5)
    pen = ImageDraw.Draw(art)
    for _ in range(150):
        x, y, length = rng.randrange(300, 900), rng.randrange(300, 800), rng.randrange(20, 260)
        pen.rectangle((x, y, x + length, y + 5), fill="white")
        pen.ellipse((x - 8, y - 8, x + 12, y + 12), fill="white")
    assert outcome(WRITERS[form](art, 70)) == "picture"


@pytest.mark.shared
def test_boards_in_black_and_white_are_no_zeroed_pictures() -> None:
    for name in ("12100198-c", "44000067-c", "90100045-c"):
        art = (
            Image.open(SHARED / "boards" / "images" / f"{name}.jpg")
            .convert("L")
            .point(lambda level: 255 * (level > 127))
        )
        assert outcome(encoded(art.convert("RGB"), "AVIF", quality=70, speed=9)) == "picture", name


def animated(form: str) -> bytes:
    frames = [scene(480, 360, seed=number) for number in range(3)]
    return encoded(frames[0], form, quality=80, save_all=True, append_images=frames[1:], speed=9)


def translucent(form: str) -> bytes:
    image = drawn()
    levels = np.random.default_rng(4).integers(60, 256, (45, 60)).astype(np.uint8)
    image.putalpha(Image.fromarray(levels).resize(image.size))
    buffer = io.BytesIO()
    if form == "HEIC":
        pillow_heif.from_pillow(image).save(buffer, quality=80)
    else:
        image.save(buffer, form, quality=80, speed=9)
    return buffer.getvalue()


@pytest.mark.shared
def test_an_avif_animation_whose_film_lies_elsewhere_is_sound() -> None:
    (star,) = (path for path in shared("malformed") if path.name == "star.avifs")
    assert outcome(star.read_bytes()) == "picture"


@pytest.mark.parametrize(
    ("form", "kind"), [("AVIF", "cut"), ("AVIF", "zeroed"), *(("WEBP", kind) for kind in LOSSES if kind != "moved")]
)
def test_of_an_animation_the_first_picture_must_be_whole(form: str, kind: str) -> None:
    data = animated(form)
    assert outcome(data) == "picture"
    damaged = LOSSES[kind](data, 4000, 3000, random.Random(1))
    assert outcome(damaged) in DAMAGED


@pytest.mark.parametrize("form", ["HEIC", "AVIF"])
def test_what_a_picture_lets_through_must_be_whole_too(form: str) -> None:
    data = translucent(form)
    (alpha,) = read_pictures(data).alpha()
    start, end = alpha.extents[0]
    assert outcome(data) == "picture"
    middle, lost_bytes = (start + end) // 2, (end - start) // 3
    assert outcome(data[:middle] + bytes(lost_bytes) + data[middle + lost_bytes :]) in DAMAGED


@pytest.mark.parametrize("form", ["HEIC", "HEIC in tiles", "AVIF", "WebP lossless"])
def test_ones_of_an_erased_memory_card_are_damage(form: str) -> None:
    data = written(form)
    middle = len(data) // 2
    assert outcome(data[:middle] + b"\xff" * 512 + data[middle + 512 :]) in DAMAGED


def test_a_progressive_jpeg_without_its_last_passes_is_not_whole() -> None:
    data = encoded(drawn(), "JPEG", progressive=True)
    structure = read_structure(data)
    assert is_whole(data, structure)
    for scan in structure.scans[2:]:
        short = data[: scan.segment.start] + b"\xff\xd9"
        assert not is_whole(short, read_structure(short))
        assert outcome(short) in DAMAGED


def test_a_quantisation_step_of_zero_is_damage() -> None:
    data = bytearray(encoded(drawn(), "JPEG"))
    table = data.index(b"\xff\xdb") + 5
    data[table + 20 : table + 40] = bytes(20)
    assert rejection(bytes(data)).code == "photo-unreadable"


@pytest.mark.parametrize(("marker", "precision"), [(0xC3, 8), (0xC9, 8), (0xC5, 8), (0xF7, 8), (0xC1, 12), (0xC0, 12)])
def test_kinds_of_jpeg_that_are_not_read_are_called_that(marker: int, precision: int) -> None:
    data = bytearray(encoded(drawn(), "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 1], data[frame + 4] = marker, precision
    refusal = rejection(bytes(data))
    assert refusal.code == "photo-format-unsupported"
    assert "not a kind of JPEG that is read here" in str(refusal)


@pytest.mark.shared
def test_rare_jpegs_from_the_field_are_told_from_damaged_ones() -> None:
    assert {rejection(path.read_bytes()).code for path in shared("field/10-rare-jpeg")} == {"photo-format-unsupported"}


def test_of_a_png_what_shows_must_have_its_checksum() -> None:
    data = bytearray(encoded(drawn()))
    data[data.index(b"IDAT") + 5000] ^= 1
    assert rejection(bytes(data)).code in DAMAGED


@pytest.mark.parametrize("form", ["AVIF", "HEIC", "AVIF in one tile", "HEIC in tiles"])
@pytest.mark.parametrize(
    "trailer",
    [
        b"\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data" + b"\x11" * 500,
        b"SEFT",
        b"\xff" * 9000,
        b"\0\0\0\1free" + b"\xff" * 80,
    ],
    ids=["film", "mark", "ones", "endless box"],
)
def test_bytes_behind_the_last_box_do_no_harm(form: str, trailer: bytes) -> None:
    data = written(form)
    assert np.array_equal(read(data + trailer).pixels, read(data).pixels)
    assert outcome(data[: len(data) * 9 // 10]) == "photo-truncated"


@pytest.mark.shared
def test_motion_photos_from_the_field_are_read() -> None:
    assert {read(path.read_bytes()).full_size for path in shared("field/13-trailer")} == {(640, 480)}


def test_a_file_of_an_mpo_or_with_a_film_behind_it_is_its_first_picture() -> None:
    buffer = io.BytesIO()
    drawn().save(buffer, "MPO", save_all=True, append_images=[drawn()])
    assert outcome(buffer.getvalue()) == "picture"
    assert outcome(encoded(drawn(), "JPEG") + b"\0\0\0\x18ftypmp42" + bytes(5000)) == "picture"


def test_remarks_among_a_heic_s_parameter_sets_are_no_damage() -> None:
    data = written("HEIC")
    pictures = read_pictures(data)
    main, header = pictures.main(), pictures.main().property(b"hvcC") or b""
    remark = bytes((40 << 1, 1, 132, 17, 0, *range(1, 17), 0x80))  # the hash of some picture
    longer = header[:22] + bytes((header[22] + 1, 0x80 | 40, 0, 1, 0, len(remark))) + remark + header[23:]
    remarked = replace(main, properties=(Property(b"hvcC", longer),))
    assert hevc.is_whole(data, replace(pictures, items={pictures.primary: remarked}))
