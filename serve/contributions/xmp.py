"""XMP, the XML in which programs write about a picture: the properties that may tell something about people.

The packet is hostile input. It is read once, without building a tree, up to a number of bytes and a depth. Reading
ends at a document type declaration, which XMP never has, so no entity is ever expanded. Of a damaged packet, what
stands before the damage counts.
"""

from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from xml.parsers import expat

MOST_BYTES = 1 << 20
DEEPEST = 32  # elements within each other; contact details stand at the seventh
MOST_LETTERS = 200  # of one property
SEPARATOR = " "  # between the namespace and the name
SYNTAX = (
    "http://www.w3.org/XML/1998/namespace ",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns# ",
)  # of attributes that say how something is written

POSITION, PERSON, CONTACT, SHOWN = "metadata-position", "metadata-person", "metadata-contact", "metadata-shown"
SERIAL, COMMENT = "metadata-serial", "metadata-comment"
NAMESPACES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "http://purl.org/dc/elements/1.1/": {
            **dict.fromkeys(("creator", "contributor", "rights"), PERSON),
            **dict.fromkeys(("title", "description", "subject"), COMMENT),
        },
        "http://ns.adobe.com/exif/1.0/": {
            **dict.fromkeys(("GPSLatitude", "GPSLongitude", "GPSDestLatitude", "GPSDestLongitude"), POSITION),
            "UserComment": COMMENT,
        },
        "http://ns.adobe.com/exif/1.0/aux/": {
            "OwnerName": PERSON,
            **dict.fromkeys(("SerialNumber", "LensSerialNumber"), SERIAL),
        },
        "http://cipa.jp/exif/1.0/": {
            "CameraOwnerName": PERSON,
            **dict.fromkeys(("BodySerialNumber", "LensSerialNumber"), SERIAL),
        },
        "http://ns.adobe.com/tiff/1.0/": {
            **dict.fromkeys(("Artist", "Copyright"), PERSON),
            "ImageDescription": COMMENT,
        },
        "http://ns.adobe.com/photoshop/1.0/": {
            **dict.fromkeys(("AuthorsPosition", "CaptionWriter", "Credit", "Source"), PERSON),
            **dict.fromkeys(("City", "State", "Country"), POSITION),
            **dict.fromkeys(("Headline", "Instructions"), COMMENT),
        },
        "http://ns.adobe.com/xap/1.0/rights/": {"Owner": PERSON},
        "http://ns.adobe.com/lightroom/1.0/": {"hierarchicalSubject": COMMENT},
        "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": {"CreatorContactInfo": CONTACT, "Location": POSITION},
        "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": {
            **dict.fromkeys(("PersonInImage", "PersonInImageWDetails"), SHOWN),
            **dict.fromkeys(("LocationCreated", "LocationShown"), POSITION),
        },
        "http://ns.useplus.org/ldf/xmp/1.0/": {
            **dict.fromkeys(("ImageCreator", "CopyrightOwner"), PERSON),
            "Licensor": CONTACT,
        },
        "http://www.metadataworkinggroup.com/schemas/regions/": {"Name": SHOWN},
        "http://ns.microsoft.com/photo/1.2/t/Region#": {"PersonDisplayName": SHOWN},
    }
)
CODES: Mapping[str, str] = MappingProxyType(
    {f"{space}{SEPARATOR}{name}": code for space, names in NAMESPACES.items() for name, code in names.items()}
)


def read_xmp(packet: bytes) -> dict[str, str]:
    """What the known properties of a packet say, each by its whole name, a key of `CODES`."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8", SEPARATOR)  # independent of what the packet says of its encoding
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.declare
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    with suppress(expat.ExpatError, _RefusedError):
        parser.Parse(packet[:MOST_BYTES].strip(b"\0 \t\r\n"), True)  # noqa: FBT003  # expat's own
    return reader.said


class _RefusedError(Exception):
    """The packet has what no XMP has."""


class _Reader:
    """Collects what known properties say, in their own text and in that of all elements and attributes within."""

    def __init__(self) -> None:
        self.said = dict[str, str]()
        self._around = [""]  # for each open element, the innermost known property that it belongs to

    def declare(self, *_: object) -> None:
        raise _RefusedError

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self._around) > DEEPEST:
            raise _RefusedError
        own = name if name in CODES else self._around[-1]
        self._around.append(own)
        for attribute, value in attributes.items():
            if not attribute.startswith(SYNTAX):
                self._add(attribute if attribute in CODES else own, value)

    def end(self, _: str) -> None:
        self._around.pop()

    def text(self, value: str) -> None:
        self._add(self._around[-1], value)

    def _add(self, name: str, value: str) -> None:
        earlier = self.said.get(name, "")
        if name and value.strip() and len(earlier) < MOST_LETTERS:
            self.said[name] = f"{earlier}, {value.strip()}".removeprefix(", ")[:MOST_LETTERS]
