"""Personal data in a picture's metadata: where it was taken, who made it or is shown, and what was written.

What EXIF, PNG texts, JPEG comments, XMP and IPTC say is looked at, each value cut short and without characters that
can't be seen. Where one of them can't be read, it says nothing here, and the others do: the file is decoded elsewhere.
"""

import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any, NamedTuple

from PIL import ExifTags

from model.decoders import DECODER_ERRORS
from serve.contributions import xmp
from serve.contributions.embedded import Embedded, embedded_in
from serve.contributions.findings import found
from serve.contributions.image_domain import ContributionFinding

LONGEST_VALUE, MOST_VALUES = 60, 4
PERSONS = frozenset(
    {
        *("Artist", "Copyright", "CameraOwnerName", "XPAuthor", "HostComputer"),
        *("Author", "Creator"),  # of PNG's texts
    }
)
SERIALS = frozenset({"BodySerialNumber", "LensSerialNumber", "CameraSerialNumber", "ImageUniqueID"})
COMMENTS = frozenset(
    {
        *("ImageDescription", "UserComment", "XPComment", "XPTitle", "XPSubject", "XPKeywords"),
        *("Comment", "comment", "Description", "Title"),  # of PNG's texts and JPEG's comment
    }
)
CODES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(PERSONS, xmp.PERSON),
        **dict.fromkeys(SERIALS, xmp.SERIAL),
        **dict.fromkeys(COMMENTS, xmp.COMMENT),
    }
)
SAID_FIRST = (xmp.POSITION, xmp.PERSON, xmp.SHOWN, xmp.CONTACT, xmp.SERIAL, xmp.COMMENT)
XP = "XP"  # the beginning of tags that Windows writes, in UTF-16
SERIAL_TAGS = MappingProxyType({0xC62F: "CameraSerialNumber"})  # DNG's, which Pillow has no name for
APPLICATION = 2  # the record of IPTC-IIM that describes the picture
IPTC: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        26: (xmp.POSITION, "Content Location Name"),
        90: (xmp.POSITION, "City"),
        92: (xmp.POSITION, "Sub-location"),
        95: (xmp.POSITION, "Province/State"),
        101: (xmp.POSITION, "Country"),
        80: (xmp.PERSON, "By-line"),
        85: (xmp.PERSON, "By-line Title"),
        110: (xmp.PERSON, "Credit"),
        115: (xmp.PERSON, "Source"),
        116: (xmp.PERSON, "Copyright Notice"),
        122: (xmp.PERSON, "Writer/Editor"),
        118: (xmp.CONTACT, "Contact"),
        5: (xmp.COMMENT, "Object Name"),
        25: (xmp.COMMENT, "Keywords"),
        40: (xmp.COMMENT, "Special Instructions"),
        105: (xmp.COMMENT, "Headline"),
        120: (xmp.COMMENT, "Caption"),
    }
)


class Told(NamedTuple):
    """One value that tells something about people, under the code of its finding."""

    code: str
    text: str


def personal_data(data: bytes) -> tuple[ContributionFinding, ...]:
    """What the metadata of a picture tells about people, one finding for each kind."""
    told = list[Told]()
    with suppress(*DECODER_ERRORS), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of damaged metadata, which says nothing then
        held = embedded_in(data)
        for read in (_of_position, _of_names, _of_iptc, _of_xmp):
            with suppress(*DECODER_ERRORS):
                told.extend(read(held))
    return tuple(_findings(told))


def _findings(told: Iterable[Told]) -> Iterator[ContributionFinding]:
    for code in SAID_FIRST:
        texts = list(dict.fromkeys(each.text for each in told if each.code == code))[:MOST_VALUES]
        if texts:
            yield found(code, values="; ".join(texts))


def _of_position(held: Embedded) -> Iterator[Told]:
    position = _position(held.exif.get_ifd(ExifTags.IFD.GPSInfo))
    if position:
        yield Told(xmp.POSITION, position)


def _of_names(held: Embedded) -> Iterator[Told]:
    """What EXIF's tags and the texts say."""
    tags = [*held.exif.items(), *held.exif.get_ifd(ExifTags.IFD.Exif).items()]
    named = [(SERIAL_TAGS.get(tag) or ExifTags.TAGS.get(tag, ""), value) for tag, value in tags]
    for name, value in (*named, *_named(held.texts)):
        text = _text(name, value)
        if name in CODES and text:
            yield Told(CODES[name], f"{name}: {text}")


def _of_iptc(held: Embedded) -> Iterator[Told]:
    for (record, number), value in held.iptc.items():
        if record == APPLICATION and number in IPTC:
            code, name = IPTC[number]
            values = value if isinstance(value, list) else [value]
            text = _visible(", ".join(map(_iptc_text, values[:MOST_VALUES])))
            if text:
                yield Told(code, f"{name}: {text}")


def _iptc_text(value: bytes | None) -> str:
    """A value as text; most programs write UTF-8, and old ones Latin-1."""
    try:
        return (value or b"").decode()
    except UnicodeDecodeError:
        return (value or b"").decode("latin-1")


def _of_xmp(held: Embedded) -> Iterator[Told]:
    for packet in held.xmp:
        for name, value in xmp.read_xmp(packet).items():
            text = _visible(value)
            if text:
                yield Told(xmp.CODES[name], f"{name.rpartition(xmp.SEPARATOR)[2]}: {text}")


def _named(info: Mapping[Any, Any]) -> Iterable[tuple[str, Any]]:
    return [(name, value) for name, value in info.items() if isinstance(name, str) and isinstance(value, str | bytes)]


def _text(name: str, value: Any) -> str:
    """A value as text; empty if it is none, or says nothing."""
    if isinstance(value, bytes):
        if name == "UserComment":  # eight bytes say which encoding follows
            value = value[8:]
        value = value.decode("utf-16-le" if name.startswith(XP) else "utf-8", "ignore")
    elif isinstance(value, tuple) and name.startswith(XP):
        value = bytes(value).decode("utf-16-le", "ignore")
    if not isinstance(value, str):
        return ""
    return _visible(value)


def _visible(value: str) -> str:
    """A value without what can't be seen, cut short."""
    visible = "".join(letter for letter in value if letter.isprintable()).strip()
    return visible if len(visible) <= LONGEST_VALUE else f"{visible[:LONGEST_VALUE]}…"


def _position(gps: Mapping[int, Any]) -> str:
    """The position in degrees, or that there is one; empty without."""
    if not any(tag != ExifTags.GPS.GPSVersionID for tag in gps):
        return ""
    try:
        north = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef) == "S")
        east = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef) == "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return "GPS"
    return f"{north:.3f}, {east:.3f}"


def _degrees(parts: Any, is_negative: bool) -> float:  # noqa: FBT001  # the one question about it
    degrees, minutes, seconds = (float(part) for part in parts)
    return (-1 if is_negative else 1) * (degrees + minutes / 60 + seconds / 3600)
