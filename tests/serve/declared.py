"""Photos that declare what is read on them, and a release whose sheet has rules for it.

Two such photos have the same pixels, so all that is measured is equal, and answers differ by what is read alone.
"""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.catalogue import Region
from model.codes import Code, CodeKind
from model.examiner import Examiner
from model.photo import SeenPhoto
from model.print_reading import Prints
from model.release import release_id
from model.text_findings import LineReading

GTIN = "4006381333931"
PATTERN, FITS, NEARLY = r"KV[0-4][0-9]{5}", "KV204518", "KV904518"  # as wide as one another in print
PLACE = Region(0.1, 0.1, 0.3, 0.1)
DECLARED = re.compile(rb"\ndeclared (\w+)=(\S*)")


def ruled(release: Path, folder: Path) -> Path:
    """A copy of the tiny release whose box has a serial pattern, an article number and lines of print."""
    description = json.loads((release / "release.json").read_text())
    sheet = description["products"]["box"]["sheet"]
    text = {"view": "front", "region": list(PLACE), "script": "Latn"}
    texts = [
        text | {"id": "lot", "kind": "lot", "pattern": "LOT [0-9]", "visibility": "officer"},
        text | {"id": "own", "kind": "fixed", "expected": "Own", "visibility": "holder"},
        text | {"id": "number", "kind": "serial", "visibility": "public"},
    ]
    sheet |= {"serial_pattern": PATTERN, "gtin": [GTIN], "texts": texts}
    limits = {"confidence": 0.5, "items": 100, "accused": 0, "bound": 0.03, "unread": {}, "recogniser": "0" * 64}
    content = json.dumps(description | {"prints": limits}).encode()
    target = folder / release_id(content)
    shutil.copytree(release, target)
    (target / "release.json").write_bytes(content)
    return target


def declaring(photo: bytes, **said: str) -> bytes:
    """A photo that declares a code (`code`, `serial`), or how far print is from what the sheet allows (other names)."""
    return photo + b"".join(f"\ndeclared {name}={value}".encode() for name, value in said.items())


class DeclaredExaminer(Examiner):
    """Reads on photos what they declare, and nothing else."""

    def see(self, data: bytes, view: str | None = None) -> SeenPhoto:
        """See `Examiner`."""
        said = {name.decode(): value.decode() for name, value in DECLARED.findall(data)}
        codes = tuple(_codes(said))
        return replace(super().see(data, view), codes=codes, prints=DeclaredPrints(said))


def _codes(said: Mapping[str, str]) -> list[Code]:
    found = []
    if "code" in said:
        found.append(Code(said["code"], "QR Code", CodeKind.OTHER, None, None, valid=True, region=PLACE))
    if "serial" in said:
        gtin = GTIN.zfill(14)
        text = f"(01){gtin}(21){said['serial']}"
        found.append(Code(text, "Data Matrix", CodeKind.GTIN, gtin, said["serial"], valid=True, region=PLACE))
    return found


class DeclaredPrints(Prints):
    """How far print is from what the sheet allows, by the id of the text."""

    def __init__(self, said: Mapping[str, str]) -> None:
        super().__init__(None, None)
        self._said = {name: float(value) for name, value in said.items() if name not in {"code", "serial"}}

    def of(self, *args: Any, **_: Any) -> Mapping[str, LineReading]:
        """See `Prints`."""
        registrations, texts = args[-2:]
        if not registrations:
            return {}
        read = LineReading(registrations[0].reference, PLACE, "read", 0.9, is_whole=True, margin=0.0)
        return {text: read._replace(margin=margin) for text, margin in self._said.items() if text in texts}
