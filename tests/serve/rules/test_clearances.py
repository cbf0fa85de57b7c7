"""Clearances: what can be cleared, for whom it holds and until when, and what the record says of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from model.catalogue import Point, Visibility
from model.datasets.fields import Label
from serve.accounts.domain import Organisation
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.catalogue.editing import Sheets
from serve.clearances.domain import (
    MOST_PARTS,
    Clearance,
    ClearanceRejectedError,
    ClearanceState,
    ClearanceStateError,
    ClearedItem,
    ClearedPart,
    Ground,
    Lapse,
    PartKind,
    PartName,
    PartWithdrawal,
    checked_reason,
    part_name,
    withdrawn,
)
from serve.clearances.draft_domain import checked_agencies, checked_last_day, checked_parts
from serve.clearances.drafting import ClearanceDraft, ClearanceDrafting
from serve.clearances.service import Clearances
from serve.clearances.shown_domain import ShownClearance
from serve.clearances.tables import agencies, clearances, parts
from serve.clearances.verifier import ClearanceVerifier
from serve.platform.errors import NotFoundError
from serve.platform.work import Works
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from serve.review.domain import EntrySource, Standing
from serve.review.service import withdraw as withdraw_entries
from serve.review.tables import entries
from serve.review.work import ReviewWork
from tests.serve.freezing import publish
from tests.serve.record import check_found, faults, log_of
from tests.serve.reviewing import entry_of, hand_in
from tests.serve.rules.desk import Desk, Team, call, new_photo
from tests.serve.sheets import complete

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
CUSTOMS, DOUANE = (
    Organisation(f"o-{number}", OrganisationKind.AGENCY, name, country, NOW)
    for number, name, country in ((1, "Customs", "JP"), (2, "Douane", "FR"))
)
ENTRY = f"w-{7:032x}"
LOGO, SEAL, SECRET = (PartName(PartKind.POINT, name) for name in ("logo", "seal", "secret"))
FRONT, PHOTO = PartName(PartKind.REFERENCE, "front"), PartName(PartKind.PHOTO, ENTRY, 0)


def point(name: str, view: str = "front", visibility: Visibility = Visibility.OFFICER) -> Point:
    return Point(name, view, {}, {}, {}, None, None, visibility)


POINTS = {each.id: each for each in (point("logo"), point("seal", "back"), point("secret", "top", Visibility.HOLDER))}
GROUND = Ground(POINTS, frozenset({"logo", "secret"}), {ENTRY: ClearedItem("lot 7", Label.GENUINE, 2)})
GIVEN = Clearance(
    id="g-1",
    right_holder_id="o-9",
    product_id="box",
    parts=tuple(map(ClearedPart, (LOGO, FRONT, PHOTO))),
    agencies=None,
    valid_until=NOW.date(),
    given_by="u-1",
    given_at=NOW,
)
OURS = PartWithdrawal("u-1", NOW, "Ours.")


# --- the rules alone -------------------------------------------------------------------------------------------------


def test_points_pictures_and_photos_that_officers_may_see_are_cleared_once_each() -> None:
    cleared = checked_parts([LOGO, FRONT, PHOTO, LOGO], GROUND)
    assert [part.name for part in cleared] == [LOGO, FRONT, PHOTO]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (SECRET, "shows officers no point secret"),
        (PartName(PartKind.POINT, "nothing"), "shows officers no point nothing"),
        (PartName(PartKind.REFERENCE, "back"), "no genuine picture of the view back"),
        (PartName(PartKind.REFERENCE, "top"), "no genuine picture of the view top"),  # on which only a secret is marked
        (PartName(PartKind.PHOTO, ENTRY, 2), "not of an accepted item"),
        (PartName(PartKind.PHOTO, "w-other", 0), "not of an accepted item"),
    ],
)
def test_what_officers_may_not_see_is_not_cleared(name: PartName, words: str) -> None:
    with pytest.raises(ClearanceRejectedError, match=words):
        checked_parts([LOGO, name], GROUND)


def test_a_clearance_has_something_and_not_too_much() -> None:
    with pytest.raises(ClearanceRejectedError, match="at least one"):
        checked_parts([], GROUND)
    many = Ground({f"p{number}": point(f"p{number}") for number in range(MOST_PARTS + 1)})
    with pytest.raises(ClearanceRejectedError, match="500 points and pictures at most"):
        checked_parts([PartName(PartKind.POINT, name) for name in many.points], many)


@pytest.mark.parametrize(
    ("ground", "lapse"),
    [
        (GROUND, None),
        (Ground(items=GROUND.items), Lapse.NO_POINT),
        (replace(GROUND, points={**POINTS, "logo": point("logo", visibility=Visibility.HOLDER)}), Lapse.WITHHELD),
        (replace(GROUND, pictured=frozenset()), Lapse.NO_PICTURE),
        (replace(GROUND, items={}), Lapse.NO_ITEM),
    ],
)
def test_a_part_holds_as_long_as_officers_may_see_it(ground: Ground, lapse: Lapse | None) -> None:
    found = [GIVEN.lapse_of(part, ground, NOW) for part in GIVEN.parts]
    assert (lapse in found, set(found) <= {None, lapse, Lapse.NO_PICTURE, Lapse.NO_POINT}) == (True, True)


def test_a_clearance_holds_until_the_end_of_its_last_day_and_says_when_it_ends_soon() -> None:
    assert GIVEN.state(NOW.replace(hour=23)) is ClearanceState.VALID
    assert GIVEN.state(NOW + timedelta(days=1)) is ClearanceState.EXPIRED
    assert GIVEN.lapse_of(GIVEN.parts[0], GROUND, NOW + timedelta(days=1)) is Lapse.EXPIRED
    assert [GIVEN.ends_soon(NOW - timedelta(days=days)) for days in (0, 30, 31)] == [True, True, False]
    assert not GIVEN.ends_soon(NOW + timedelta(days=1))


def test_parts_are_withdrawn_one_by_one_or_all_together() -> None:
    one = withdrawn(GIVEN, [LOGO], OURS)
    assert [part.withdrawal for part in one.parts] == [OURS, None, None]
    assert one.state(NOW) is ClearanceState.VALID
    assert one.lapse_of(one.parts[0], GROUND, NOW) is Lapse.WITHDRAWN
    later = PartWithdrawal("u-2", NOW, "The rest.")
    everything = withdrawn(one, None, later)
    assert [part.withdrawal for part in everything.parts] == [OURS, later, later]
    assert everything.state(NOW) is ClearanceState.WITHDRAWN
    for again, names in ((one, [LOGO]), (everything, None)):
        with pytest.raises(ClearanceStateError):
            withdrawn(again, names, later)
    for names, words in (([], "Choose what"), ([SEAL], "no part seal")):
        with pytest.raises(ClearanceRejectedError, match=words):
            withdrawn(GIVEN, names, OURS)


def test_a_withdrawal_has_a_reason_that_can_be_shown() -> None:
    assert checked_reason(" a\r\nb ") == "a\nb"
    for text, words in ((" \n", "Say why"), ("a" * 501, "at most 500 characters"), ("a\0", "control character")):
        with pytest.raises(ClearanceRejectedError, match=words):
            checked_reason(text)


def test_the_last_day_is_a_year_away_unless_another_one_is_chosen() -> None:
    assert checked_last_day(None, NOW) == date(2027, 11, 27)
    assert checked_last_day(date(2026, 11, 27), NOW) == date(2026, 11, 27)
    for day, words in ((date(2026, 11, 25), "has passed"), (date(2029, 1, 1), "two years")):
        with pytest.raises(ClearanceRejectedError, match=words):
            checked_last_day(day, NOW)


def test_it_holds_for_all_agencies_that_are_allowed_or_for_chosen_ones() -> None:
    allowed = [CUSTOMS, DOUANE]
    assert checked_agencies(None, allowed) is None
    assert checked_agencies({"o-2", "o-1"}, allowed) == ("o-1", "o-2")
    with pytest.raises(ClearanceRejectedError, match="You do not allow the agency o-1"):
        checked_agencies({"o-1"}, [DOUANE])
    for named, known, words in (
        (None, [], "Allow agencies first"),
        (frozenset[str](), [], "Allow agencies first"),  # there is none to tick
        (frozenset[str](), allowed, "Tick at least one"),
    ):
        with pytest.raises(ClearanceRejectedError, match=words):
            checked_agencies(named, known)


def test_a_photo_is_named_by_its_item_and_index() -> None:
    assert part_name(PartKind.PHOTO, f"{ENTRY}/0") == PHOTO
    assert PHOTO.text == f"{ENTRY}/0"
    assert part_name(PartKind.POINT, "logo/1") == PartName(PartKind.POINT, "logo/1")
    with pytest.raises(ClearanceRejectedError, match="Name a photo by"):
        part_name(PartKind.PHOTO, ENTRY)


# --- who reads them --------------------------------------------------------------------------------------------------


def given(team: Team, *names: PartName, by: Desk | None = None, to: tuple[str, ...] | None = ("first",)) -> str:
    """The id of a clearance of the box for these agencies of the team; None for all."""
    known = {each: team.organisation(each).id for each in ("first", "second")}
    named = None if to is None else frozenset(known[each] for each in to)
    desk = by or team.reviewer
    draft = ClearanceDraft("box", names or (LOGO,), named)
    return desk.parts[Clearances].give(desk.actor, draft).clearance.id


def read(desk: Desk, clearance: str) -> ShownClearance:
    return desk.parts[Clearances].get(desk.actor, clearance)


def listed(desk: Desk, state: ClearanceState | None = None, product: str | None = None) -> list[str]:
    page = desk.parts[Clearances].page(desk.actor, product, state, None, 100)
    return [each.clearance.id for each in page.entries]


def is_seen(desk: Desk, clearance: str) -> bool:
    try:
        read(desk, clearance)
    except NotFoundError:
        assert clearance not in listed(desk)
        return False
    assert clearance in listed(desk)
    return True


def holding(desk: Desk, clearance: str) -> list[PartName]:
    return [part.name for part in read(desk, clearance).holding]


def withdraw(desk: Desk, clearance: str, *names: PartName, reason: str = "Ours.") -> ShownClearance:
    return desk.parts[Clearances].withdraw(desk.actor, clearance, names or None, reason)


def trainer(team: Team, agency: str = "first") -> Desk:
    return team.desk(Role.TRAINER, agency)


def test_the_named_agencys_people_the_holders_and_the_operator_read_it_and_no_one_else(team: Team) -> None:
    clearance = given(team)
    for desk in (trainer(team), team.reviewer, team.contributor, team.operator):
        assert is_seen(desk, clearance)
    for desk in (trainer(team, "second"), team.rival):
        assert not is_seen(desk, clearance)
        with pytest.raises(NotFoundError):
            withdraw(desk, clearance)
        with pytest.raises(NotFoundError):
            desk.parts[Clearances].picture(desk.actor, clearance, 1)


def test_one_for_all_agencies_holds_for_each_and_for_the_count_of_them(alone: Team) -> None:
    clearance = given(alone, to=None)
    for agency in ("first", "second"):
        assert is_seen(trainer(alone, agency), clearance)
    told = read(alone.reviewer, clearance)
    assert (told.agencies, told.reach, told.giver) == (None, 2, alone.reviewer.actor.name)
    seen = read(trainer(alone), clearance)
    assert (seen.agencies, seen.reach, seen.giver) == (None, None, "")


def test_an_agency_that_is_refused_sees_nothing_of_it_until_it_is_allowed_again(alone: Team) -> None:
    first, second = alone.organisation("first").id, alone.organisation("second").id
    names, accounts = [given(alone, to=("first", "second")), given(alone, to=None)], alone.parts[Accounts]
    assert [is_seen(trainer(alone), name) for name in names] == [True, True]
    accounts.change_allowance(alone.reviewer.actor, [second])
    assert [is_seen(trainer(alone), name) for name in names] == [False, False]
    assert [is_seen(trainer(alone, "second"), name) for name in names] == [True, True]
    told = read(alone.reviewer, names[0])
    assert {each.agency.id: each.is_allowed for each in told.agencies or ()} == {first: False, second: True}
    assert [read(alone.reviewer, name).reach for name in names] == [1, 1]
    accounts.change_allowance(alone.reviewer.actor, [first])
    assert is_seen(trainer(alone), names[1])
    with pytest.raises(ClearanceRejectedError, match="You do not allow the agency"):
        given(alone, to=("second",))


def test_another_holder_clears_nothing_of_others_products(team: Team) -> None:
    for product in ("box", "nothing"):
        with pytest.raises(ClearanceRejectedError, match="a product of your organisation"):
            team.rival.parts[Clearances].give(team.rival.actor, ClearanceDraft(product, (LOGO,)))


def test_a_call_that_is_sent_again_gives_one_clearance_and_withdraws_once(team: Team) -> None:
    desk, named = team.reviewer, frozenset({team.organisation("first").id})
    draft = ClearanceDraft("box", (LOGO, SEAL), named)
    key = team.organisation("first").id
    use = desk.parts[Clearances]
    ids = {use.give(desk.actor, draft, call(desk.actor, f"give {key}")).clearance.id for _ in range(2)}
    assert len(ids) == 1
    (name,) = ids
    again = [use.withdraw(desk.actor, name, [LOGO], "Ours.", call(desk.actor, f"take {key}")) for _ in range(2)]
    assert again[0].clearance == again[1].clearance
    actions = [event.action for event in log_of(team) if event.subject == name]
    assert actions == ["clearance:give", "clearance:withdraw"]


def test_the_list_is_read_page_by_page_and_by_state_and_product(alone: Team) -> None:
    names = [given(alone, to=None) for _ in range(3)]
    withdraw(alone.reviewer, names[1])
    use = alone.parts[Clearances]
    page = use.page(alone.reviewer.actor, None, None, None, 2)
    assert [each.clearance.id for each in page.entries] == [names[2], names[1]]
    rest = use.page(alone.reviewer.actor, None, None, page.after, 2)
    assert ([each.clearance.id for each in rest.entries], rest.after) == ([names[0]], None)
    assert listed(alone.reviewer, ClearanceState.WITHDRAWN) == [names[1]]
    assert listed(alone.reviewer, product="bag") == []
    assert listed(trainer(alone)) == listed(trainer(alone), ClearanceState.VALID) == [names[2], names[0]]
    assert listed(trainer(alone), ClearanceState.WITHDRAWN) == []


# --- what holds ------------------------------------------------------------------------------------------------------


def test_a_part_that_is_withdrawn_is_gone_for_agencies_and_stands_with_its_reason_for_the_holder(team: Team) -> None:
    clearance = given(team, LOGO, SEAL)
    withdraw(team.reviewer, clearance, LOGO, reason="A private garden is seen.")
    assert [part.name for part in read(trainer(team), clearance).parts] == [SEAL]
    told = read(team.reviewer, clearance).parts[0]
    assert (told.lapse, told.part.withdrawal and told.part.withdrawal.reason) == (
        Lapse.WITHDRAWN,
        "A private garden is seen.",
    )
    for desk in (trainer(team), team.reviewer):
        with pytest.raises(NotFoundError, match="no such picture"):
            desk.parts[Clearances].picture(desk.actor, clearance, 1)
    assert team.parts[Clearances].picture(trainer(team).actor, clearance, 2).startswith(b"\xff\xd8")
    withdraw(team.reviewer, clearance)
    assert not is_seen(trainer(team), clearance)
    assert is_seen(team.reviewer, clearance)


def test_the_same_part_in_two_clearances_holds_until_both_have_ended(team: Team) -> None:
    first, second = given(team), given(team)
    withdraw(team.reviewer, first)
    assert holding(trainer(team), second) == [LOGO]
    withdraw(team.reviewer, second)
    assert listed(trainer(team)) == []


def elsewhere(desk: Desk, clearance: str) -> dict[PartName, list[str]]:
    """What no longer holds by a clearance, and by which others it may still be shown."""
    told = read(desk, clearance)
    return {part.name: [each.clearance_id for each in part.others] for part in told.parts if part.lapse}


def test_a_withdrawn_part_names_the_other_clearances_by_which_trainers_still_show_it(alone: Team) -> None:
    first, second, third = given(alone, LOGO, SEAL), given(alone), given(alone, to=("second",))
    withdraw(alone.reviewer, first, LOGO)
    for desk in (alone.reviewer, alone.operator):
        assert elsewhere(desk, first) == {LOGO: [third, second]}
    told = read(alone.reviewer, first)
    assert ([part.name for part in told.held_elsewhere], told.lost) == ([LOGO], ())
    assert [part.others for part in read(trainer(alone), second).parts] == [()]
    withdraw(alone.reviewer, second)
    alone.parts[Accounts].change_allowance(alone.reviewer.actor, [alone.organisation("first").id])
    told = read(alone.reviewer, first)  # no agency can use the third one
    assert ([part.name for part in told.lost], told.held_elsewhere) == ([LOGO], ())
    alone.parts[Accounts].change_allowance(
        alone.reviewer.actor, [alone.organisation(name).id for name in ("first", "second")]
    )
    assert elsewhere(alone.reviewer, first) == {LOGO: [third]}


def test_what_a_last_day_ends_may_hold_by_another_clearance_and_what_the_sheet_ends_by_none(alone: Team) -> None:
    publish(alone, "parcel")
    crest = PartName(PartKind.POINT, "crest")
    draft = ClearanceDraft("parcel", (crest,), frozenset({alone.organisation("first").id}))
    first, second = (alone.parts[Clearances].give(alone.reviewer.actor, draft).clearance.id for _ in range(2))
    with alone.parts.database.writing(alone.reviewer.actor) as connection:
        connection.execute(update(clearances).where(clearances.c.id == first).values(valid_until=date(2026, 1, 1)))
    assert elsewhere(alone.reviewer, first) == {crest: [second]}
    assert [part.others for part in read(alone.reviewer, second).parts] == [()]
    republish(alone, "parcel", {"edge": "officer"})
    assert elsewhere(alone.reviewer, first) == {crest: []}


def test_an_expired_clearance_is_read_by_the_holder_alone(alone: Team) -> None:
    clearance = given(alone)
    with alone.parts.database.writing(alone.reviewer.actor) as connection:
        connection.execute(update(clearances).values(valid_until=date(2026, 1, 1)))
    assert not is_seen(trainer(alone), clearance)
    assert listed(alone.reviewer, ClearanceState.EXPIRED) == [clearance]
    assert read(alone.reviewer, clearance).parts[0].lapse is Lapse.EXPIRED


def republish(team: Team, product: str, points: dict[str, str]) -> None:
    """Publish a product's sheet with only these points, each for whom it says."""
    sheets = team.parts[Sheets]
    author, publisher = team.contributor.actor, team.reviewer.actor
    sheet = next(each for each in sheets.page(author, None, 100).entries if each.record.product_id == product)
    document = complete(product)
    kept = [{**each, "visibility": points[each["id"]]} for each in document["points"] if each["id"] in points]
    sheets.save(author, sheet.record.id, document | {"points": kept})
    sheets.publish(publisher, sheet.record.id)


