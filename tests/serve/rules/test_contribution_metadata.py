"""What the metadata of a picture tells about people is named, and what is no picture harms nothing."""

import io

import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from model.formats import DEFAULT_LIMITS
from serve.contributions.findings import KINDS, words_of
from serve.contributions.looking import look_at
from serve.contributions.metadata import personal_data
from tests.serve.contributing import drawn, picture

NORTH, EAST = (35.0, 40.0, 30.0), (139.0, 41.0, 0.0)


def with_exif(**of_image: object) -> bytes:
    """A picture with these tags."""
    exif = Image.Exif()
    names = {name: tag for tag, name in ExifTags.TAGS.items()}
    for name, value in of_image.items():
        place = (
            exif.get_ifd(ExifTags.IFD.Exif) if name in {"BodySerialNumber", "UserComment", "CameraOwnerName"} else exif
        )
        place[names[name]] = value
    return picture(exif=exif)


def located() -> bytes:
    exif = Image.Exif()
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", NORTH
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", EAST
    return picture(exif=exif)


def commented_png() -> bytes:
    info, buffer = PngInfo(), io.BytesIO()
    info.add_text("Author", "Ana Svensson")
    Image.new("RGB", (64, 64)).save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code", "values"),
    [
        (located(), "metadata-position", "35.675, 139.683"),
        (with_exif(Artist="Ana Svensson"), "metadata-person", "Artist: Ana Svensson"),
        (with_exif(CameraOwnerName="Ana"), "metadata-person", "CameraOwnerName: Ana"),
        (with_exif(BodySerialNumber="123456"), "metadata-serial", "BodySerialNumber: 123456"),
        (with_exif(ImageDescription="Ana's desk"), "metadata-comment", "ImageDescription: Ana's desk"),
        (with_exif(UserComment=b"ASCII\0\0\0at home"), "metadata-comment", "UserComment: at home"),
        (picture(comment=b"call 123"), "metadata-comment", "comment: call 123"),
        (commented_png(), "metadata-person", "Author: Ana Svensson"),
    ],
)
def test_personal_data_is_named_with_its_cure(content: bytes, code: str, values: str) -> None:
    (finding,) = personal_data(content)
    assert (finding.code, finding.values["values"]) == (code, values)
    assert str(KINDS[code].cure) in str(words_of(finding))


def test_what_a_camera_says_of_itself_is_no_personal_data() -> None:
    assert personal_data(with_exif(Make="ACME", Model="One", Software="1.0")) == ()


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe1\x00\x10Exif\0\0II*\0\xff\xff\xff\xff", drawn(1)[:200]])
def test_damaged_metadata_says_nothing(content: bytes) -> None:
    assert personal_data(content) == ()


def test_a_long_value_is_cut_short() -> None:
    (finding,) = personal_data(with_exif(ImageDescription="x" * 5000))
    assert len(str(finding.values["values"])) < 100


def test_a_picture_that_is_blurred_or_small_is_named() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (120, 120), (90, 90, 90)).save(buffer, "PNG")
    assert [each.code for each in look_at(buffer.getvalue(), DEFAULT_LIMITS).findings] == ["too-blurred", "too-small"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "photo-empty"), (drawn(2)[:2000], "photo-truncated"), (b"GIF89a", "photo-format-unsupported")],
)
def test_what_is_no_whole_picture_says_so(content: bytes, code: str) -> None:
    looked = look_at(content, DEFAULT_LIMITS)
    assert [each.code for each in looked.findings] == [code]
    assert not looked.is_picture
