"""Codes that phones scan to open an address."""

import re

import zxingcpp

SIZE = re.compile(r'width="(\d+)" height="(\d+)"')


def qr_code(text: str) -> str:
    """A QR code (ISO/IEC 18004) as an SVG element that takes any size."""
    made = zxingcpp.write_barcode_to_svg(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode))
    element = made[made.index("<svg") :]
    return SIZE.sub(r'viewBox="0 0 \1 \2"', element, count=1)