def test_what_the_published_sheet_no_longer_shows_officers_no_longer_holds(alone: Team) -> None:
    publish(alone, "parcel")
    names = (PartName(PartKind.POINT, "crest"), PartName(PartKind.POINT, "edge"), FRONT)
    draft = ClearanceDraft("parcel", names, frozenset({alone.organisation("first").id}))
    clearance = alone.parts[Clearances].give(alone.reviewer.actor, draft).clearance.id
    assert holding(trainer(alone), clearance) == list(names)
    for number in (1, 2, 3):
        assert alone.parts[Clearances].picture(trainer(alone).actor, clearance, number).startswith(b"\xff\xd8")
    republish(alone, "parcel", {"edge": "holder", "own": "holder"})
    assert [part.lapse for part in read(alone.reviewer, clearance).parts] == [
        Lapse.NO_POINT,
        Lapse.WITHHELD,
        Lapse.NO_PICTURE,
    ]
    assert read(trainer(alone), clearance).parts == ()
    with pytest.raises(NotFoundError, match="no such picture"):
        alone.parts[Clearances].picture(trainer(alone).actor, clearance, 2)
    (product,) = (
        each for each in alone.parts[Clearances].products(alone.reviewer.actor) if each.product_id == "parcel"
    )
    assert (product.counts.points, product.lapsed) == (0, 3)
    republish(alone, "parcel", {"crest": "public", "edge": "officer"})
    assert holding(trainer(alone), clearance) == list(names)


