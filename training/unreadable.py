"""Words for pictures that can't be read, for the people who prepare data: what the file is, and what to do with it.

`model.intake` has words for officers, who can take the photo again. Here only the file can be replaced.
"""

from model.errors import PhotoRejectedError
from model.formats import DEFAULT_LIMITS

BEGINNINGS = {
    b"version https://git-lfs": "a pointer of Git LFS in place of the picture; fetch the picture (git lfs pull)",
    b"\xff\xd8\xff": "a kind of JPEG that is not read (12 bits, lossless or arithmetic); save it as an ordinary JPEG",
    b"GIF8": "a GIF; save it as JPEG or PNG",
    b"BM": "a BMP; save it as JPEG or PNG",
    b"II*\0": "a TIFF or a camera's raw file; save it as JPEG or PNG",
    b"MM\0*": "a TIFF or a camera's raw file; save it as JPEG or PNG",
    b"%PDF": "a PDF; save its pictures as JPEG or PNG",
    b"<": "a web page, SVG or XML; save the picture itself, as JPEG or PNG",
    b"\xff\x0a": "JPEG XL; save it as JPEG or PNG",
    b"\0\0\0\x0cJXL ": "JPEG XL; save it as JPEG or PNG",
    b"\0\0\0\x0cjP  ": "JPEG 2000; save it as JPEG or PNG",
}
VIDEO_OR_HEIC = (
    "a video, or a HEIC or AVIF picture without its decoder here (pip install 'shingan[heic]'); save it as JPEG"
)
UNKNOWN = "not a picture of a kind that is read; save it as JPEG, PNG, WebP, AVIF or HEIC"
MEGA = 1_000_000
LARGE = (
    f"larger than is read ({DEFAULT_LIMITS.max_bytes >> 20} MB; {DEFAULT_LIMITS.max_pixels // MEGA} megapixels as "
    f"JPEG, {DEFAULT_LIMITS.max_pixels_whole // MEGA} as PNG, progressive JPEG, AVIF or HEIC, "
    f"{DEFAULT_LIMITS.max_pixels_webp // MEGA} as WebP); save it smaller, as JPEG"
)
CURES = {
    "photo-empty": "the file is empty; replace it by the original",
    "photo-truncated": "the picture is not whole; replace the file by a whole copy",
    "photo-unreadable": "the picture is damaged; replace the file by a sound copy, or save it again as JPEG",
    "photo-too-small": f"a side under {DEFAULT_LIMITS.min_side} pixels; replace the file by the original",
    "photo-too-large": LARGE,
}


def cure_of(fault: PhotoRejectedError, data: bytes) -> str:
    """What is wrong with a file, and what to do; it can follow the file's name and a colon.

    Args:
        fault: for which the file was rejected.
        data: the file's bytes.
    """
    return CURES.get(fault.code) or _kind(data)


def _kind(data: bytes) -> str:
    if data[4:8] == b"ftyp":
        return VIDEO_OR_HEIC
    return next((kind for beginning, kind in BEGINNINGS.items() if data.startswith(beginning)), UNKNOWN)
