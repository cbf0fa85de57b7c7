"""What the metadata of a picture tells about people is named, and what is no picture harms nothing."""

import io
import struct
import zlib

import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from model.formats import DEFAULT_LIMITS
from serve.contributions.findings import KINDS, words_of
from serve.contributions.looking import look_at
from serve.contributions.metadata import personal_data
from serve.contributions.xmp import DEEPEST, MOST_BYTES, read_xmp
from tests.serve.contributing import drawn, picture

DESCRIBED = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tool="http://example.org/tool/"
  xmlns:photo="http://ns.adobe.com/photoshop/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
  xmlns:core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
  tool:Name="One" %s>%s</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
BOTH = ("<dc:creator><rdf:Seq><rdf:li>Ana</rdf:li><rdf:li>Björn</rdf:li></rdf:Seq></dc:creator>", "creator: Ana, Björn")
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


def described(elements: str = "", attributes: str = "") -> bytes:
    """An XMP packet with these properties."""
    return (DESCRIBED % (attributes, elements)).encode()


def saved(form: str, packet: bytes) -> bytes:
    """A picture of this format with XMP."""
    buffer, drawing = io.BytesIO(), Image.new("RGB", (64, 64))
    if form == "PNG":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet.decode())
        drawing.save(buffer, form, pnginfo=info)
    elif form == "HEIF":
        pytest.importorskip("pillow_heif").from_pillow(drawing).save(buffer, xmp=packet)
    else:
        drawing.save(buffer, form, xmp=packet)
    return buffer.getvalue()


def with_late_xmp(packet: bytes) -> bytes:
    """A PNG with XMP after its pixels, where ExifTool writes it."""
    data = saved("PNG", b"")
    chunk = b"iTXtXML:com.adobe.xmp\0\0\0\0\0" + packet
    stored = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return data[:-12] + stored + data[-12:]


def with_iptc(*sets: tuple[int, bytes], record: int = 2) -> bytes:
    """A JPEG with data sets of IPTC-IIM, as Photoshop keeps them."""
    data = b"".join(b"\x1c" + struct.pack(">BBH", record, number, len(value)) + value for number, value in sets)
    resource = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data
    return with_segment(b"\xff\xed", resource)


def with_segment(marker: bytes, content: bytes) -> bytes:
    """A JPEG that begins with this segment."""
    whole = picture()
    return whole[:2] + marker + struct.pack(">H", len(content) + 2) + content + whole[2:]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_xmp_is_read_in_each_format(form: str) -> None:
    elements, said = BOTH
    (finding,) = personal_data(saved(form, described(elements)))
    assert (finding.code, finding.values["values"]) == ("metadata-person", said)


def test_xmp_after_the_pixels_of_a_png_is_read() -> None:
    elements, said = BOTH
    assert [each.values["values"] for each in personal_data(with_late_xmp(described(elements)))] == [said]


@pytest.mark.parametrize(
    ("elements", "attributes", "code", "values"),
    [
        ("", 'exif:GPSLatitude="35,40.5N" exif:GPSLongitude="139,41E"', "metadata-position", "GPSLatitude: 35,40.5N;"),
        ("", 'photo:City="Kobe"', "metadata-position", "City: Kobe"),
        (
            '<ext:LocationShown><rdf:Bag><rdf:li ext:Sublocation="Pier 4"/></rdf:Bag></ext:LocationShown>',
            "",
            "metadata-position",
            "LocationShown: Pier 4",
        ),
        (
            '<core:CreatorContactInfo core:CiTelWork="+46 8 123" core:CiEmailWork="ana@example.org"/>',
            "",
            "metadata-contact",
            "CreatorContactInfo: +46 8 123, ana@example.org",
        ),
        (
            "<ext:PersonInImage><rdf:Bag><rdf:li>Ana Svensson</rdf:li></rdf:Bag></ext:PersonInImage>",
            "",
            "metadata-shown",
            "PersonInImage: Ana Svensson",
        ),
        (
            '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Ana\'s desk</rdf:li></rdf:Alt></dc:description>',
            "",
            "metadata-comment",
            "description: Ana's desk",
        ),
    ],
)
def test_each_kind_of_personal_data_in_xmp_is_named(elements: str, attributes: str, code: str, values: str) -> None:
    (finding,) = personal_data(saved("JPEG", described(elements, attributes)))
    assert finding.code == code
    assert str(finding.values["values"]).startswith(values)
    assert str(KINDS[code].cure) in str(words_of(finding))


