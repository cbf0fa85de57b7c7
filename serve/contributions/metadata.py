"""Personal data in a picture's metadata: where it was taken, who made it, which camera, and what someone wrote.

Only what EXIF, PNG texts and JPEG comments say is looked at, each value cut short and without characters that can't be
seen. A file whose metadata can't be read says nothing here: it is decoded elsewhere.
"""

import io
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from PIL import ExifTags, Image

from model.decoders import DECODER_ERRORS
from serve.contributions.findings import found
from serve.contributions.image_domain import Finding

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
CODES: Mapping[str, frozenset[str]] = MappingProxyType(
    {"metadata-person": PERSONS, "metadata-serial": SERIALS, "metadata-comment": COMMENTS}
)
XP = "XP"  # the beginning of tags that Windows writes, in UTF-16
SERIAL_TAGS = MappingProxyType({0xC62F: "CameraSerialNumber"})  # DNG's, which Pillow has no name for


def personal_data(data: bytes) -> tuple[Finding, ...]:
    """What the metadata of a picture tells about people, one finding for each kind."""
    values = dict[str, str]()
    position = ""
    with suppress(*DECODER_ERRORS, ValueError, TypeError, LookupError), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of damaged metadata, which says nothing then
        with Image.open(io.BytesIO(data)) as image:
            exif = image.getexif()
            values = dict(_texts(exif, image.info))
            position = _position(exif.get_ifd(ExifTags.IFD.GPSInfo))
    found_here = [found("metadata-position", values=position)] if position else []
    for code, names in CODES.items():
        told = [f"{name}: {values[name]}" for name in values if name in names][:MOST_VALUES]
        if told:
            found_here.append(found(code, values="; ".join(told)))
    return tuple(found_here)


def _texts(exif: Image.Exif, info: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    """The names and values that say something."""
    tags = [*exif.items(), *exif.get_ifd(ExifTags.IFD.Exif).items()]
    named = [(SERIAL_TAGS.get(tag) or ExifTags.TAGS.get(tag, ""), value) for tag, value in tags]
    for name, value in (*named, *_named(info)):
        text = _text(name, value)
        if name and text:
            yield name, text


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
