"""The service with OpenID providers, and what the tests do with it."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

from serve.accounts.domain import Person
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.accounts.store import PersonStore
from serve.audit.domain import Event
from serve.audit.store import AuditStore
from serve.platform.tenancy import SYSTEM
from tests.forging_provider import Forger
from tests.openid_provider import PASSWORD, Provider
from tests.serve.running import Service

COOKIE = "shingan_openid"
AT_THE_PROVIDER = [
    "Aiko.Tanaka",
    "by-page",
    "renamed",
    "newcomer",
    "stranger",
    "elsewhere",
    "barred",
    "with-password",
    "twice",
]


class Wired(NamedTuple):
    """The service: its first agency has the real provider, its second the forger, its right holder one that is down."""

    service: Service
    real: Provider
    forger: Forger

    def start(self, browser: httpx.Client, organisation: str = "second", **query: str) -> dict[str, str]:
        """Begin to sign in, and give what the provider is asked with."""
        answer = browser.get(f"/openid/{self.organisation_id(organisation)}/start", params=query)
        assert answer.status_code == 303, answer.text
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}

    def organisation_id(self, organisation: str) -> str:
        people = self.service.people
        return people.holder.id if organisation == "acme" else people.agencies[organisation].id

    def add(self, username: str, organisation: str = "second", **more: Any) -> Person:
        """A person who signs in with OpenID Connect, unless a password is given."""
        accounts = self.service.parts[Accounts]
        for person in accounts.people(None):
            if person.username == username:
                return person
        given = {"by_openid": "password" not in more, **more}
        return accounts.add_person(
            None,
            organisation_id=self.organisation_id(organisation),
            username=username,
            name=username.title(),
            role=Role.OFFICER,
            **given,
        ).person

    def person(self, username: str) -> Person:
        with self.service.parts.database.reading(SYSTEM) as connection:
            return PersonStore(connection, SYSTEM).named(username)

    def events(self) -> list[Event]:
        with self.service.parts.database.reading(SYSTEM) as connection:
            return list(AuditStore(connection).events())

    def forge(self, browser: httpx.Client, make: Callable[[str], str], **answer: str) -> httpx.Response:
        """Sign in at the forger, which answers with the ID token that `make` makes of the nonce."""
        asked = self.start(browser)
        self.forger.says(make(asked["nonce"]))
        return browser.get("/openid/callback", params={"code": "any", "state": asked["state"], **answer})


def base(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def listed(organisation: str, issuer: str, client_id: str, client_secret: str) -> dict[str, str]:
    return {"organisation": organisation, "issuer": issuer, "client_id": client_id, "client_secret": client_secret}


def through_provider(browser: httpx.Client, start: str, username: str) -> str:
    """Fill in the real provider's sign-in form, and give the address that it sends the browser back to."""
    address = browser.get(start).headers["location"]
    form_at = urljoin(address, browser.get(address).headers["location"])
    form = browser.get(form_at)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)
    assert token, form.text
    sent = {"csrfmiddlewaretoken": token[1], "username": username, "password": PASSWORD}
    let_in = browser.post(form_at, data=sent)
    assert let_in.status_code == 302, let_in.text
    back: str = browser.get(urljoin(form_at, let_in.headers["location"])).headers["location"]
    return back


def enter(wired: Wired, username: str, organisation: str = "first") -> httpx.Response:
    """A whole sign-in at the real provider, in a browser of its own."""
    with wired.service.visitor() as browser:
        start = f"/openid/{wired.organisation_id(organisation)}/start"
        return browser.get(through_provider(browser, start, username))


def slug_of(response: httpx.Response) -> str:
    return str(response.json()["type"]).rpartition("/")[2]
