"""The service on a free port, in a thread of its own."""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import structlog
import uvicorn
from fastapi import APIRouter, FastAPI

from serve.accounts.attempts import SignInAttempt
from serve.accounts.domain import Organisation, Person
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.accounts.signing_in import SignIn
from serve.app import build, create_app
from serve.platform.clock import Clock
from serve.platform.parts import Parts
from serve.platform.settings import Settings
from serve.platform.subject import Subjects
from serve.running import Server
from tests.clients import client_of

# The OpenAPI documents of the services of this process, by their routes: each takes most of a second to make.
DOCUMENTS: list[tuple[list[APIRouter], dict[str, Any]]] = []


class People:
    """Demo people of two agencies, a right holder (`acme`, the one of the tiny release) and the operator."""

    def __init__(self, base: str, parts: Parts) -> None:
        self._base = base
        self._clients: dict[tuple[str, str], httpx.Client] = {}
        accounts = parts[Accounts]
        self._accounts = accounts
        self._own = OwnAccount(parts[Accounts].work)
        self._sign_in = SignIn(parts[Accounts].work)
        self.agencies = {
            name: self._organised(OrganisationKind.AGENCY, f"{name.title()} Customs", country)
            for name, country in (("first", "JP"), ("second", "EE"))
        }
        self.holder = self._organised(OrganisationKind.RIGHT_HOLDER, "acme")
        self.operator = self._organised(OrganisationKind.OPERATOR, "The operator")
        self.tokens: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()  # tests ask from many threads at once

    def client(self, role: str, agency: str) -> httpx.Client:
        """A client with a bearer token, made when first asked for."""
        with self._lock:
            if (role, agency) not in self._clients:
                headers = {"Authorization": f"Bearer {self.token(role, agency)}"}
                self._clients[role, agency] = client_of(self._base, headers=headers)
            return self._clients[role, agency]

    def outsider(self, organisation: str, role: Role) -> httpx.Client:
        """A client of one more person of an organisation, by its name."""
        key = (role.value, organisation)
        if key not in self.tokens:
            given = self._accounts.organisation_named(organisation)
            name = f"{organisation.replace(' ', '-')}-{role.value}"
            person = self._accounts.add_person(
                None, organisation_id=given.id, username=name, name=name, role=role, by_openid=True
            ).person
            self.tokens[key] = self._own.add_token(self._accounts.actor_of(person, via="tests"), "tests").secret or ""
        return self.client(*key)

    def token(self, role: str, agency: str = "first") -> str:
        """An API token of a person, who is created on first use; their username is AGENCY-ROLE."""
        if (role, agency) not in self.tokens:
            person = self._person(role, agency)
            secret = self._own.add_token(self._accounts.actor_of(person, via="tests"), "tests").secret
            assert secret is not None
            self.tokens[role, agency] = secret
        return self.tokens[role, agency]

    def session(self, role: str, agency: str = "first") -> str:
        """The cookie value of a browser in which a person has signed in."""
        return self._sign_in.as_person(self._person(role, agency), SignInAttempt()).secret

    def _person(self, role: str, agency: str) -> Person:
        username = f"{agency}-{role.replace('_', '-')}"
        for person in self._accounts.people(None):
            if person.username == username:  # from the service's life before this one
                return person
        return self._accounts.add_person(
            None,
            organisation_id=self._organisation(Role(role), agency).id,
            username=username,
            name=username.title(),
            role=Role(role),
            by_openid=True,  # a password takes its time
        ).person

    def _organised(self, kind: OrganisationKind, name: str, country: str | None = None) -> Organisation:
        for organisation in self._accounts.organisations(None):
            if organisation.name == name:
                return organisation
        return self._accounts.add_organisation(None, kind, name, country)

    def _organisation(self, role: Role, agency: str) -> Organisation:
        if role in {Role.CONTRIBUTOR, Role.REVIEWER}:
            return self.holder
        return self.operator if role in {Role.CURATOR, Role.ORGANISER, Role.ADMINISTRATOR} else self.agencies[agency]

    def close(self) -> None:
        """Close every client."""
        for client in self._clients.values():
            client.close()


@dataclass(frozen=True)
class Service:
    """A running service and a client for it."""

    base: str
    parts: Parts
    app: FastAPI
    people: People

    @property
    def client(self) -> httpx.Client:
        """An officer's of the first agency."""
        return self.as_("officer")

    def as_(self, role: str, agency: str = "first") -> httpx.Client:
        """A client of a person with this role; `agency` first or second, for roles of agencies."""
        return self.people.client(role, agency)

    def visitor(self, **options: Any) -> httpx.Client:
        """A new client that is not signed in; close it."""
        return client_of(self.base, **options)

    def examine(self, *photos: bytes, by: httpx.Client | None = None, **fields: Any) -> httpx.Response:
        """POST an examination; by default as the officer."""
        files = [("photos", (f"photo{i}.jpg", content, "image/jpeg")) for i, content in enumerate(photos)]
        return (by or self.client).post("/v1/examinations", files=files, data=fields)


def token_for(settings: Settings, role: str = "officer") -> str:
    """An API token of a person of a service that doesn't run yet."""
    parts = build(settings)
    parts.open_records()
    token = People("", parts).token(role)
    parts.close()
    return token


def quiet() -> None:
    """Write no log lines."""
    structlog.reset_defaults()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def run(settings: Settings, clock: Clock | None = None, port: int = 0, of: Subjects | None = None) -> Iterator[Service]:
    """Start the service, of all subjects or of these; it stops when the iterator is exhausted."""
    quiet()
    parts = build(settings, clock, of)
    app = create_app(parts=parts)
    app.openapi_schema = _document_of(parts.subjects)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    listener = config.bind_socket()
    server = Server(config, parts)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    while not server.started:
        assert thread.is_alive(), "the service did not start"
        time.sleep(0.01)
    people = People(base, parts)
    yield Service(base, parts, app, people)
    people.close()
    if app.openapi_schema is not None and _document_of(parts.subjects) is None:
        DOCUMENTS.append((parts.subjects.routers, app.openapi_schema))
    server.should_exit = True
    thread.join()
    listener.close()


def _document_of(subjects: Subjects) -> dict[str, Any] | None:
    return next((document for routers, document in DOCUMENTS if routers == subjects.routers), None)
