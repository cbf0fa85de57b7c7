"""A right holder says which agencies see what it tells officers."""

from collections.abc import Iterator

import pytest

from serve.accounts.domain import AccountError
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.catalogue.service import Catalogue
from tests.serve.rules.desk import Desk, Team
from tests.serve.tiny_release import GENUINE


@pytest.fixture
def holder(team: Team) -> Iterator[Desk]:
    """The reviewer of a right holder that allows all agencies, and does so again after the test."""
    yield team.reviewer
    team.parts[Accounts].change_allowance(team.reviewer.actor, None)


def allow(holder: Desk, *agencies: str) -> None:
    made = holder.parts[Accounts].change_allowance(holder.actor, agencies)
    assert made == holder.parts[Accounts].allowance(holder.actor)
    assert made.agencies == tuple(agencies)


def points_seen_by(desk: Desk) -> set[str]:
    """The identification points of acme's box that the catalogue shows them."""
    sheets = desk.parts[Catalogue].sheets(desk.actor, ["en"])
    return {point.id for sheet in sheets if sheet.id == "box" for point in sheet.points}


def test_the_agencies_that_are_allowed_see_its_points_and_others_none(team: Team, holder: Desk) -> None:
    first, second = team.officer, team.desk(Role.OFFICER, "second")
    assert team.parts[Accounts].allowance(holder.actor).agencies is None
    assert points_seen_by(first) == points_seen_by(second) == {"logo", "seal"}
    allow(holder, second.actor.organisation_id)
    assert (points_seen_by(first), points_seen_by(second)) == (set(), {"logo", "seal"})
    allow(holder, first.actor.organisation_id)
    assert (points_seen_by(first), points_seen_by(second)) == ({"logo", "seal"}, set())
    team.parts[Accounts].change_allowance(holder.actor, None)
    assert points_seen_by(first) == points_seen_by(second) == {"logo", "seal"}


def test_verdicts_tell_an_agency_that_is_refused_nothing_of_them(team: Team, holder: Desk) -> None:
    allow(holder)
    verdict = team.officer.examine_loose(GENUINE, product="box").verdict
    assert {point.id for point in verdict.points if point.id != "confidential"} <= {"residual"}
    assert not team.parts[Accounts].sight(team.officer.actor).is_allowed("acme")


def test_what_is_no_agency_can_not_be_allowed(team: Team, holder: Desk) -> None:
    allow(holder, team.officer.actor.organisation_id)
    for unknown in ("o-" + 32 * "0", holder.actor.organisation_id):
        with pytest.raises(AccountError, match="no agency"):
            team.parts[Accounts].change_allowance(holder.actor, [unknown])
    assert team.parts[Accounts].allowance(holder.actor).agencies == (team.officer.actor.organisation_id,)