def accepted(desk: Desk, *photos: bytes, source: EntrySource = EntrySource.CONTRIBUTION, **said: object) -> str:
    """The id of an accepted item that a person handed in."""
    entry = entry_of(desk.actor, *photos, **said)  # type: ignore[arg-type]  # by their names
    name = hand_in(desk.parts, desk.actor, [replace(entry, source=source)], *photos)[0]
    with desk.parts.database.writing(desk.actor) as connection:
        here = update(entries).where(entries.c.id == name)
        connection.execute(here.values(standing=Standing.ACCEPTED.value))
    return name


def test_photos_of_accepted_items_of_both_labels_are_offered_cleared_and_counted(alone: Team) -> None:
    genuine = accepted(alone.reviewer, new_photo(), new_photo())
    counterfeit = accepted(alone.reviewer, new_photo(), label=Label.COUNTERFEIT, item="lot 7")
    drafting, actor = alone.parts[ClearanceDrafting], alone.reviewer.actor
    for label, name in ((Label.GENUINE, genuine), (Label.COUNTERFEIT, counterfeit)):
        assert [entry.id for entry in drafting.items(actor, "box", label).entries] == [name]
    assert drafting.item_photo(actor, genuine, 1).size > 0
    photos = [PartName(PartKind.PHOTO, name, index) for name, index in ((genuine, 0), (genuine, 1), (counterfeit, 0))]
    clearance = given(alone, *photos)
    assert holding(trainer(alone), clearance) == photos
    box = next(each for each in alone.parts[Clearances].products(actor) if each.product_id == "box")
    assert (box.counts.genuine, box.counts.counterfeit, box.counts.points) == (1, 1, 0)
    assert alone.parts[Clearances].picture(trainer(alone).actor, clearance, 3).startswith(b"\xff\xd8")


