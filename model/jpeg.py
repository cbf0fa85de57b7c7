"""JPEG files by their own structure: which kind one is, and whether the whole picture is there (ITU-T T.81).

A decoder goes on where data is missing and draws what comes next in its place; libjpeg says so in a warning, which
Pillow drops. So the pixels come from simplejpeg, which has the same libjpeg-turbo and lets a warning be an error.
What a warning can't tell is told here: zeros in place of data, passes that never came, and a warning about bytes
that do no harm.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from model.errors import PhotoRejectedError
from model.messages import message

MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")  # neither an escaped byte, TEM, a restart nor padding
RESTART = re.compile(rb"\xff[\xd0-\xd7]")
END_OF_IMAGE, START_OF_SCAN, QUANTISATION, HUFFMAN, RESTART_INTERVAL, LINES, JFIF, ADOBE = (
    0xD9, 0xDA, 0xDB, 0xC4, 0xDD, 0xDC, 0xE0, 0xEE,
)  # fmt: skip
FRAMES_READ = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended sequential and progressive, all of Huffman codes
FRAMES = frozenset({*range(0xC0, 0xD0), 0xDE, 0xF7} - {HUFFMAN, 0xC8, 0xCC})  # hierarchical and JPEG-LS among them
PROGRESSIVE = 0xC2
NEEDED = FRAMES_READ | {START_OF_SCAN, QUANTISATION, HUFFMAN, RESTART_INTERVAL, LINES, JFIF, ADOBE}
BLOCK = 64  # coefficients
ZEROS = bytes(32)  # in a row, where codes stand: what they would have to mean is then asked
ZERO_RUN = re.compile(rb"\0{32,}(?!\0|\xff[\xd0-\xd9])")  # not those that fill up to the next mark
DC_RANGE = 2 * 2048  # twice what DC coefficients can span, 8 bits a sample


class Segment(NamedTuple):
    """A marker and what follows it up to the next one: its own bytes, then, of a scan, entropy-coded data."""

    marker: int
    start: int
    data: int
    end: int


class Component(NamedTuple):
    """How a scan codes one component: its id, and its DC and AC tables' numbers."""

    id: int
    dc: int
    ac: int


@dataclass(frozen=True)
class Scan:
    """One pass over the picture: the coefficients `first` to `last`, from bit `high` to bit `low`."""

    segment: Segment
    components: tuple[Component, ...]
    first: int
    last: int
    high: int
    low: int
    tables: dict[int, bytes]  # Huffman tables in force: class and number as in DHT -> 16 counts, then the symbols


@dataclass(frozen=True)
class Structure:
    """The first picture of a JPEG or MPO file.

    Attributes:
        header: the frame header; None if there is none.
        frame: its marker, else 0.
        components: their ids, by the frame header.
        ends: whether the mark at the end of the picture is there.
    """

    segments: tuple[Segment, ...]
    scans: tuple[Scan, ...]
    header: Segment | None
    frame: int
    precision: int
    components: tuple[int, ...]
    ends: bool


def read_structure(data: bytes) -> Structure:
    """Walk a file's segments; what can't be understood is left out."""
    segments = tuple(_segments(data))
    frame = next((s for s in segments if s.marker in FRAMES), None)
    header = data[frame.start + 4 : frame.data] if frame else b""
    return Structure(
        segments=segments,
        scans=tuple(_scans(data, segments)),
        header=frame,
        frame=frame.marker if frame else 0,
        precision=header[0] if header else 0,
        components=tuple(header[6 : 6 + 3 * header[5] : 3]) if len(header) > 5 else (),  # noqa: PLR2004  count's place
        ends=bool(segments) and segments[-1].marker == END_OF_IMAGE,
    )


def check_kind(structure: Structure) -> None:
    """Refuse the kinds of JPEG that are not read here.

    Raises:
        PhotoRejectedError: lossless, hierarchical, arithmetic coding, JPEG-LS, or not 8 bits a sample.
    """
    if structure.frame and (structure.frame not in FRAMES_READ or structure.precision != 8):  # noqa: PLR2004  bits
        raise PhotoRejectedError(
            "photo-format-unsupported",
            message("This is not a kind of JPEG that is read here; save it as an ordinary JPEG and send that."),
        )


def is_whole(data: bytes, structure: Structure) -> bool:
    """Whether no scan holds zeros in place of data, no quantisation table does, and no pass is missing."""
    return (
        structure.ends
        and all(_quantises(data[s.start + 4 : s.data]) for s in structure.segments if s.marker == QUANTISATION)
        and not any(_is_zeroed(data, scan) for scan in structure.scans)
        and (structure.frame != PROGRESSIVE or _is_complete(structure))
    )


def bare(data: bytes, structure: Structure) -> bytes:
    """The same picture without stray bytes between segments, and without what does not say how it looks."""
    kept = (data[s.start : s.end if s.marker == START_OF_SCAN else s.data] for s in structure.segments)
    chosen = (part for s, part in zip(structure.segments, kept, strict=True) if s.marker in NEEDED)
    return b"\xff\xd8" + b"".join(chosen) + b"\xff\xd9"


