"""The libraries of others that pages load are the ones that are named beside them, with their licences."""

import hashlib
import re

from serve.app import HERE

VENDOR = HERE / "static" / "vendor"
ROW = re.compile(
    r"^\| `(?P<file>[^`]+)` \| .* \| .*\(`(?P<licences>[^`]+)`.*\| `(?P<sha256>[0-9a-f]{64})` \|$", re.MULTILINE
)


def test_each_library_is_the_one_that_the_readme_names() -> None:
    rows = [row.groupdict() for row in ROW.finditer((VENDOR / "README.md").read_text("utf-8"))]
    assert {row["file"] for row in rows} == {path.name for path in VENDOR.iterdir() if path.suffix in {".js", ".wasm"}}
    for row in rows:
        assert hashlib.sha256((VENDOR / row["file"]).read_bytes()).hexdigest() == row["sha256"]
        assert (VENDOR / row["licences"]).is_file()
