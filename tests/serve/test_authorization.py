"""Every route, as every kind of caller, on rows that are theirs, another's, deleted and absent.

The cases come from the routes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.platform.settings import Settings
from tests.serve.doors import ROLE_BOOK, Door, doors, ids, kind_of, knock
from tests.serve.planted import plant
from tests.serve.running import Service, run
from tests.serve.world import ROLES, World
from tests.storage import Storage

NOTHING = (
    *("0 marked texts", "not been compared yet", "never run in the shadow", "no such photo of a gold item"),
    *("No release is active", "no such picture that may be shown at present", "shows no such picture at present"),
    *("no such picture that can be shown now", "There is no such seminar"),
    *("shows no clear outline",),
)


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, either_database: Storage
) -> Iterator[Service]:
    """A service whose release has products of two right holders, both of whom have accounts."""
    release = plant(tiny_release, tmp_path_factory.mktemp("planted"))
    given = {
        "data_dir": tmp_path_factory.mktemp("data"),
        "job_workers": 0,
        **either_database(),
    }  # no answer waits for a job
    for each in run(Settings(release=release, workers=2, **given)):
        each.parts[Accounts].add_organisation(None, OrganisationKind.RIGHT_HOLDER, "rival", None)
        yield each


@pytest.fixture(scope="module")
def world(service: Service) -> World:
    return World(service)


@pytest.mark.parametrize("door", doors(), ids=lambda door: f"{door.method} {door.path}")
def test_a_door_opens_to_those_whose_role_includes_it_and_for_what_is_theirs(world: World, door: Door) -> None:
    if door.permission is None:
        with world.service.visitor() as visitor:
            answer = knock(visitor, door, ids(world, "officer", "own", door), world)
            assert answer.status_code not in {403, 500}
            assert answer.is_success or "/problems/not-signed-in" not in answer.text
        return
    if world.service.parts.database.kind == "sqlite":  # who is refused by their role reaches no row, in any database
        assert_refused(world, door)
    for role in callers(world, door):
        client = world.service.as_(role)
        answer = knock(client, door, ids(world, role, "own", door), world)
        is_answered = answer.status_code in {200, 201, 202, 204, 303, 409, 412, 422}
        assert (
            is_answered or refused_for_its_words(answer) or only_in_browsers(answer) or has_nothing_to_show(answer)
        ), (role, answer.text)
        assert "call-invalid" not in answer.text, (role, answer.text)
        if door.leads_to_something:
            assert_shut(world, client, door, role)


def callers(world: World, door: Door) -> list[str]:
    """Who is let in: each role that includes the door.

    On PostgreSQL one of each kind of organisation: its policies and statements know the kind, the organisation and the
    person, and no role.
    """
    roles = allowed(door)
    if world.service.parts.database.kind == "sqlite":
        return roles
    return list({kind_of(role): role for role in reversed(roles)}.values())


def allowed(door: Door) -> list[str]:
    """The roles that include it."""
    return [role for role in ROLES if door.permission in ROLE_BOOK.permissions(Role(role), kind_of(role))]


def assert_refused(world: World, door: Door) -> None:
    """Neither a visitor nor any other role gets in."""
    # Who is refused changes nothing, so that all find the same, as if they only read; who gets in fails the test.
    shut = ids(world, "officer", "own", door._replace(method="GET"))
    with world.service.visitor() as visitor:
        answer = knock(visitor, door, shut, world)
        assert answer.status_code == 401
    for role in set(ROLES) - set(allowed(door)):
        answer = knock(world.service.as_(role), door, shut, world)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-permitted"), role


def refused_for_its_words(answer: httpx.Response) -> bool:
    """Whether it is the current password that was wrong; who asks was recognised."""
    return answer.headers["content-type"].startswith("application/problem") and "password-refused" in answer.text


def only_in_browsers(answer: httpx.Response) -> bool:
    """Whether only a browser in which the person has signed in is answered; the callers here have API tokens."""
    return answer.status_code == 403 and "not an API token" in answer.text


def has_nothing_to_show(answer: httpx.Response) -> bool:
    """Whether it is the caller's own examination or release, about which there is nothing of this kind."""
    return answer.status_code == 404 and any(words in answer.text for words in NOTHING)


def assert_shut(world: World, client: httpx.Client, door: Door, role: str) -> None:
    """What is another's or deleted is answered word for word as what never was."""
    absent = refusal(knock(client, door, ids(world, role, "absent", door), world))
    assert absent["status"] == 404, (role, absent)
    for scenario in ("other", "deleted"):
        given = ids(world, role, scenario, door)
        if given is not None:
            assert refusal(knock(client, door, given, world)) == absent, (role, scenario)


def refusal(answer: httpx.Response) -> dict[str, Any]:
    problem: dict[str, Any] = answer.json()
    assert problem.pop("instance", None), answer.text[:300]
    return problem


def test_every_permission_is_required_somewhere_and_given_to_a_role() -> None:
    asked = {door.permission for door in doors()} - {None}
    had = {permission for role in ROLES for permission in ROLE_BOOK.permissions(Role(role), kind_of(role))}
    assert asked == had == ROLE_BOOK.everyone.union(*ROLE_BOOK.of_kind.values())