def test_no_other_items_photos_are_cleared(alone: Team) -> None:
    others = [
        accepted(alone.reviewer, new_photo(), source=EntrySource.CONFIRMATION),
        accepted(alone.reviewer, new_photo(), product="bag"),
        accepted(alone.rival, new_photo()),
        hand_in(alone.parts, alone.reviewer.actor, [entry_of(alone.reviewer.actor, b"x")])[0],
    ]
    for name in others:
        with pytest.raises(ClearanceRejectedError, match="not of an accepted item"):
            given(alone, PartName(PartKind.PHOTO, name, 0))
    for name in (others[0], *others[2:]):
        with pytest.raises(NotFoundError):
            alone.parts[ClearanceDrafting].item_photo(alone.reviewer.actor, name, 0)


def test_a_photo_whose_item_is_withdrawn_is_not_cleared_any_more_and_the_form_named_it_before(alone: Team) -> None:
    name = accepted(alone.reviewer, new_photo(), item="carton 7")
    photo = PartName(PartKind.PHOTO, name, 0)
    clearance, gone = given(alone, LOGO, photo), given(alone, photo)
    withdraw(alone.reviewer, gone)
    actor = alone.reviewer.actor
    with alone.parts[Works].of(ReviewWork).look(actor) as work:
        source = work.entries.get(name).source_id
    losses = alone.parts[Clearances].losses
    for entry in (None, name):
        assert [each.clearance_id for each in losses(actor, source, entry)] == [clearance]
    assert losses(alone.rival.actor, source, None) == losses(actor, source, "w-other") == []
    with alone.parts[Works].of(ReviewWork).begin(actor) as work:
        withdraw_entries(work, [name], "A private garden is seen.")
    assert holding(trainer(alone), clearance) == [LOGO]
    told = read(alone.reviewer, clearance).parts[1]
    assert (told.lapse, told.item) == (Lapse.NO_ITEM, None)
    for desk in (trainer(alone), alone.reviewer, alone.operator):
        with pytest.raises(NotFoundError, match="no such picture"):
            desk.parts[Clearances].picture(desk.actor, clearance, 2)
    with pytest.raises(ClearanceRejectedError):
        given(alone, photo)
    assert faults(alone) == []


