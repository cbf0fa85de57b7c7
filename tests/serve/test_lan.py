"""`shingan serve --lan`: phones in the laptop's own network, over TLS that the laptop made itself."""

import hashlib
import json
import os
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from serve.platform.networks import Interface
from tests.serve.commands import Shingan, one_line, shingan

ROOT = Path(__file__).parents[2]
__all__ = ["shingan"]
START = """
from serve import lan
from serve.platform.networks import Interface
lan.interfaces = lambda: [Interface("eth0", ["10.0.0.3"]), Interface("wlan0", ["192.168.7.5", "fd00::2"])]
from serve.starting import main
main()
"""


@pytest.fixture(scope="module")
def folder(tiny_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where a service runs that believes to be in two networks; `said.txt` has what it printed."""
    folder = tmp_path_factory.mktemp("laptop")
    command = [sys.executable, "-c", START, "serve", "--lan", "--tls", "--demo", "--port", "0"]
    said, log = folder / "said.txt", folder / "log.txt"
    with said.open("w") as out, log.open("w") as error:
        process = subprocess.Popen(
            [*command, "--release", str(tiny_release)], cwd=folder, stdout=out, stderr=error,
            env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "FORWARDED_ALLOW_IPS": "*"},
        )  # fmt: skip
        try:
            while "TLS is needed" not in said.read_text():
                assert process.poll() is None, log.read_text()
                time.sleep(0.02)
            yield folder
        finally:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def port(folder: Path) -> str:
    found = re.search(r"Page +https://127\.0\.0\.1:(\d+)/\n", (folder / "said.txt").read_text())
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def laptop(folder: Path, port: str) -> Iterator[httpx.Client]:
    trusting = ssl.create_default_context(cafile=str(folder / "data" / "tls.pem"))
    with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trusting, timeout=60) as client:
        yield client


def test_it_says_where_phones_find_it(folder: Path, port: str) -> None:
    said = (folder / "said.txt").read_text()
    assert f"open https://192.168.7.5:{port}/\n" in said
    assert f"  https://10.0.0.3:{port}/\n  https://[fd00::2]:{port}/\n" in said
    assert "curl --cacert data/tls.pem -H" in said
    assert (folder / "data" / "tls.pem").stat().st_mode & 0o777 == 0o600
    certificate = (folder / "data" / "tls.pem").read_text().partition("-----BEGIN CERTIFICATE")
    der = ssl.PEM_cert_to_DER_cert("".join(certificate[1:]).strip())
    printed = re.findall(r"^  ((?:[0-9A-F]{2}:?){16})$", said, re.MULTILINE)
    assert "".join(printed).replace(":", "").lower() == hashlib.sha256(der).hexdigest()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("192.168.7.5:{port}", 200),
        ("10.0.0.3:{port}", 200),
        ("[fd00::2]:{port}", 200),
        ("LocalHost:{port}", 200),
        ("192.168.7.5", 421),
        ("192.168.7.6:{port}", 421),
        ("shingan.example:{port}", 421),
        ("user@192.168.7.5:{port}", 421),
        ("192.168.7.5:{port}:1", 421),
    ],
)
def test_it_answers_at_its_own_addresses_alone(laptop: httpx.Client, port: str, host: str, status: int) -> None:
    answer = laptop.get("/healthz", headers={"host": host.format(port=port)})
    assert answer.status_code == status
    if status == 421:
        assert answer.json()["type"] == "/problems/unknown-host"


def test_a_wrong_address_is_answered_by_a_page_like_every_other(laptop: httpx.Client) -> None:
    elsewhere = {"host": "shingan.example", "accept": "text/html"}
    page = laptop.get("/sign-in", headers=elsewhere)
    assert page.status_code == 421
    assert "Ask the person who runs it for its address" in page.text
    styles = re.findall(r'rel="stylesheet" href="([^"]+)"', page.text)
    assert styles
    assert {laptop.get(each, headers=elsewhere).status_code for each in styles} == {200}


def test_a_phone_signs_in_over_tls_with_a_secure_cookie(laptop: httpx.Client, folder: Path, port: str) -> None:
    trainer = json.loads((folder / "data" / "demo-credentials.json").read_text())["trainer"]
    form = {name: trainer[name] for name in ("username", "password")}
    site = {"host": f"192.168.7.5:{port}", "x-forwarded-proto": "http", "x-forwarded-for": "192.0.2.1"}
    foreign = laptop.post("/sign-in", data=form, headers={**site, "origin": f"https://10.0.0.3:{port}"})
    assert foreign.status_code == 403
    signed_in = laptop.post("/sign-in", data=form, headers={**site, "origin": f"https://192.168.7.5:{port}"})
    assert signed_in.status_code == 303
    assert "secure" in signed_in.headers["set-cookie"].lower()
    assert "strict-transport-security" not in signed_in.headers  # its certificate would then never be accepted


@pytest.mark.parametrize(
    ("options", "variable", "words"),
    [
        ("--lan --host 0.0.0.0", "", "leave out --host"),
        ("--lan", "SHINGAN_HOST", "leave out SHINGAN_HOST"),
        ("--lan", "SHINGAN_PUBLIC_URL", "leave out SHINGAN_PUBLIC_URL"),
        ("--tls", "", "add --lan"),
    ],
)
def test_what_contradicts_a_local_network_is_refused(
    shingan: Shingan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: str, variable: str, words: str
) -> None:
    if variable:
        monkeypatch.setenv(variable, "https://shingan.example")
    one_line(shingan("serve", *options.split()), 2, words)
    assert not list(tmp_path.iterdir())


def test_without_a_network_a_line_says_what_to_do(
    shingan: Shingan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("serve.lan.interfaces", lambda: [Interface("lo", ["127.0.0.1"])])
    one_line(shingan("serve", "--lan"), 1, "join the Wi-Fi of the hall or make one")
    assert not list(tmp_path.iterdir())


def test_a_port_that_is_taken_is_named(shingan: Shingan, monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setattr("serve.lan.interfaces", lambda: [Interface("wlan0", ["192.168.7.5"])])
    one_line(shingan("serve", "--lan", "--port", port), 1, f"port {port}: Address already in use", "--port")
