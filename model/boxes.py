"""Boxes: the structure of an AVIF or HEIC file, read before decoding (ISO/IEC 14496-12 and 23008-12)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from model.errors import PhotoRejectedError
from model.messages import message

MAX_ITEMS = 4096  # a picture of 64 megapixels in tiles of 128 pixels
IN_FILE = 0  # iloc's construction method: the bytes lie in the file itself
CONTENTS = frozenset({b"meta", b"moov"})
CODED = frozenset({b"hvc1", b"av01"})
TILES, AUXILIARY = b"dimg", b"auxl"  # references: the parts of an item, and the item to which it belongs
ALPHA = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", b"urn:mpeg:hevc:2015:auxid:1\0")


class Box(NamedTuple):
    """A box's name and where its content starts and ends in the file."""

    name: bytes
    start: int
    end: int


class Property(NamedTuple):
    """A property of an item: the name and content of a box in ipco."""

    name: bytes
    content: bytes


@dataclass(frozen=True)
class CodedItem:
    """One coded picture, a tile of one, or a grid of tiles.

    Attributes:
        kind: "hvc1", "av01", "grid" or another.
        extents: (start, end) in the file of its bytes, in order; empty if they lie elsewhere.
        tiles: ids of the items of which it consists.
        owners: ids of the items to which it belongs, as their alpha, depth or gain map.
    """

    kind: bytes
    extents: tuple[tuple[int, int], ...] = ()
    properties: tuple[Property, ...] = ()
    tiles: tuple[int, ...] = ()
    owners: tuple[int, ...] = ()

    def content(self, data: bytes) -> bytes:
        """The item's bytes."""
        return b"".join(data[start:end] for start, end in self.extents)

    def property(self, name: bytes) -> bytes | None:
        """The first property of a name."""
        return next((found.content for found in self.properties if found.name == name), None)


@dataclass(frozen=True)
class Pictures:
    """The items of a file, and which one is the picture."""

    primary: int = 0
    items: Mapping[int, CodedItem] = field(default_factory=dict)

    def main(self) -> CodedItem:
        """The picture itself; an empty item where the file names none."""
        return self.items.get(self.primary, CodedItem(b""))

    def coded(self) -> tuple[CodedItem, ...]:
        """The items with the picture's samples: the item itself or its tiles; not thumbnails, depth or alpha."""
        return self._coded(self.main())

    def alpha(self) -> tuple[CodedItem, ...]:
        """The items with the picture's alpha."""
        owned = (item for item in self.items.values() if self.primary in item.owners)
        planes = (item for item in owned if (item.property(b"auxC") or b"")[4:].startswith(ALPHA))
        return tuple(part for item in planes for part in self._coded(item))

    def _coded(self, item: CodedItem) -> tuple[CodedItem, ...]:
        parts = [self.items[tile] for tile in item.tiles if tile in self.items] if item.kind == b"grid" else [item]
        return tuple(part for part in parts if part.kind in CODED)


def whole_boxes(data: bytes) -> bytes:
    """A file without what follows its last whole box; refuse one that ends before its contents are there.

    Bytes behind the boxes that are no box do no harm: motion photos store a video there. Whether all of the picture's
    samples are there, `read_pictures` knows.

    Raises:
        PhotoRejectedError: it does.
    """
    met: set[bytes] = set()
    end = 0
    for box in _all_boxes(data, 0, len(data)):
        if box.end > len(data) and not (met & CONTENTS and b"mdat" in met):
            raise truncated()
        met.add(box.name)
        end = box.end if box.end <= len(data) else end
    if not met & CONTENTS:
        raise truncated()
    return data[:end]


def read_pictures(data: bytes) -> Pictures:
    """The items of a file, as far as its meta box can be understood; their bytes lie within the file.

    Raises:
        PhotoRejectedError: the samples of one lie behind the end of the file.
    """
    meta = next((box for box in _boxes(data, 0, len(data)) if box.name == b"meta"), None)
    if meta is None:
        return Pictures()
    parts = {box.name: box for box in _boxes(data, meta.start + 4, meta.end)}
    kinds = dict(_kinds(data, parts[b"iinf"])) if b"iinf" in parts else {}
    extents = dict(_extents(data, parts[b"iloc"])) if b"iloc" in parts else {}
    properties = dict(_properties(data, parts[b"iprp"])) if b"iprp" in parts else {}
    tiles = dict(_references(data, parts[b"iref"], TILES)) if b"iref" in parts else {}
    owners = dict(_references(data, parts[b"iref"], AUXILIARY)) if b"iref" in parts else {}
    items = {
        number: CodedItem(
            kind, extents.get(number, ()), properties.get(number, ()), tiles.get(number, ()), owners.get(number, ())
        )
        for number, kind in kinds.items()
    }
    pictures = Pictures(_Fields(data, parts[b"pitm"]).versioned(1) if b"pitm" in parts else 0, items)
    if any(end > len(data) for item in pictures.coded() for _, end in item.extents):
        raise truncated()
    return pictures


