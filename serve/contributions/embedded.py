"""What a picture's file holds beside its pixels: EXIF, texts, XMP and IPTC, in each format that is read here."""

import io
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from PIL import Image, ImageFile, IptcImagePlugin, JpegImagePlugin

from model.decoders import DECODER_ERRORS
from model.errors import PhotoRejectedError
from model.formats import PNG_SIGNATURE, format_of, png_chunks

XMP_SEGMENT = b"http://ns.adobe.com/xap/1.0/\0"  # the beginning of XMP in a JPEG (XMP, part 3, 1.1.3)
PNG_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf"})


class Embedded(NamedTuple):
    """What a file holds.

    Attributes:
        texts: PNG's texts, JPEG's comment, and all others that Pillow names.
        xmp: packets as stored; a JPEG may have several.
        iptc: by record and data set (IPTC-IIM 4.2).
    """

    exif: Image.Exif
    texts: Mapping[Any, Any] = {}
    xmp: tuple[bytes, ...] = ()
    iptc: Mapping[tuple[int, int], bytes | list[bytes]] = {}


def embedded_in(data: bytes) -> Embedded:
    """What a file holds; nothing where it can't be read.

    Raises:
        DECODER_ERRORS: the file is damaged.
    """
    try:
        form = format_of(data)
    except PhotoRejectedError:
        return Embedded(Image.Exif())
    if form == "HEIF":
        return _of_heif(data)
    with Image.open(io.BytesIO(_texts_first(data) if form == "PNG" else data)) as image:
        return Embedded(image.getexif(), image.info, tuple(_packets(image)), _iptc(image))


def _texts_first(data: bytes) -> bytes:
    """A PNG whose texts stand before its pixels: Pillow reads those after them only with the pixels."""
    chunks = [chunk for _, chunk in sorted(png_chunks(data), key=_rank)]
    return PNG_SIGNATURE + b"".join(chunks)


def _rank(chunk: tuple[bytes, bytes]) -> int:
    kind, _ = chunk
    return 0 if kind == b"IHDR" else 1 if kind in PNG_TEXTS else 2


def _packets(image: ImageFile.ImageFile) -> list[bytes]:
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        return [segment.removeprefix(XMP_SEGMENT) for _, segment in image.applist if segment.startswith(XMP_SEGMENT)]
    packet = image.info.get("xmp")
    return [packet] if isinstance(packet, bytes) else []


def _iptc(image: ImageFile.ImageFile) -> Mapping[tuple[int, int], bytes | list[bytes]]:
    with suppress(*DECODER_ERRORS):
        return IptcImagePlugin.getiptcinfo(image) or {}
    return {}


def _of_heif(data: bytes) -> Embedded:
    """What a HEIC photo holds, through pillow-heif, which Pillow does not call on its own."""
    exif = Image.Exif()
    try:
        import pillow_heif  # noqa: PLC0415  # the extra `heic`
    except ImportError:
        return Embedded(exif)
    info = pillow_heif.open_heif(data).info
    exif.load(info.get("exif") or b"")
    packet = info.get("xmp")
    return Embedded(exif, xmp=(packet,) if packet else ())
