"""The guide to findings has every code that the code can give, with its severity."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
SEVERITIES = ("error", "warning")
PACKAGES = ("model/datasets", "training")


def documented() -> set[tuple[str, str]]:
    rows = re.findall(r"^\| (`.*?`) \| (error|warning) \|", GUIDE, flags=re.MULTILINE)
    return {(code, severity) for codes, severity in rows for code in re.findall(r"`(.*?)`", codes)}


def given() -> Iterator[tuple[str, str]]:
    """Every code that is written in a call of `error` or `warning`, with the name of that function."""
    for path in sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SEVERITIES:
                code = node.args[0] if node.args else None
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value, node.func.id


def test_every_code_is_in_the_guide_with_its_severity() -> None:
    found = set(given())
    assert len(found) > 40
    assert found - documented() == set()
