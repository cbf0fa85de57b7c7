"""Figures for monitoring: who may read them, and that alerts and the dashboard name figures that there are."""

import json
import re
from pathlib import Path

import anyio
import httpx
import pytest
import yaml
from pydantic import ValidationError

from serve.app import build, create_app
from serve.platform.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
GIVEN = "of the operator, and long"
FIGURE = re.compile(r"\bshingan_[a-z_]+")


def figures(folder: Path, token_file: Path | None = None, given: bytes = b"") -> httpx.Response:
    parts = build(Settings(data_dir=folder / "data", metrics_token_file=token_file))

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(parts=parts))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get("/metrics", headers={b"Authorization": given})

    try:
        return anyio.run(asked)
    finally:
        parts.close()


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(f"{GIVEN}\n")
    return path


@pytest.mark.parametrize("given", ["", "Bearer", f"Bearer {GIVEN}x", f"Bearer {GIVEN[:-1]}", "Bearer \N{BULLET}"])
def test_figures_with_a_token_need_it(tmp_path: Path, token_file: Path, given: str) -> None:
    refused = figures(tmp_path, token_file, given.encode())
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "shingan_request" not in refused.text
    assert GIVEN not in refused.text


def test_figures_are_given_with_the_token(tmp_path: Path, token_file: Path) -> None:
    given = figures(tmp_path, token_file, f"Bearer {GIVEN}".encode())
    assert given.status_code == 200
    assert "shingan_ready 0.0" in given.text  # there is no database, and no release
    assert figures(tmp_path).status_code == 200


def test_the_first_refused_release_is_an_increase(tmp_path: Path) -> None:
    assert 'shingan_release_swaps_total{result="refused"} 0.0' in figures(tmp_path).text


@pytest.mark.parametrize("content", [None, "", "short", "\n" * 20])
def test_a_token_that_can_not_be_used_ends_the_start(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ValidationError, match="metrics_token_file"):
        Settings(metrics_token_file=path)


@pytest.mark.parametrize("file", ["prometheus-rules.yml", "grafana-dashboard.json"])
def test_alerts_and_dashboard_name_figures_that_there_are(tmp_path: Path, file: str) -> None:
    known = figures(tmp_path).text
    named = set(FIGURE.findall((DEPLOY / file).read_text("utf-8")))
    assert len(named) > 3
    for name in named:
        base = re.sub(r"_(bucket|count|sum|total)$", "", name)
        assert f"# TYPE {name} " in known or f"# TYPE {base} " in known, name


def test_every_alert_says_what_to_do() -> None:
    for group in yaml.safe_load((DEPLOY / "prometheus-rules.yml").read_text("utf-8"))["groups"]:
        for rule in group["rules"]:
            assert rule["annotations"].keys() == {"summary", "action"}, rule["alert"]
            assert rule["labels"]["severity"] in {"page", "ticket"}


def test_the_dashboard_can_be_read() -> None:
    panels = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