def test_every_product_of_the_holder_is_there_and_the_operator_sees_what_is_cleared_of_whom(alone: Team) -> None:
    clearance = given(alone)
    own = alone.parts[Clearances].products(alone.reviewer.actor)
    assert [(each.product_id, len(each.clearances)) for each in own] == [("box", 1), ("bag", 0)]
    ((name, cleared),) = (
        (each.right_holder.name, each) for each in alone.parts[Clearances].products(alone.operator.actor)
    )
    assert (name, cleared.next_end and cleared.next_end.clearance.id) == ("acme", clearance)
    assert alone.parts[Clearances].products(alone.rival.actor) == []


def test_what_another_clearance_holds_for_longer_does_not_end(alone: Team) -> None:
    today = datetime.now(UTC).date()
    soon, later, last = (today + timedelta(days=days) for days in (10, 20, 40))
    first, second = (alone.organisation(name).id for name in ("first", "second"))

    def give(until: date, *names: PartName, to: tuple[str, ...] | None = None) -> None:
        named = None if to is None else frozenset(to)
        alone.parts[Clearances].give(alone.reviewer.actor, ClearanceDraft("box", names, named, until))

    def ends(desk: Desk) -> date | None:
        end = alone.parts[Clearances].products(desk.actor)[0].next_end
        return end.clearance.valid_until if end else None

    give(soon, LOGO, SEAL, to=(first, second))
    assert ends(alone.reviewer) == ends(trainer(alone)) == soon
    give(last, LOGO, SEAL, to=(first,))
    assert ends(trainer(alone)) == last
    assert ends(trainer(alone, "second")) == ends(alone.reviewer) == ends(alone.operator) == soon
    give(later, LOGO)
    assert ends(trainer(alone, "second")) == soon  # of the seal
    give(later, SEAL)
    assert ends(trainer(alone, "second")) == ends(alone.reviewer) == later
    assert ends(trainer(alone)) == last


