"""People: who may be added and by whom, and how one of thousands is found by the beginnings of their names."""

from typing import Any
from uuid import uuid4

import pytest

from serve.accounts.countries import countries
from serve.accounts.domain import AccountError, NotPermittedError
from serve.accounts.permissions import AccountPermission, OrganisationKind, Role
from serve.accounts.service import Accounts, NewPerson
from serve.platform.errors import KeyReusedError, NotFoundError
from tests.serve.rules.desk import Desk, Team, call

PEOPLE = {
    "aiko.tanaka": "Aiko Tanaka",
    "aino-saar": "Aino Saar",
    "emile": "Émile Arc-Tessier",
    "zoe_100": "Zoë 100% Sure",
}


@pytest.fixture
def chief(team: Team) -> Desk:
    """The first agency's administrator."""
    return team.desk(Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"username": "No Spaces"}, "3 to 64 letters"),
        ({"username": None}, "is taken"),
        ({"name": " "}, "needs a name"),
        ({"role": "reviewer"}, "no role in an organisation of the kind Agency"),
        ({"password": "short"}, "12 to 200"),
    ],
)
def test_an_invalid_person_is_not_added(team: Team, chief: Desk, change: dict[str, Any], words: str) -> None:
    accounts, taken = team.parts[Accounts], team.officer.actor.username
    before = len(accounts.people(chief.actor))
    said: dict[str, Any] = {"username": f"new-{uuid4().hex[:12]}", "name": "N", "role": "officer"} | change
    said["username"] = said["username"] or taken
    by_openid = "password" not in said
    with pytest.raises(AccountError, match=words):
        accounts.add_person(chief.actor, organisation_id=chief.actor.organisation_id, by_openid=by_openid, **said)
    assert len(accounts.people(chief.actor)) == before


@pytest.mark.parametrize("country", [None, "", "ZZ", "XX", "EU", "XA", "DG", "001", "Japan"])
def test_an_agency_of_no_country_is_not_added(team: Team, country: str | None) -> None:
    accounts = team.parts[Accounts]
    before = accounts.organisations(None)
    with pytest.raises(AccountError, match="ISO 3166-1") as refused:
        accounts.add_organisation(None, OrganisationKind.AGENCY, "Office", country)
    assert refused.value.field == "country"
    assert accounts.organisations(None) == before


def test_every_country_of_iso_3166_may_have_an_agency(team: Team) -> None:
    assert len(countries()) == 249
    assert {"JP", "EE", "GB", "TW", "PS", "AQ", "SS"} <= countries()
    added = team.parts[Accounts].add_organisation(None, OrganisationKind.AGENCY, "Office", "ss")
    assert added.country == "SS"


def test_an_agencys_administrator_manages_their_own_people_alone(team: Team, chief: Desk) -> None:
    accounts, other = team.parts[Accounts], team.desk(Role.OFFICER, "second").actor
    own, foreign = team.officer.actor, other.organisation_id
    assert {person.id for person in accounts.people(chief.actor)} == {own.person_id, chief.actor.person_id}
    with pytest.raises(NotFoundError):
        accounts.set_disabled(chief.actor, other.username, disabled=True)
    with pytest.raises(NotPermittedError):
        added(team, chief, organisation=foreign)
    assert added(team, chief).person.organisation.id == own.organisation_id
    assert not chief.actor.may(AccountPermission.ORGANISATION_CREATE)
    with pytest.raises(AccountError, match="your own account"):
        accounts.set_disabled(chief.actor, chief.actor.username, disabled=True)
    assert accounts.set_disabled(chief.actor, own.username, disabled=True).disabled_at is not None


def added(team: Team, by: Desk, organisation: str | None = None) -> NewPerson:
    return team.parts[Accounts].add_person(
        by.actor,
        organisation_id=organisation or by.actor.organisation_id,
        username=f"new-{uuid4().hex[:12]}",
        name="New",
        role=Role.TRAINER,
        by_openid=True,
    )


def test_adding_sent_twice_adds_once_and_shows_the_password_once(team: Team, chief: Desk) -> None:
    username = f"twice-{uuid4().hex[:12]}"

    def add(contents: str = "") -> NewPerson:
        return team.parts[Accounts].add_person(
            chief.actor,
            organisation_id=chief.actor.organisation_id,
            username=username,
            name="T",
            role=Role.TRAINER,
            call=call(chief.actor, "add", contents),
        )

    first, second = add(), add()
    assert first.person == second.person
    assert first.password
    assert second.password is None
    with pytest.raises(KeyReusedError):
        add("other contents")


@pytest.fixture
def many(team: Team) -> None:
    """A few people of the first agency, whose usernames end in random letters."""
    for username, name in PEOPLE.items():
        team.parts[Accounts].add_person(
            None,
            organisation_id=team.organisation("first").id,
            username=f"{username}.{uuid4().hex[:8]}",
            name=name,
            role=Role.OFFICER,
            by_openid=True,
        )


def names(desk: Desk, text: str) -> list[str]:
    return [person.name for person in desk.parts[Accounts].find_people(desk.actor, text, limit=100).entries]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AI", ["Aiko Tanaka", "Aino Saar"]),
        ("tan ai", ["Aiko Tanaka"]),
        ("TESSIER", ["Émile Arc-Tessier"]),
        ("émi", ["Émile Arc-Tessier"]),
        ("aino-s", ["Aino Saar"]),
        ("ko", []),  # inside of a word
        ("100%", ["Zoë 100% Sure"]),
        ("10%", []),  # a sign, and no pattern
        ("zoe_", ["Zoë 100% Sure"]),
        ("aiko unknown", []),
    ],
)
def test_a_person_is_found_by_the_beginnings_of_words(chief: Desk, text: str, found: list[str]) -> None:
    assert names(chief, text) == found


@pytest.mark.usefixtures("many")
def test_pages_follow_one_another_without_a_gap(chief: Desk) -> None:
    seen: list[str] = []
    sizes, after = [], None
    while True:
        page = chief.parts[Accounts].find_people(chief.actor, after=after, limit=2)
        seen += [person.username for person in page.entries]
        sizes.append(len(page.entries))
        if (after := page.after) is None:
            break
    assert sizes == [2, 2, 1]
    assert seen == sorted(person.username for person in chief.parts[Accounts].people(chief.actor))


@pytest.mark.usefixtures("many")
def test_no_search_finds_another_agencys_people(team: Team, chief: Desk) -> None:
    assert names(chief, "aiko") == ["Aiko Tanaka"]
    assert names(team.desk(Role.OFFICER, "second"), "aiko") == []
    assert "Aiko Tanaka" in names(team.operator, "aiko tanaka")
