"""Units of organisations: who makes them, who is in them, and what a new case begins with."""

from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, update

from serve.accounts.domain import AccountError, NotPermittedError, PeopleFilter, Person, PersonUpdate
from serve.accounts.permissions import Role
from serve.accounts.person_changes import PersonChanges
from serve.accounts.service import Accounts
from serve.accounts.signing_in import actor_of
from serve.accounts.tables import units
from serve.accounts.unit_verifier import UnitVerifier
from serve.accounts.units import Units
from serve.cases.service import Cases
from serve.platform.errors import ConflictError, NotFoundError
from serve.platform.versions import ChangedMeanwhileError, ReadVersion, etag
from tests.serve.record import check_found, faults
from tests.serve.rules.desk import Desk, Team, call


@pytest.fixture
def chief(team: Team) -> Desk:
    """The first agency's administrator."""
    return team.desk(Role.ADMINISTRATOR)


def in_unit(team: Team, chief: Desk, desk: Desk, unit_id: str) -> Person:
    return team.parts[PersonChanges].change(chief.actor, desk.actor.username, PersonUpdate(unit_id=unit_id))


def test_a_unit_is_made_renamed_and_removed_and_the_log_keeps_it(team: Team, chief: Desk) -> None:
    own, agency = team.parts[Units], chief.actor.organisation_id
    made = own.add(chief.actor, agency, "  Port of  Muuga ", call(chief.actor, "unit"))
    assert own.add(chief.actor, agency, "  Port of  Muuga ", call(chief.actor, "unit")) == made
    assert [each.name for each in own.of(team.officer.actor)] == ["Port of Muuga"]
    with pytest.raises(AccountError, match="already"):
        own.add(chief.actor, agency, "Port of Muuga")
    renamed = own.rename(chief.actor, made.id, "Muuga", ReadVersion((etag(made.version),)))
    assert (renamed.id, renamed.name) == (made.id, "Muuga")
    with pytest.raises(ChangedMeanwhileError):
        own.rename(chief.actor, made.id, "Other", ReadVersion((etag(made.version),)))
    assert faults(team) == []
    here = units.c.id == made.id
    row = {"id": "r-" + 32 * "0", "organisation_id": agency, "name": "By hand, too"}
    check_found(
        team,
        UnitVerifier(),
        [
            (update(units).where(here).values(name="By hand"), f"{made.id}: was changed since"),
            (insert(units).values(row), "is in the database, but no event"),
            (delete(units).where(here), f"{made.id}: was there, but is gone"),
        ],
    )
    own.remove(chief.actor, made.id)
    assert own.of(chief.actor) == []
    assert faults(team) == []


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\x00b"])
def test_an_invalid_unit_is_not_made(team: Team, chief: Desk, name: str) -> None:
    with pytest.raises(AccountError, match="1 to 100"):
        team.parts[Units].add(chief.actor, chief.actor.organisation_id, name)


def test_a_unit_belongs_to_one_organisation(team: Team, chief: Desk) -> None:
    own, other = team.parts[Units], team.desk(Role.ADMINISTRATOR, "second").actor
    foreign = own.add(other, other.organisation_id, "Post")
    assert own.add(chief.actor, chief.actor.organisation_id, "Post").id != foreign.id  # each may have one of this name
    with pytest.raises(NotPermittedError):
        own.add(chief.actor, other.organisation_id, "Theirs")
    for refused in (lambda: own.get(chief.actor, foreign.id), lambda: own.remove(chief.actor, foreign.id)):
        with pytest.raises(NotFoundError):
            refused()
    assert own.of(chief.actor, other.organisation_id) == []
    assert [each.name for each in own.of(team.operator.actor, other.organisation_id)] == ["Post"]
    with pytest.raises(AccountError, match="another organisation"):
        in_unit(team, chief, team.officer, foreign.id)
    with pytest.raises(AccountError, match="another organisation"):
        team.parts[Accounts].add_person(
            None, organisation_id=chief.actor.organisation_id, username=uuid4().hex, name="N", role=Role.OFFICER,
            by_openid=True, unit_id=foreign.id,
        )  # fmt: skip


def test_a_unit_in_which_people_are_stays(team: Team, chief: Desk) -> None:
    own = team.parts[Units]
    unit = own.add(chief.actor, chief.actor.organisation_id, "Post")
    in_unit(team, chief, team.officer, unit.id)
    assert [each.people for each in own.sizes(chief.actor, unit.organisation_id)] == [1]
    team.parts[Accounts].set_disabled(chief.actor, team.officer.actor.username, disabled=True)
    assert [each.people for each in own.sizes(chief.actor, unit.organisation_id)] == [0]
    with pytest.raises(ConflictError, match="People are in the unit"):
        own.remove(chief.actor, unit.id)
    assert in_unit(team, chief, team.officer, "").unit is None
    own.remove(chief.actor, unit.id)


def test_a_new_case_begins_with_the_unit_of_the_person(team: Team, chief: Desk) -> None:
    cases, accounts, own = team.parts[Cases], team.parts[Accounts], team.parts[Units]
    team.officer.open(unit="Parcels")
    assert cases.usual_unit(team.officer.actor) == "Parcels"
    unit = own.add(chief.actor, chief.actor.organisation_id, "Containers")
    actor = actor_of(in_unit(team, chief, team.officer, unit.id), accounts.roles, "tests")
    assert cases.usual_unit(actor) == "Containers"
    assert cases.known(actor).units == ["Containers", "Parcels"]


def test_people_are_found_by_unit_and_role(team: Team, chief: Desk) -> None:
    accounts, own = team.parts[Accounts], team.parts[Units]
    unit = own.add(chief.actor, chief.actor.organisation_id, "Post")
    for desk in (team.officer, team.senior):
        in_unit(team, chief, desk, unit.id)

    def found(role: str | None = None, unit: str | None = None) -> set[str]:
        return {each.id for each in accounts.find_people(chief.actor, only=PeopleFilter(role, unit)).entries}

    both = {team.officer.actor.person_id, team.senior.actor.person_id}
    assert found(unit=unit.id) == both
    assert found(Role.OFFICER, unit.id) == {team.officer.actor.person_id}
    assert found(Role.ADMINISTRATOR) == {chief.actor.person_id}
    assert found() == both | {chief.actor.person_id}
