"""Formats: one answer to what a file is, for all that ask."""

import numpy as np
import pytest

from model.errors import PhotoRejectedError
from model.formats import format_of, media_type_of
from tests.model.photos import encoded, read, scene


def branded(major: bytes, *others: bytes) -> bytes:
    brands = major + bytes(4) + b"".join(others)
    return (8 + len(brands)).to_bytes(4, "big") + b"ftyp" + brands


@pytest.mark.parametrize(
    ("start", "form", "media_type"),
    [
        (b"\xff\xd8\xff\xe1....", "JPEG", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "PNG", "image/png"),
        (b"RIFF1234WEBP", "WEBP", "image/webp"),
        (branded(b"avif"), "AVIF", "image/avif"),
        (branded(b"mif1", b"avif", b"miaf"), "AVIF", "image/avif"),
        (branded(b"avis", b"msf1"), "AVIF", "image/avif"),
        (branded(b"heic"), "HEIF", "image/heic"),
        (branded(b"mif1", b"heic"), "HEIF", "image/heic"),
        (branded(b"mif1"), "HEIF", "image/heic"),
    ],
)
def test_the_format_is_named_by_the_bytes(start: bytes, form: str, media_type: str) -> None:
    assert format_of(start) == form
    assert media_type_of(start) == media_type


@pytest.mark.parametrize("start", [b"<html>", b"", branded(b"isom", b"mp42"), b"RIFF1234WAVE"])
def test_what_is_no_photo_has_no_photo_s_media_type(start: bytes) -> None:
    assert media_type_of(start) == "application/octet-stream"
    with pytest.raises(PhotoRejectedError):
        format_of(start)


def test_an_avif_whose_brands_name_no_codec_is_known_by_its_pictures() -> None:
    data = encoded(scene(), "AVIF")
    end = int.from_bytes(data[:4], "big")
    plain = data[:8] + data[8:end].replace(b"avif", b"mif1") + data[end:]
    assert format_of(plain) == "AVIF"
    assert np.array_equal(read(plain).pixels, read(data).pixels)
