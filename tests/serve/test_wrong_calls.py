"""What is wrong with a call, a setting or a part of the storage is one line and an exit status, never a traceback."""

import json
import os
import socket
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.buckets import BucketServer
from tests.postgresql import free_port
from tests.serve.commands import NEW_SERVICE, Shingan, one_line, shingan
from tests.serve.tiny_release import GENUINE

__all__ = ["shingan"]

READING = ["user list", "organisation list", "case list", "retention apply", "audit verify", "backup copies"]
PROVIDER = {"organisation": "Customs", "issuer": "https://sso.example", "client_id": "shingan", "client_secret": "s"}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("nonsense", "No such command nonsense"),
        ("user lst", "Did you mean list?"),
        ("user list --dta x", "No such option: --dta"),
        ("check", "Missing argument photos"),
        ("serve --port x", "--port: must be a whole number"),
        ("serve --port 99999", "--port: must be 65,535 or less"),
        ("user add x --organisation y --role nope", "--role: nope is not one of officer, "),
        ("case export c-1", "--out"),
        ("case export c-1 --out missing/case.zip", "missing: no such folder"),
        ("case export c-1 --out case.zip --language xx", "--language: xx is not one of en"),
        ("case list --limit 0", "--limit"),
    ],
)
def test_a_call_that_does_not_fit_the_command(shingan: Shingan, call: str, words: str) -> None:
    one_line(shingan(*call.split()), 2, words)


def test_photos_and_releases_that_are_none(shingan: Shingan, tiny_release: Path, tmp_path: Path) -> None:
    (tmp_path / "genuine.jpg").write_bytes(GENUINE)
    (tmp_path / "notes.txt").write_text("no photo")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    known = ("--release", tiny_release)
    assert shingan(*NEW_SERVICE).status == 0
    one_line(shingan("check", "genuine.jpg", "notes.txt", *known), 1, "notes.txt: This is not a photo")
    one_line(shingan("check", "empty", *known), 1, "empty: ")
    one_line(shingan("check", "missing.jpg", *known), 2, "missing.jpg: No such file")
    one_line(shingan("check", "folder", *known), 2, "folder: Is a directory")
    one_line(shingan("check", "genuine.jpg", "--product", "x", *known), 2, "product “x”", "bag and box")
    one_line(shingan("verify", "missing.zip"), 2, "missing.zip")
    one_line(shingan("verify", "notes.txt", "--keys", "notes.txt"), 2, "notes.txt")
    one_line(shingan("verify", "notes.txt", "--release-key", "missing"), 2, "missing")
    one_line(shingan("verify", "notes.txt", "--release", "folder"), 2, "folder: is no release's folder")
    one_line(shingan("restore", "folder"), 1, "folder: holds no snapshot")
    one_line(shingan("restore", "missing"), 2, "missing")
    for release, status, words in (
        ("folder", 1, "release.json"),
        ("missing", 2, "exist"),
        ("notes.txt", 2, "is a file"),
    ):
        one_line(shingan("check", "genuine.jpg", "--release", release), status, release, words)
        one_line(shingan("serve", "--port", "0", "--release", release), status, release, words)
        one_line(shingan("release", "propose", release), status, release, words)
        one_line(shingan("release", "activate", release), 1, release)


@pytest.mark.parametrize("place", ["file", "file/under", "/proc/place"])
@pytest.mark.parametrize(
    "call",
    [
        "backup {place} --data data",
        "release export r-1 --out {place} --data data",
        "serve --port 0 --data {place}",
        "restore data --data {place}",
        "organisation add Customs --kind agency --country JP --data {place}",
    ],
)
def test_a_place_that_cannot_be_written_to_is_named_before_any_work(
    shingan: Shingan, tmp_path: Path, call: str, place: str
) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "data").mkdir()
    one_line(shingan(*call.format(place=place).split()), 2, f"{place}: can't be written to")
    assert not list((tmp_path / "data").iterdir())


