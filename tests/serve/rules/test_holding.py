"""What may be shown to all of some agencies: the parts that are cleared for each of them, and that still hold."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, update

from model.catalogue import Region
from model.datasets.fields import Label, PointMark
from serve.accounts.service import Accounts
from serve.catalogue.domain import HolderProduct
from serve.clearances.domain import Clearance, ClearedPart, PartKind, PartName, PartWithdrawal
from serve.clearances.drafting import ClearanceDraft
from serve.clearances.holding import Holding
from serve.clearances.holding_domain import HeldProduct, cleared_for_all
from serve.clearances.service import Clearances
from serve.clearances.tables import clearances
from serve.platform.errors import NotFoundError
from serve.platform.work import Works
from serve.review.assessing import ITSELF, keep
from serve.review.curating import ReviewQueue
from serve.review.risk import Assessment, ReleaseOpinion
from serve.review.work import ReviewWork
from tests.serve.freezing import ACCEPT, accepted, curator, publish
from tests.serve.reviewing import entry_of, hand_in
from tests.serve.rules.desk import Team, new_photo

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
LOGO, SEAL = (PartName(PartKind.POINT, name) for name in ("logo", "seal"))
CREST, EDGE = (PartName(PartKind.POINT, name) for name in ("crest", "edge"))
FRONT = PartName(PartKind.REFERENCE, "front")
BOX = HolderProduct("o-9", "box")
BOTH = frozenset({"o-1", "o-2"})
JPEG = b"\xff\xd8"


def cleared(*names: PartName, to: tuple[str, ...] | None = None) -> Clearance:
    return Clearance("g-1", "o-9", "box", tuple(map(ClearedPart, names)), to, NOW.date(), "u-1", NOW)


# --- the rules alone -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "held"),
    [
        ([cleared(LOGO)], (LOGO,)),
        ([cleared(LOGO, to=("o-1",))], None),
        ([cleared(LOGO, SEAL, to=("o-1",)), cleared(LOGO, to=("o-2", "o-3"))], (LOGO,)),
        ([cleared(LOGO, to=("o-1",)), cleared(SEAL, to=("o-2",))], None),
        ([cleared(LOGO), cleared(SEAL, to=("o-1", "o-2"))], (LOGO, SEAL)),
    ],
)
def test_several_clearances_may_cover_all_agencies_together(
    given: list[Clearance], held: tuple[PartName, ...] | None
) -> None:
    assert cleared_for_all(given, BOTH).get(BOX) == held


def test_what_was_withdrawn_is_not_cleared_and_nothing_is_for_no_agency() -> None:
    part = ClearedPart(LOGO, PartWithdrawal("u-1", NOW, "Ours."))
    assert cleared_for_all([replace(cleared(LOGO), parts=(part,))], BOTH) == {}
    assert cleared_for_all([cleared(LOGO)], frozenset()) == {}


# --- what is read ----------------------------------------------------------------------------------------------------


def ids(team: Team, *agencies: str) -> tuple[str, ...]:
    return tuple(team.organisation(name).id for name in agencies)


def give(team: Team, *names: PartName, to: tuple[str, ...] | None = None, product: str = "box") -> str:
    known = dict(zip(("first", "second"), ids(team, "first", "second"), strict=True))
    named = None if to is None else frozenset(known[agency] for agency in to)
    draft = ClearanceDraft(product, names, named)
    return team.parts[Clearances].give(team.reviewer.actor, draft).clearance.id


def held(team: Team, *agencies: str, product: str = "box") -> HeldProduct | None:
    return team.parts[Holding].product(ids(team, *agencies), product)


def held_points(team: Team, *agencies: str) -> list[str]:
    found = held(team, *agencies)
    return [point.id for point in found.points] if found else []


def test_a_point_is_held_for_all_agencies_only_if_it_is_cleared_for_each(alone: Team) -> None:
    give(alone, SEAL, LOGO, to=("first",))
    assert held_points(alone, "first") == ["logo", "seal"]
    assert held_points(alone, "first", "second") == held_points(alone, "second") == held_points(alone) == []
    give(alone, LOGO, to=("second",))
    assert held_points(alone, "first", "second") == ["logo"]
    assert alone.parts[Holding].product(["o-nothing"], "box") is None


def test_an_agency_that_is_refused_ends_it_for_all(alone: Team) -> None:
    give(alone, LOGO)
    (first, second), holder = ids(alone, "first", "second"), alone.organisation("acme").id
    assert held_points(alone, "first", "second") == ["logo"]
    alone.parts[Accounts].change_allowance(alone.reviewer.actor, [second])
    assert held_points(alone, "first", "second") == []
    assert held_points(alone, "second") == ["logo"]
    assert alone.parts[Holding].refusing([first, second], holder) == {first}


def test_what_ended_or_was_withdrawn_is_not_held(alone: Team) -> None:
    name = give(alone, LOGO, SEAL)
    alone.parts[Clearances].withdraw(alone.reviewer.actor, name, [SEAL], "Ours.")
    assert held_points(alone, "first") == ["logo"]
    with alone.parts.database.writing(alone.reviewer.actor) as connection:
        connection.execute(update(clearances).values(valid_until=date(2026, 1, 1)))
    assert held_points(alone, "first") == []
    assert alone.parts[Holding].products(ids(alone, "first")) == []


def test_a_held_product_has_nothing_that_is_not_cleared(alone: Team) -> None:
    publish(alone, "parcel")
    give(alone, EDGE, product="parcel")
    found = held(alone, "first", product="parcel")
    assert found is not None
    assert [point.id for point in found.points] == [point.id for point in found.sheet.points] == ["edge"]
    assert (found.sheet.serial_pattern, found.sheet.texts, found.references) == (None, (), {})
    assert not found.sheet.trade.rights
    assert (sorted(found.pictured), list(found.items)) == (["edge"], [])
    assert [view.id for view in found.sheet.views] == ["front"]
    assert found.right_holder.name == "acme"
    give(alone, CREST, FRONT, product="parcel")
    found = held(alone, "first", product="parcel")
    assert found is not None
    assert ([point.id for point in found.points], list(found.references)) == (["crest", "edge"], ["front"])


def test_photos_are_held_with_their_label_and_the_marks_of_points_that_are_cleared(alone: Team) -> None:
    contents, actor = (new_photo(), new_photo()), alone.contributor.actor
    entry = entry_of(actor, *contents, label=Label.COUNTERFEIT)
    marks = tuple(PointMark(name, Region(0.1, 0.2, 0.3, 0.4)) for name in ("logo", "seal"))
    first = replace(entry.photos[0], view="front", marks=marks)
    name = hand_in(alone.parts, actor, [replace(entry, photos=(first, *entry.photos[1:]))], *contents)[0]
    with alone.parts[Works].of(ReviewWork).begin(ITSELF) as work:
        opinion = ReleaseOpinion("r-1", "suspected_counterfeit", 1.5, ())  # type: ignore[arg-type]  # as it is kept
        keep(work, name, Assessment(0.1, (), work.now, opinion), work.entries.get(name).photos)
    alone.parts[ReviewQueue].decide(curator(alone).actor, name, ACCEPT)
    give(alone, LOGO, PartName(PartKind.PHOTO, name, 0))
    found = held(alone, "first")
    assert found is not None
    item = found.items[name]
    assert (item.label, item.strength) == (Label.COUNTERFEIT, 1.5)
    assert [(each.name.photo, each.view, [mark.id for mark in each.marks]) for each in item.photos] == [
        (0, "front", ["logo"])
    ]
    assert item.photos[0].sha256 == first.sha256
    assert not item.hides
    withheld = entry_of(actor, new := new_photo(), label=Label.COUNTERFEIT)
    seal = replace(withheld.photos[0], view="front", marks=marks[1:])
    other = hand_in(alone.parts, actor, [replace(withheld, photos=(seal,))], new)[0]
    alone.parts[ReviewQueue].decide(curator(alone).actor, other, ACCEPT)
    give(alone, PartName(PartKind.PHOTO, other, 0))
    again = held(alone, "first")
    assert again is not None
    assert (again.items[other].photos[0].marks, again.items[other].hides) == ((), True)


def test_pictures_are_drawn_of_what_is_held_alone(alone: Team) -> None:
    name = accepted(alone, new_photo(), new_photo())
    photo, other = (PartName(PartKind.PHOTO, name, index) for index in (0, 1))
    give(alone, LOGO, photo, to=("first",))
    holding, first = alone.parts[Holding], ids(alone, "first")
    for part in (LOGO, photo):
        assert holding.picture(first, "box", part).startswith(JPEG)
        assert holding.original(first, "box", part)
    assert len(holding.picture(first, "box", photo, side=80)) < len(holding.picture(first, "box", photo))
    refused = [(first, "box", SEAL), (first, "box", other), (first, "bag", LOGO), (first, "box", FRONT)]
    for agencies, product, part in [*refused, (ids(alone, "first", "second"), "box", LOGO), ((), "box", LOGO)]:
        for read in (holding.picture, holding.original):
            with pytest.raises(NotFoundError, match="may be shown at present"):
                read(agencies, product, part)


def test_what_holds_of_many_products_is_read_with_as_many_queries_as_of_one(alone: Team) -> None:
    queries: list[str] = []
    event.listen(alone.parts.database._engine, "before_cursor_execute", lambda *said: queries.append(said[2]))

    def count() -> int:
        queries.clear()
        alone.parts[Holding].products(ids(alone, "first", "second"))
        return len(queries)

    publish(alone, "parcel")
    give(alone, LOGO, PartName(PartKind.PHOTO, accepted(alone, new_photo()), 0))
    give(alone, EDGE, product="parcel")
    few = count()
    for product in ("chest", "crate"):
        publish(alone, product)
        give(alone, EDGE, product=product)
    give(alone, SEAL, PartName(PartKind.PHOTO, accepted(alone, new_photo()), 0))
    assert len(alone.parts[Holding].products(ids(alone, "first"))) == 4
    assert count() <= few
