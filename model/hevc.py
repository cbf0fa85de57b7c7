"""HEVC: whether the coded samples of a HEIC picture are complete.

libheif does not ask its decoder, libde265, for warnings, and that decoder goes on where data make no sense. So the same
library decodes the samples once more, without the filters that only improve the appearance, and any warning counts.
Byte sequences that the standard forbids count, too (ITU-T H.265, 7.4.2).
"""

import ctypes
from collections.abc import Iterator
from functools import cache

from model.boxes import CodedItem, Pictures

FORBIDDEN = (b"\0\0\0", b"\0\0\1", b"\0\0\2")  # encoders put a three between such bytes
ERASED = b"\xff" * 64  # of a memory card; encoders come to seven in a row
WAITING = 13  # DE265_ERROR_WAITING_FOR_INPUT_DATA
MAX_STEPS = 10_000  # calls of the decoder for one tile
PARAMETER_SETS = 22  # where hvcC counts them (ISO/IEC 14496-15, 8.3.3.1.2)
AFTER_PICTURES = 35  # NAL unit types from there on say nothing of the samples: remarks, marks, filling
DISABLE_DEBLOCKING, DISABLE_SAO = 7, 8  # of de265_param


def is_whole(data: bytes, pictures: Pictures) -> bool:
    """Whether every tile's samples and alpha decode without a warning; true, too, where they can't be asked."""
    return all(_tile_is_whole(data, item) for item in (*pictures.coded(), *pictures.alpha()))


def _tile_is_whole(data: bytes, item: CodedItem) -> bool:
    header = item.property(b"hvcC") or b""
    if len(header) <= PARAMETER_SETS:
        return True
    units = list(_units(item.content(data), (header[21] & 3) + 1))
    if any(unit is None or any(pattern in unit for pattern in (*FORBIDDEN, ERASED)) for unit in units):
        return False
    whole = [unit for unit in (*_parameter_sets(header), *units) if unit and unit[0] >> 1 & 63 < AFTER_PICTURES]
    library = _library()
    return library is None or not _warns(library, whole)


def _units(content: bytes, width: int) -> Iterator[bytes | None]:
    """The NAL units of an item, each behind its length; None for one that reaches over the end."""
    position = 0
    while position < len(content):
        start = position + width
        position = start + int.from_bytes(content[position:start], "big")
        yield content[start:position] if start < position <= len(content) else None


def _parameter_sets(header: bytes) -> Iterator[bytes]:
    position = PARAMETER_SETS + 1
    for _ in range(header[PARAMETER_SETS]):
        number = int.from_bytes(header[position + 1 : position + 3], "big")
        position += 3
        for _ in range(number):
            start = position + 2
            position = start + int.from_bytes(header[position:start], "big")
            yield header[start:position]


def _warns(library: ctypes.CDLL, units: list[bytes]) -> bool:
    decoder = library.de265_new_decoder()
    try:
        for parameter in (DISABLE_DEBLOCKING, DISABLE_SAO):
            library.de265_set_parameter_bool(decoder, parameter, 1)
        for unit in units:
            library.de265_push_NAL(decoder, unit, len(unit), 0, None)
        library.de265_flush_data(decoder)
        more = ctypes.c_int(1)
        for _ in range(MAX_STEPS):
            fault = library.de265_decode(decoder, ctypes.byref(more))
            if fault not in {0, WAITING}:
                return True
            if not more.value or library.de265_get_next_picture(decoder):
                break
        return bool(library.de265_get_warning(decoder))
    finally:
        library.de265_free_decoder(decoder)


@cache
def _library() -> ctypes.CDLL | None:
    """libde265 as pillow-heif has loaded it; None if its functions can't be reached that way."""
    import _pillow_heif  # noqa: PLC0415  # the extra `heic`

    library = ctypes.CDLL(_pillow_heif.__file__)
    handle, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    try:
        library.de265_init()
        library.de265_new_decoder.restype = handle
        library.de265_get_next_picture.restype = handle
        library.de265_push_NAL.argtypes = (handle, text, number, ctypes.c_int64, handle)
        library.de265_decode.argtypes = (handle, ctypes.POINTER(number))
        library.de265_set_parameter_bool.argtypes = (handle, number, number)
        for function in ("flush_data", "get_next_picture", "get_warning", "free_decoder"):
            getattr(library, f"de265_{function}").argtypes = (handle,)
    except AttributeError:
        return None
    return library