def test_a_bundle_never_replaces_a_file(shingan: Shingan, tmp_path: Path) -> None:
    (tmp_path / "case.zip").write_bytes(b"kept")
    (tmp_path / "data").mkdir()
    one_line(shingan("case", "export", "c-1", "--out", "case.zip", "--data", "data"), 2, "case.zip: is there already")
    assert (tmp_path / "case.zip").read_bytes() == b"kept"


def test_the_version_is_printed(shingan: Shingan) -> None:
    assert shingan("--version") == (0, f"shingan {version('shingan')}\n", "")


@pytest.mark.parametrize("call", READING)
def test_a_data_folder_that_is_not_there_is_not_made(shingan: Shingan, tmp_path: Path, call: str) -> None:
    one_line(shingan(*call.split(), "--data", "typo"), 2, "typo: no such data folder", "--data")
    (tmp_path / "file").write_bytes(b"")
    one_line(shingan(*call.split(), "--data", "file"), 2, "file: no such data folder")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_bundle_needs_a_folder_to_be_written_to(shingan: Shingan, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    one_line(shingan("case", "export", "c-1", "--out", "file/case.zip"), 2, "file: no such folder")
    one_line(shingan("case", "export", "c-1", "--out", "/proc/case.zip"), 2, "/proc: can't be written to")


@pytest.mark.parametrize(
    "call",
    [
        *READING,
        "user add ada --role officer --organisation Customs",
        "user disable ada",
        "release list",
        "release activate demo",
        "release roll-back --reason late",
        "case reindex",
        "case export c-1 --out case.zip",
    ],
)
def test_a_folder_without_a_services_data_is_refused_and_stays_as_it_is(
    shingan: Shingan, tmp_path: Path, call: str
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine")
    one_line(shingan(*call.split(), "--data", "other"), 2, "other: holds no data of a service")
    (tmp_path / "other" / "shingan.db").write_bytes(b"")
    one_line(shingan(*call.split(), "--data", "other"), 2, "other: holds no data of a service")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["notes.txt", "other", "shingan.db"]
    assert (tmp_path / "other" / "shingan.db").read_bytes() == b""


@pytest.mark.parametrize("call", READING)
def test_a_folder_beside_a_database_elsewhere_is_refused_unless_a_service_has_written_there(
    shingan: Shingan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("SHINGAN_DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere.db")
    one_line(shingan(*call.split(), "--data", "other"), 2, "elsewhere.db: holds no data of a service")
    assert [path.name for path in tmp_path.iterdir()] == ["other"]
    assert shingan(*NEW_SERVICE).status == 0
    one_line(shingan(*call.split(), "--data", "other"), 2, "other: holds no data of a service")
    assert not list((tmp_path / "other").iterdir())
    assert shingan("user", "list").status == 0


@pytest.mark.parametrize("umask", [0o022, 0o000])
def test_no_one_else_of_the_machine_reads_the_database(shingan: Shingan, tmp_path: Path, umask: int) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    before = os.umask(umask)
    try:
        assert shingan(*NEW_SERVICE).status == 0
        database = tmp_path / "data" / "shingan.db"
        assert database.stat().st_mode & 0o777 == 0o600
        database.chmod(0o644)  # as versions up to November 2026 made it
        assert shingan("user", "list").status == 0
        assert database.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


@pytest.mark.parametrize(
    ("host", "words"),
    [("127.0.0.1", "Address already in use"), ("192.0.2.1", "Cannot assign"), ("a:b:c", "Name or service not known")],
)
def test_an_address_that_cannot_be_listened_on_is_named_before_anything_is_made(
    shingan: Shingan, tmp_path: Path, host: str, words: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        one_line(shingan("serve", "--host", host, "--port", port), 1, f"{host}:{port}: {words}", "--port")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOST", ""),
        ("DATA_DIR", ""),
        ("DATA_DIR", " "),
        ("RELEASE", ""),
        ("RETENTION_DAYS", ""),
        ("OPENID_PROVIDERS", ""),
        ("PORT", "abc"),
        ("PORT", "70000"),
        ("WORKERS", "0"),
        ("QUEUE_LIMIT", "-1"),
        ("MAX_PHOTOS", "9"),
        ("MAX_PHOTO_BYTES", "1"),
        ("MAX_PHOTO_PIXELS", "many"),
        ("RELEASE_POLL_SECONDS", "nan"),
        ("RELEASE_POLL_SECONDS", "inf"),
        ("RETENTION_DAYS", "0"),
        ("RETENTION_DAYS", "99999999999"),
        ("LOOSE_RETENTION_DAYS", "x"),
        ("PUBLIC_URL", "http://shingan.example"),
        ("PUBLIC_URL", "https://shingan.example/path"),
        ("PUBLIC_URL", "https://["),
        ("PUBLIC_URL", "https://shingan.example:port"),
        ("OPENID_PROVIDERS", "x"),
        ("OPENID_PROVIDERS", "[{}]"),
        ("OPENID_PROVIDERS", json.dumps([PROVIDER])),  # without a public address
        ("AFTER_PAUSE", "perhaps"),
        ("LOG_LEVEL", "loud"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "sqlite:///"),
        ("OBJECTS_URL", "photos"),
        ("OBJECTS_URL", "s3:// bucket/photos"),
        ("OBJECTS_ENDPOINT", "http://["),
        ("OBJECTS_ENDPOINT", "http://host:70000"),
    ],
)
def test_a_wrong_setting_is_named(shingan: Shingan, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"SHINGAN_{name}", value)
    one_line(shingan("serve"), 2, f"SHINGAN_{name}: ")


def test_a_setting_that_does_not_exist_is_named_and_the_nearest_one(
    shingan: Shingan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHINGAN_PROT", "9000")
    one_line(shingan("serve"), 2, "SHINGAN_PROT: unknown setting; did you mean SHINGAN_PORT?")


@pytest.mark.parametrize("call", ["user list", "serve --port 0"])
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://shingan:hush@127.0.0.1:{port}/shingan", "refused"),
        ("postgresql://shingan:hush@127.0.0.1:port/shingan", "URL can't be read"),
        ("postgresql://shingan:hush@127.0.0.1:{port}/shingan?colour=red", "colour"),
        ("sqlite:////missing/shingan.db", "/missing/shingan.db"),
        ("sqlite:///data/notes.txt", "notes.txt"),
    ],
)
def test_a_database_that_cannot_be_used(
    shingan: Shingan,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    tiny_release: Path,
    url: str,
    words: str,
    call: str,
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "notes.txt").write_text("no database, but long enough to be looked at as one\n" * 40)
    monkeypatch.setenv("SHINGAN_DATABASE_URL", url.format(port=free_port()))
    monkeypatch.setenv("SHINGAN_RELEASE", str(tiny_release))
    done = shingan(*call.split())
    one_line(done, 1, words)
    assert "hush" not in done.error


@pytest.mark.parametrize("bucket", ["missing", "elsewhere"])
def test_a_bucket_that_cannot_be_used(
    shingan: Shingan, monkeypatch: pytest.MonkeyPatch, tiny_release: Path, buckets: BucketServer, bucket: str
) -> None:
    endpoint = buckets.endpoint if bucket == "missing" else f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("SHINGAN_OBJECTS_URL", f"s3://{bucket}")
    monkeypatch.setenv("SHINGAN_OBJECTS_ENDPOINT", endpoint)
    one_line(shingan("serve", "--port", "0", "--release", tiny_release), 1, "the bucket")


@pytest.mark.parametrize("secret", [None, "", "\n"])
def test_a_secret_that_is_not_in_its_file(
    shingan: Shingan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, secret: str | None
) -> None:
    if secret is not None:
        (tmp_path / "secret").write_text(secret)
    provider = {name: value for name, value in PROVIDER.items() if name != "client_secret"}
    provider["client_secret_file"] = str(tmp_path / "secret")
    monkeypatch.setenv("SHINGAN_PUBLIC_URL", "https://shingan.example")
    monkeypatch.setenv("SHINGAN_OPENID_PROVIDERS", json.dumps([provider]))
    one_line(shingan("serve", "--port", "0"), 1, str(tmp_path / "secret"))
