"""What a long benchmark has found so far, kept in its ``--json`` file: parts can be run one by one."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.report import machine, write_json


class Kept:
    """A JSON document that grows; with no path it is kept in memory alone."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        found = json.loads(path.read_text("utf-8")) if path is not None and path.is_file() else {}
        self._parts: dict[str, Any] = found.get("parts", {})
        self._scores: dict[str, Any] = found.get("scores", {})

    def scores(self, name: str, key: Mapping[str, Any], make: Callable[[], Any]) -> Any:
        """What `make` gives, which must be JSON values; from the file where it was made with the same key before."""
        known = self._scores.get(name)
        if known is None or known["key"] != key:
            known = {"key": dict(key), "value": json.loads(json.dumps(make()))}
            self._scores[name] = known
            self._write()
        return known["value"]

    def part(self, name: str, figures: Mapping[str, Any]) -> None:
        """Keep one part's figures, with the machine that they were measured on."""
        self._parts[name] = {"machine": machine(), **figures}
        self._write()

    def _write(self) -> None:
        write_json(self._path, {"parts": self._parts, "scores": self._scores})
