"""The key of a person's devices: theirs alone, the same until they replace it, and in no log, event or row."""

from base64 import b64decode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from serve.accounts.device_keys import SECRET_FILE, DeviceKey
from serve.accounts.guard import COOKIE
from serve.accounts.tables import device_keys
from serve.audit.store import AuditStore
from serve.platform.tenancy import SYSTEM
from serve.platform.whole_files import write_new
from tests.serve.running import Service
from tests.serve.world import made

ADDRESS = "/account/device-key"


@pytest.fixture
def browser(service: Service) -> Iterator[Callable[..., httpx.Client]]:
    """A browser in which a person has signed in."""
    opened: list[httpx.Client] = []

    def browser(role: str = "officer", agency: str = "first") -> httpx.Client:
        cookies, headers = {COOKIE: service.people.session(role, agency)}, {"sec-fetch-site": "same-origin"}
        opened.append(service.visitor(cookies=cookies, headers=headers, follow_redirects=True))
        return opened[-1]

    yield browser
    for each in opened:
        each.close()


def test_the_key_is_the_persons_own_and_the_same_on_all_of_their_devices(browser: Callable[..., httpx.Client]) -> None:
    answer = browser().get(ADDRESS)
    assert answer.headers["cache-control"] == "no-store"
    key = made(answer)
    assert key["replaced"] == []
    assert len(b64decode(key["key"], validate=True)) == 32
    assert made(browser().get(ADDRESS)) == key
    others = [made(browser(*each).get(ADDRESS)) for each in (("senior_officer",), ("officer", "second"))]
    assert len({each["key"] for each in (key, *others)}) == len({each["id"] for each in (key, *others)}) == 3


def test_asking_what_names_a_key_makes_none(browser: Callable[..., httpx.Client]) -> None:
    client = browser("reviewer", "second")
    name = f"{ADDRESS}/id"
    assert [made(client.get(name)) for _ in range(2)] == [{"id": None}] * 2
    key = made(client.get(ADDRESS))
    assert made(client.get(name)) == {"id": key["id"]}
    assert made(browser("contributor", "second").get(name)) == {"id": None}


def test_two_devices_that_ask_first_at_once_get_the_same_key(browser: Callable[..., httpx.Client]) -> None:
    clients = [browser("trainer", "second") for _ in range(4)]
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda client: made(client.get(ADDRESS))["key"], clients))
    assert len(set(found)) == 1


def test_a_key_that_is_replaced_is_gone_and_the_log_says_so_without_it(
    service: Service, browser: Callable[..., httpx.Client]
) -> None:
    client = browser("senior_officer", "second")
    before = made(client.get(ADDRESS))
    form = {"idempotency_key": "one"}
    page = client.post(ADDRESS, data=form, headers={"accept": "text/html"})
    assert page.url.query == b"forgotten=yes"
    assert "What waited on your devices" in page.text
    after = made(client.get(ADDRESS))
    assert (after["id"] != before["id"], after["key"] != before["key"]) == (True, True)
    assert after["replaced"] == [before["id"]]  # so that a device that was signed out meanwhile removes what it has
    client.post(ADDRESS, data=form)  # the same form again
    assert made(client.get(ADDRESS)) == after
    with service.parts.database.reading(SYSTEM) as connection:
        events = [repr(event) for event in AuditStore(connection).events()]
        rows = repr(connection.execute(select(device_keys)).all())
    assert any("device_key:replace" in event for event in events)
    for secret in (before["key"], after["key"], b64decode(after["key"]).hex()):
        assert not any(secret in event for event in events)
        assert secret not in rows


def test_an_api_token_gets_no_key(service: Service) -> None:
    for answer in (service.client.get(ADDRESS), service.client.post(ADDRESS)):
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-permitted")
    with service.visitor() as visitor:
        assert visitor.get(ADDRESS).status_code == 401


def test_neither_the_rows_nor_the_secret_alone_give_a_key(
    service: Service, browser: Callable[..., httpx.Client]
) -> None:
    key = made(browser().get(ADDRESS))["key"]
    path = service.parts.settings.keys_dir / SECRET_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    secret = path.read_bytes()
    assert b64decode(key) != secret
    path.unlink()
    try:
        assert made(browser().get(ADDRESS))["key"] != key
        path.write_bytes(b"short")
        assert browser().get(ADDRESS).status_code == 503
    finally:
        path.write_bytes(secret)
    assert made(browser().get(ADDRESS))["key"] == key


def test_signing_out_leaves_what_waits_and_removes_the_rest_by_script(browser: Callable[..., httpx.Client]) -> None:
    for address in ("/sign-out", "/account/sign-out-everywhere"):
        page = browser().post(address, headers={"accept": "text/html"})
        assert page.history[0].headers["clear-site-data"] == '"cache"'
        assert '"/static/signed-out.js" defer' in page.text


def test_the_key_of_a_session_that_ended_by_itself_goes_where_the_next_person_signs_in(service: Service) -> None:
    with service.visitor() as anyone:
        assert (
            '"/static/signed-out.js" data-ended defer' in anyone.get("/sign-in", headers={"accept": "text/html"}).text
        )


def test_a_key_is_not_shown_where_it_is_printed() -> None:
    assert "secret" not in repr(DeviceKey("id", "secret"))


def test_of_two_that_write_a_new_file_at_once_one_does(tmp_path: Path) -> None:
    path = tmp_path / "one"
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda number: write_new(path, b"%d" % number, 0o600), range(8)))
    first = path.read_bytes()
    write_new(path, b"later", 0o600)
    assert path.read_bytes() == first
    assert [each.name for each in tmp_path.iterdir()] == ["one"]
