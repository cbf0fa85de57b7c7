"""Bundles: scripts of a page sent as one file, under an address that changes with them."""

from pathlib import Path

import pytest

from serve.app import HERE
from serve.platform.bundles import Bundle, Bundles
from tests.serve.running import Service
from tests.serve.test_problems import problem


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    one, other = tmp_path / "one.js", tmp_path / "other.js"
    one.write_text("const one = 1;")
    other.write_text("const two = one + one;")
    return one, other


def test_a_bundle_has_its_files_in_their_order_in_strict_mode_and_names_them(files: tuple[Path, Path]) -> None:
    lines = Bundle.of("both", files).content.decode().splitlines()
    assert lines == ['"use strict";', "// one.js", "const one = 1;", "// other.js", "const two = one + one;"]


def test_the_names_of_a_closed_bundle_stay_its_own(files: tuple[Path, Path]) -> None:
    lines = Bundle.of("both", files, is_closed=True).content.decode().splitlines()
    assert (lines[:2], lines[-1]) == (['"use strict";', "{"], "}")


def test_its_address_changes_with_its_content(files: tuple[Path, Path]) -> None:
    before = Bundle.of("both", files).address
    assert Bundle.of("both", files).address == before
    files[1].write_text("const two = 2;")
    assert Bundle.of("both", files).address != before


def test_a_browser_keeps_a_bundle_for_good_and_asks_again_at_another_versions_address(service: Service) -> None:
    address = service.parts[Bundles].address("camera")
    answer = service.client.get(address, headers={"accept-encoding": "gzip"})
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert (HERE / "static" / "shutter.js").read_text("utf-8") in answer.text
    older = service.client.get("/static/bundles/0123456789abcdef/camera.js")
    assert (older.text, older.headers["cache-control"]) == (answer.text, "no-cache")


def test_what_is_no_bundle_is_a_problem(service: Service) -> None:
    address = service.parts[Bundles].address("camera")
    assert service.client.head(address).status_code == 200
    problem(service.client.delete(address), 405, "method-not-allowed")
    for path in ("", "/camera.js", "/0/nothing.js", "/0/1/camera.js", "/0/../../app.py"):
        problem(service.client.get(f"/static/bundles{path}"), 404, "not-found")