def _segments(data: bytes) -> Iterator[Segment]:
    found = MARKER.search(data, 2)
    while found:
        marker, start = data[found.end() - 1], found.start()
        if marker == END_OF_IMAGE:
            yield Segment(marker, start, found.end(), found.end())
            return
        body = found.end() + int.from_bytes(data[found.end() : found.end() + 2], "big")
        found = MARKER.search(data, body)
        yield Segment(marker, start, body, found.start() if found else len(data))


def _scans(data: bytes, segments: tuple[Segment, ...]) -> Iterator[Scan]:
    tables: dict[int, bytes] = {}
    for segment in segments:
        body = data[segment.start + 4 : segment.data]
        if segment.marker == HUFFMAN:
            tables = tables | dict(_huffman_tables(body))
        if segment.marker == START_OF_SCAN and body and len(body) >= 4 + 2 * body[0]:
            pairs = (body[1 + 2 * n : 3 + 2 * n] for n in range(body[0]))
            components = tuple(Component(pair[0], pair[1] >> 4, pair[1] & 15) for pair in pairs)
            first, last, bits = body[1 + 2 * body[0] : 4 + 2 * body[0]]
            yield Scan(segment, components, first, last, bits >> 4, bits & 15, tables)


def _huffman_tables(body: bytes) -> Iterator[tuple[int, bytes]]:
    while len(body) > 16:  # noqa: PLR2004  the counts of the codes of 1 to 16 bits
        end = 17 + sum(body[1:17])
        yield body[0], body[1:end]
        body = body[end:]


def _quantises(body: bytes) -> bool:
    """Whether no step of a quantisation table is zero, which the standard forbids and a loss leaves."""
    while body:
        wide = 2 if body[0] >> 4 else 1
        steps = body[1 : 1 + wide * BLOCK]
        if any(not any(steps[at : at + wide]) for at in range(0, len(steps), wide)):
            return False
        body = body[1 + wide * BLOCK :]
    return True


def _is_complete(structure: Structure) -> bool:
    """Whether the passes of a progressive JPEG give every coefficient down to its last bit."""
    left = {(component, k) for component in structure.components for k in range(BLOCK)}
    for scan in structure.scans:
        if not scan.low:
            ids = [component.id for component in scan.components]
            left -= {(component, k) for component in ids for k in range(scan.first, scan.last + 1)}
    return not left


def _is_zeroed(data: bytes, scan: Scan) -> bool:
    """Whether a scan holds a run of zero bytes that, by its own codes, no picture comes to.

    Zeros are sound where they say "nothing new" for block after block. Where they say one and the same coefficient
    for dozens of places in a row, or a mean that goes on falling past its range, they stand in place of data.
    """
    if scan.high or data.find(ZEROS, scan.segment.data, scan.segment.end) < 0:
        return False  # bits that refine what an earlier pass gave may be zero anywhere
    runs = ZERO_RUN.findall(data[scan.segment.data : scan.segment.end + 2])
    if not runs:
        return False
    if scan.last and any(_names_coefficient(scan, component) for component in scan.components):
        return True
    bits = sum(_bits_of_zero_block(scan, component) for component in scan.components)
    falls = [_zero_symbol(scan.tables.get(component.dc)) for component in scan.components] if not scan.first else []
    steps = sum((1 << category.symbol) - 1 for category in falls if category)
    run = max(map(len, runs)) * 8 // max(1, bits)
    return steps * run << scan.low > DC_RANGE


class ZeroCode(NamedTuple):
    """The meaning of a code of only zeros, and its length in bits."""

    symbol: int
    length: int


def _zero_symbol(table: bytes | None) -> ZeroCode | None:
    """The symbol of the code of zeros alone: always the first one, of the shortest length that is used."""
    if not table or len(table) < 17:  # noqa: PLR2004  counts and a symbol
        return None
    return ZeroCode(table[16], next(bits for bits in range(1, 17) if table[bits - 1]))


def _names_coefficient(scan: Scan, component: Component) -> bool:
    code = _zero_symbol(scan.tables.get(16 + component.ac))
    return code is not None and bool(code.symbol & 15)


def _bits_of_zero_block(scan: Scan, component: Component) -> int:
    dc, ac = _zero_symbol(scan.tables.get(component.dc)), _zero_symbol(scan.tables.get(16 + component.ac))
    return (dc.length + dc.symbol if dc and not scan.first else 0) + (ac.length if ac and scan.last else 0)


def intervals(data: bytes, segment: Segment) -> list[bytes]:
    """The entropy-coded data of a scan between its restart markers."""
    marks = [match.span() for match in RESTART.finditer(data, segment.data, segment.end)]
    edges = [(segment.data, segment.data), *marks, (segment.end, segment.end)]
    return [data[left[1] : right[0]] for left, right in pairwise(edges)]