def test_what_a_program_says_of_itself_in_xmp_is_no_personal_data() -> None:
    assert personal_data(saved("JPEG", described("", 'photo:ColorMode="3"'))) == ()


def test_xmp_that_defines_entities_is_not_read() -> None:
    elements, _ = BOTH
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "Ana"}">' for n in range(12))
    packet = f"<!DOCTYPE x [{bomb}]>".encode() + described(elements.replace("Ana", "&a11;")).replace(b"<?xpacket", b"")
    assert personal_data(saved("JPEG", packet)) == ()


@pytest.mark.parametrize(
    "packet",
    [
        b"\xff\xfe\0<",
        b"<a><b></a>",
        b"<" * MOST_BYTES,
        b"<a>" * (MOST_BYTES // 3),
        b"<p:a/>",
        b'<?xml version="1.0" encoding="nowhere"?><a/>',
    ],
)
def test_hostile_xmp_says_nothing(packet: bytes) -> None:
    assert read_xmp(packet) == {}


def test_xmp_is_read_up_to_its_damage_its_depth_and_its_size() -> None:
    elements, said = BOTH
    deep = "<tool:a>" * DEEPEST
    for rest in ("</a>", deep, f"<tool:a>{'x' * MOST_BYTES}</tool:a>"):
        late = f"{elements}{rest}<dc:subject>late</dc:subject>"
        assert [f"creator: {each}" for each in read_xmp(described(late)).values()] == [said]


def test_every_xmp_packet_of_a_jpeg_is_read() -> None:
    packets = [described("", f'photo:City="{city}"') for city in ("Kobe", "Malmö")]
    segments = [b"http://ns.adobe.com/xap/1.0/\0" + packet for packet in packets]
    stored = [b"\xff\xe1" + struct.pack(">H", len(each) + 2) + each for each in segments]
    whole = picture()
    (finding,) = personal_data(whole[:2] + b"".join(stored) + whole[2:])
    assert finding.values["values"] == "City: Kobe; City: Malmö"


@pytest.mark.parametrize(
    ("number", "value", "code", "values"),
    [
        (80, "Åsa Öberg".encode(), "metadata-person", "By-line: Åsa Öberg"),
        (80, "Åsa Öberg".encode("latin-1"), "metadata-person", "By-line: Åsa Öberg"),
        (90, b"Kobe", "metadata-position", "City: Kobe"),
        (92, b"Pier 4", "metadata-position", "Sub-location: Pier 4"),
        (118, b"+46 8 123", "metadata-contact", "Contact: +46 8 123"),
        (120, b"Ana's desk", "metadata-comment", "Caption: Ana's desk"),
    ],
)
def test_personal_data_in_iptc_is_named(number: int, value: bytes, code: str, values: str) -> None:
    (finding,) = personal_data(with_iptc((number, value)))
    assert (finding.code, finding.values["values"]) == (code, values)


def test_several_values_of_iptc_are_named_together() -> None:
    (finding,) = personal_data(with_iptc((25, b"desk"), (25, b"Ana"), (3, b"")))
    assert finding.values["values"] == "Keywords: desk, Ana"


@pytest.mark.parametrize("damaged", [with_iptc((80, b"Ana"), record=77), with_iptc((60, b"Ana"), record=3)])
def test_damaged_iptc_keeps_nothing_else_from_being_read(damaged: bytes) -> None:
    assert personal_data(damaged) == ()
    whole = with_exif(Artist="Ana Svensson")
    (finding,) = personal_data(whole[:2] + damaged[2 : damaged.index(b"\xff\xe0")] + whole[2:])
    assert finding.values["values"] == "Artist: Ana Svensson"


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