def truncated() -> PhotoRejectedError:
    """The rejection of a photo that ends too early."""
    return PhotoRejectedError("photo-truncated", message("The photo broke off in transit; send it again."))


def _all_boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """Every box from `start`, the last one perhaps reaching over `end`."""
    while start + 8 <= end:
        size, name, head = int.from_bytes(data[start : start + 4], "big"), data[start + 4 : start + 8], 8
        if size == 1:  # a 64-bit size follows the box's name
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        stop = start + max(size, head) if size else end  # 0: the box reaches to the end of the file
        yield Box(name, start + head, stop)
        start = stop


def _boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    return (box for box in _all_boxes(data, start, end) if box.end <= end)


class _Fields:
    """Reads numbers, one after another, from a full box; beyond its end they are zero."""

    def __init__(self, data: bytes, box: Box) -> None:
        self._data, self._at, self._end = data, box.start, box.end
        self.version = self.number(1)
        self.flags = self.number(3)

    def number(self, size: int) -> int:
        """The next `size` bytes."""
        value = int.from_bytes(self._data[self._at : min(self._at + size, self._end)], "big")
        self._at += size
        return value

    def versioned(self, narrow_below: int) -> int:
        """The next 2 bytes in versions below that, otherwise the next 4."""
        return self.number(2 if self.version < narrow_below else 4)

    def count(self, narrow_below: int) -> range:
        """As many rounds as the next number says, and no more than any picture needs."""
        return range(min(self.versioned(narrow_below), MAX_ITEMS))

    def rest(self) -> Iterator[Box]:
        """The boxes that follow."""
        return _boxes(self._data, self._at, self._end)


def _kinds(data: bytes, box: Box) -> Iterator[tuple[int, bytes]]:
    fields = _Fields(data, box)
    fields.versioned(1)
    for entry in fields.rest():
        entries = _Fields(data, entry)
        number = entries.versioned(3)
        entries.number(2)  # of a protected item: how it is protected
        yield number, entries.number(4).to_bytes(4, "big")


def _extents(data: bytes, box: Box) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    fields = _Fields(data, box)
    sizes = fields.number(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    for _ in fields.count(2):
        number = fields.versioned(2)
        method = fields.number(2) & 15 if fields.version else IN_FILE
        fields.number(2)
        base, extents = fields.number(base_size), []
        for _ in range(min(fields.number(2), MAX_ITEMS)):
            fields.number(index_size if fields.version else 0)
            start = base + fields.number(offset_size)
            extents.append((start, start + fields.number(length_size)))
        yield number, tuple(extents) if method == IN_FILE else ()


def _properties(data: bytes, box: Box) -> Iterator[tuple[int, tuple[Property, ...]]]:
    parts = list(_boxes(data, box.start, box.end))
    known = [
        Property(found.name, data[found.start : found.end])
        for part in parts
        if part.name == b"ipco"
        for found in _boxes(data, part.start, part.end)
    ]
    for fields in (_Fields(data, part) for part in parts if part.name == b"ipma"):
        wide = fields.flags & 1
        for _ in range(min(fields.number(4), MAX_ITEMS)):
            number = fields.versioned(1)
            places = [fields.number(1 + wide) & (0x7FFF if wide else 0x7F) for _ in range(fields.number(1))]
            yield number, tuple(known[place - 1] for place in places if 0 < place <= len(known))


def _references(data: bytes, box: Box, kind: bytes) -> Iterator[tuple[int, tuple[int, ...]]]:
    fields = _Fields(data, box)
    for reference in fields.rest():
        if reference.name == kind:
            numbers = _Numbers(data, reference, 2 if fields.version == 0 else 4)
            yield numbers.source, numbers.targets


class _Numbers:
    """A reference from one item to others; no full box."""

    def __init__(self, data: bytes, box: Box, size: int) -> None:
        def at(start: int, width: int) -> int:
            return int.from_bytes(data[start : start + width], "big")

        self.source = at(box.start, size)
        first = box.start + size + 2
        number = min(at(box.start + size, 2), (box.end - first) // size)
        self.targets = tuple(at(first + size * index, size) for index in range(number))