def test_a_preview_gives_nothing_and_names_who_could_use_it(alone: Team) -> None:
    first, _ = (alone.organisation(name) for name in ("first", "second"))
    drafting, actor = alone.parts[ClearanceDrafting], alone.reviewer.actor
    preview = drafting.preview(actor, ClearanceDraft("box", (LOGO,), frozenset({first.id})))
    assert [agency.id for agency in preview.agencies] == [first.id]
    assert len(drafting.preview(actor, ClearanceDraft("box", (LOGO,))).agencies) == 2
    assert listed(alone.reviewer) == []


# --- the record ------------------------------------------------------------------------------------------------------


def test_an_edit_by_hand_is_found_and_named(alone: Team) -> None:
    clearance = given(alone, LOGO, SEAL, to=("first", "second"))
    withdraw(alone.reviewer, clearance, LOGO, reason="Ours after all.")
    changed = "was changed since"
    one = agencies.c.agency_id == alone.organisation("second").id
    edits = [
        (update(clearances).values(valid_until=date(2031, 1, 1)), changed),
        (update(clearances).values(to_all=True), changed),
        (update(parts).values(reason="Another"), changed),
        (update(parts).values(withdrawn_at=None, withdrawn_by=None, reason=None), changed),
        (update(parts).where(parts.c.name == "seal").values(name="secret"), changed),
        (delete(agencies).where(one), changed),
    ]
    check_found(alone, ClearanceVerifier(), edits)
    assert faults(alone) == []


def test_old_clearances_go_by_rule_and_the_record_stays_whole(alone: Team) -> None:
    names = [given(alone), given(alone, LOGO, SEAL)]
    withdraw(alone.reviewer, names[0])
    withdraw(alone.reviewer, names[1], LOGO)
    rules = Rules(closed_cases=None, loose_examinations=None, clearances=timedelta(days=30))
    retention = Retention(alone.parts[Works].of(RetentionWork), alone.parts.objects, rules)
    later = datetime.now(UTC) + timedelta(days=40)
    assert retention.due(datetime.now(UTC)).clearances == 0
    assert (retention.due(later).clearances, retention.apply(later).clearances) == (1, 1)
    assert listed(alone.reviewer) == [names[1]]
    assert retention.apply(later + timedelta(days=365)).clearances == 1
    assert faults(alone) == []
