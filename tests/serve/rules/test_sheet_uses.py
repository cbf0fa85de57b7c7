"""Uses of product sheets: what agencies' people do is counted once, for the right holder alone."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from serve.accounts.permissions import Role
from serve.catalogue.domain import SheetUse
from serve.catalogue.guide import Guide
from serve.catalogue.usage import count_use
from serve.catalogue.use_store import SheetUseStore
from serve.catalogue.work import SheetUseWork
from serve.platform.errors import StorageError
from serve.platform.tenancy import SYSTEM, Tenant
from serve.platform.work import Works
from serve.practice.service import Practices
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from tests.serve.rules.desk import GREEN, Desk, Team, new_photo, request_of

LANGUAGES = ("en",)


def look(desk: Desk, product: str = "box") -> None:
    guide = desk.parts[Guide]
    guide.count_look(desk.actor, guide.sheet(desk.actor, product, LANGUAGES))


def counted(team: Team, reader: Tenant) -> Counter[tuple[str, str, SheetUse]]:
    """The uses by the team's agencies that a reader sees, by product, agency and kind."""
    agencies = {team.organisation(name).id for name in ("first", "second")}
    with team.parts[Works].look(reader) as work:
        found = SheetUseStore(work.connection, reader).counts()
    own = [each for each in found if each.agency_id in agencies]
    return Counter({(each.product_id, each.agency_id, each.use): each.times for each in own})


def test_what_officers_do_with_a_sheet_is_counted_for_its_right_holder(team: Team) -> None:
    first, other = team.officer, team.desk(Role.OFFICER, "second")
    look(first)
    look(team.senior)
    look(other)
    one = first.stop(new_photo())
    first.enquire(one)
    first.examine_loose(new_photo(GREEN), product="bag")
    trainer = team.desk(Role.TRAINER)
    trainer.parts[Practices].examine(trainer.actor, request_of(new_photo(), product="box"))  # which is no use
    mine, theirs = first.actor.organisation_id, other.actor.organisation_id
    assert counted(team, team.reviewer.actor) == {
        ("box", mine, SheetUse.OPENED): 2,
        ("box", theirs, SheetUse.OPENED): 1,
        ("box", mine, SheetUse.EXAMINED): 1,
        ("box", mine, SheetUse.ASKED): 1,
        ("bag", mine, SheetUse.EXAMINED): 1,
    }
    assert counted(team, other.actor) == {("box", theirs, SheetUse.OPENED): 1}, "an agency reads its own"
    assert counted(team, team.rival.actor) == {}
    assert counted(team, team.operator.actor) == {}


def test_others_looks_do_not_count(team: Team) -> None:
    others = (team.reviewer, team.contributor, team.rival, team.operator)
    before = uses_in(team)
    for desk in others:
        look(desk)
    team.operator.examine_loose(new_photo(), product="box")
    assert uses_in(team) == before


def uses_in(team: Team) -> int:
    """All uses that were ever counted."""
    with team.parts[Works].look(SYSTEM) as work:
        return sum(each.times for each in SheetUseStore(work.connection, SYSTEM).counts())


def test_a_call_sent_again_counts_once(team: Team) -> None:
    photo = new_photo()
    for _ in range(3):
        team.officer.examine_loose(photo, product="box", once="the-same-call")
    assert set(counted(team, team.reviewer.actor).values()) == {1}


def test_looks_at_the_same_moment_all_count(team: Team) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(look, [team.officer] * 12))
    assert set(counted(team, team.reviewer.actor).values()) == {12}


def test_counts_outlive_the_examinations(alone: Team) -> None:
    alone.officer.examine_loose(new_photo(), product="box")
    before = counted(alone, alone.reviewer.actor)
    rules = Rules(closed_cases=None, loose_examinations=timedelta(0))
    moment = alone.parts.clock.now() + timedelta(days=1)
    assert Retention(alone.parts[Works].of(RetentionWork), alone.parts.objects, rules).apply(moment).examinations == 1
    assert counted(alone, alone.reviewer.actor) == before != {}


def test_months_stand_apart_and_say_since_when(team: Team) -> None:
    begun, holder = team.parts.clock.now(), team.desk(Role.REVIEWER, f"holder-{uuid4().hex[:8]}").actor
    with team.parts[Works].begin(team.officer.actor) as work:
        store = SheetUseStore(work.connection, work.tenant)
        for days in (0, 40, 40):
            store.add(holder.organisation_id, "box", SheetUse.OPENED, begun + timedelta(days=days))
    with team.parts[Works].look(holder) as work:
        store = SheetUseStore(work.connection, holder)
        assert [each.times for each in store.counts()] == [2, 1], "the latest month first"
        assert [each.times for each in store.counts(f"{begun + timedelta(days=40):%Y-%m}")] == [2]
        assert store.first_at() == begun
    with team.parts[Works].look(team.rival.actor) as work:
        assert SheetUseStore(work.connection, team.rival.actor).first_at() is None


def test_a_product_whose_right_holder_has_no_account_is_read_as_before(team: Team) -> None:
    with team.parts[Works].of(SheetUseWork).begin(team.officer.actor) as work:
        count_use(work, "no one here", "box", SheetUse.OPENED)
    assert counted(team, team.officer.actor) == {}


def test_an_officer_reads_a_sheet_even_if_its_use_can_not_be_counted(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(SheetUseStore, "add", fail)
    look(team.officer)
    assert counted(team, team.reviewer.actor) == {}
