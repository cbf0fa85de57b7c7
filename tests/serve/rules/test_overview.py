"""What a right holder sees of its products: its own items alone, and nothing that tells a gold item from another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

import pytest

from model.datasets.fields import Label
from model.datasets.splits import Split
from model.verdict import Outcome
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.catalogue.editing import Sheets
from serve.datasets.domain import Part
from serve.datasets.export import SetExport
from serve.datasets.gold import GoldSet
from serve.datasets.work import DataSetWork
from serve.overview.contributed import Amount, Stage
from serve.overview.domain import OverviewPage, ProductOverview
from serve.overview.schemas import page_out
from serve.overview.service import Overview
from serve.overview.wanting import Lack
from serve.platform.errors import NotFoundError
from serve.platform.work import Works
from serve.review.curating import ReviewQueue
from serve.review.deciding import DecisionInput
from serve.review.domain import DecisionKind, Proposal
from serve.review.service import withdraw
from serve.review.work import ReviewWork
from tests.serve.freezing import accepted, curator, freeze, made_gold, publish
from tests.serve.record import log_of
from tests.serve.reviewing import entry_of, hand_in, handed_in
from tests.serve.rules.desk import Desk, Team, new_photo
from tests.serve.sheets import complete
from training.manifest import read_manifest
from training.summary import summarise


@dataclass(frozen=True, eq=False)
class Holder:
    """A right holder of its own, with a product."""

    team: Team
    name: str = field(default_factory=lambda: f"holder-{uuid4().hex[:8]}")
    product: str = field(default_factory=lambda: f"crate-{uuid4().hex[:8]}")

    @property
    def reviewer(self) -> Desk:
        """Its reviewer, who sees the overview."""
        return self.team.desk(Role.REVIEWER, self.name)

    @property
    def contributor(self) -> Desk:
        """Its contributor."""
        return self.team.desk(Role.CONTRIBUTOR, self.name)

    def publish(self) -> None:
        """Publish the sheet of its product."""
        publish(self.team, self.product, self.name)

    def accepted(self, *photos: bytes, label: Label = Label.GENUINE) -> str:
        """The entry of an accepted item."""
        return accepted(self.team, *photos, label=label, product=self.product, organisation=self.name)

    def handed_in(self, *photos: bytes) -> str:
        """The entry of an item that is held for review."""
        return handed_in(self.team.parts, self.contributor.actor, *photos, product=self.product)

    def decide(self, entry_id: str, kind: DecisionKind) -> None:
        """Let the curator decide on an entry."""
        said = DecisionInput(kind, "Please send a photo that is in focus.")
        self.team.parts[ReviewQueue].decide(curator(self.team).actor, entry_id, said)

    def at(self, stage: Stage, label: Label = Label.GENUINE) -> Amount:
        """How much stands there."""
        return product_of(self.reviewer, self.product).of(label).at(stage)

    def told(self) -> str:
        """All that its people are told, but for ids and when the latest data set was frozen."""
        words = page_out(replace(seen(self.reviewer), frozen_at=None)).model_dump_json()
        return re.sub("s-[0-9a-f]{32}", "s-", words).replace(self.product, "crate")


def seen(desk: Desk, after: str | None = None, limit: int = 100) -> OverviewPage:
    return desk.parts[Overview].view(desk.actor, after, limit)


def product_of(desk: Desk, name: str) -> ProductOverview:
    return next(each for each in seen(desk).products if each.product == name)


@pytest.fixture
def holder(team: Team) -> Holder:
    """A right holder whose sheet is published."""
    made = Holder(team)
    made.publish()
    return made


def test_items_and_images_are_counted_where_they_stand(team: Team, holder: Holder) -> None:
    taken = holder.accepted(new_photo(), new_photo())
    holder.accepted(label=Label.COUNTERFEIT)
    freeze(team)
    holder.accepted()
    holder.handed_in(new_photo(), new_photo())
    holder.decide(holder.handed_in(new_photo()), DecisionKind.SEND_BACK)
    assert holder.at(Stage.IN_DATA_SET) == (1, 2)
    assert holder.at(Stage.IN_DATA_SET, Label.COUNTERFEIT) == (1, 1)
    assert holder.at(Stage.ACCEPTED) == (1, 1)
    assert holder.at(Stage.IN_REVIEW) == (1, 2)
    assert holder.at(Stage.SENT_BACK) == (1, 1)
    with team.parts[Works].of(ReviewWork).begin(holder.contributor.actor) as work:
        withdraw(work, [taken], "The agreement has ended.")
    assert (holder.at(Stage.IN_DATA_SET), holder.at(Stage.WITHDRAWN)) == ((0, 0), (1, 2))


def test_an_item_counts_under_the_label_that_was_settled(team: Team, holder: Holder) -> None:
    queue, name = team.parts[ReviewQueue], holder.handed_in(new_photo())
    queue.decide(curator(team).actor, name, DecisionInput(DecisionKind.PROPOSE, "", Proposal(Label.COUNTERFEIT)))
    assert holder.at(Stage.IN_REVIEW) == (1, 1)
    queue.decide(curator(team, "third").actor, name, DecisionInput(DecisionKind.ADOPT))
    assert (holder.at(Stage.ACCEPTED), holder.at(Stage.ACCEPTED, Label.COUNTERFEIT)) == ((0, 0), (1, 1))


def test_what_was_sent_back_is_to_be_corrected_until_it_is_handed_in_again(team: Team, holder: Holder) -> None:
    actor, photo = holder.contributor.actor, new_photo()
    name = holder.handed_in(photo)
    holder.decide(name, DecisionKind.SEND_BACK)
    told = seen(holder.reviewer).to_correct
    assert (told.items, [each.reason for each in told.first]) == (1, ["Please send a photo that is in focus."])
    assert seen(Holder(team).reviewer).to_correct.items == 0
    again = replace(entry_of(actor, photo, product=holder.product), replaces=name)
    hand_in(team.parts, actor, [again], photo)
    assert seen(holder.reviewer).to_correct.items == 0
    assert (holder.at(Stage.SENT_BACK), holder.at(Stage.IN_REVIEW)) == ((0, 0), (1, 1))


def test_every_doubt_of_the_operator_reads_as_held_for_review(holder: Holder) -> None:
    name = holder.handed_in(new_photo())
    before = holder.told()
    holder.decide(name, DecisionKind.QUARANTINE)
    assert holder.told() == before


def test_items_of_a_product_without_a_published_sheet_are_in_no_data_set(team: Team, holder: Holder) -> None:
    late = Holder(team)
    for each in (holder, late):
        each.accepted()
    freeze(team)
    late.publish()
    assert (holder.at(Stage.IN_DATA_SET), late.at(Stage.IN_DATA_SET)) == ((1, 1), (0, 0))
    assert late.at(Stage.ACCEPTED) == (1, 1)


def test_nothing_tells_a_gold_item_from_another_one(team: Team) -> None:
    """Two right holders do the same; of the second one's items, old and new ones become gold items."""
    golden, plain = Holder(team), Holder(team)
    looks: dict[Holder, list[str]] = {golden: [], plain: []}

    def look() -> None:
        for each, told_so_far in looks.items():
            told_so_far.append(each.told())

    names: dict[Holder, list[str]] = {}
    for each in looks:
        each.publish()
        names[each] = [each.accepted() for _ in range(6)]
    made_gold(team, names[golden][0])
    look()
    freeze(team)
    look()
    made_gold(team, next(name for name in names[golden][1:] if part_of(team, name) is Part.TEST))
    for each in looks:
        names[each] += [each.accepted() for _ in range(3)]
    made_gold(team, names[golden][-1])
    look()
    freeze(team)
    look()
    team.parts[GoldSet].remove(team.operator.actor, names[golden][0])
    freeze(team)
    look()
    assert looks[golden] == looks[plain]
    assert len(set(looks[plain])) == 4, "nothing changes as an item leaves the gold set"


def part_of(team: Team, entry_id: str) -> Part:
    """What the latest data set has an entry for."""
    with team.parts[Works].of(DataSetWork).look(team.operator.actor) as work:
        (latest,) = work.sets.page(None, 1)
        return next(item.part for item in work.sets.items_of(latest.id) if item.entry_id == entry_id)


def test_an_item_that_is_left_out_for_anothers_photo_or_a_gold_item_reads_like_any_other(
    team: Team, holder: Holder
) -> None:
    other = Holder(team)
    other.publish()
    shared, golden = new_photo(), new_photo()
    other.accepted(shared)
    made_gold(team, other.accepted(golden))
    for photos in ((shared,), (golden, new_photo()), (new_photo(),)):
        holder.accepted(*photos)
    freeze(team)
    assert (holder.at(Stage.IN_DATA_SET), holder.at(Stage.ACCEPTED)) == ((3, 4), (0, 0))


def test_only_own_items_count_and_anothers_product_of_the_same_name_says_nothing(team: Team, holder: Holder) -> None:
    holder.accepted()
    other = Holder(team)
    for product in (holder.product, "box"):
        team.parts[Sheets].create(other.contributor.actor, complete(product))
    mine = {each.product: each for each in seen(other.reviewer).products}
    assert mine.keys() == {holder.product, "box"}
    assert mine[holder.product].stages == []
    assert (mine["box"].outcomes, mine["box"].figures) == (None, None)
    assert product_of(team.reviewer, "box").outcomes == frozenset({Outcome.SUSPECTED, Outcome.CONSISTENT})
    assert seen(Holder(team).reviewer).products == []


def test_it_says_the_same_as_the_summary_of_validate_for_the_same_items(
    team: Team, holder: Holder, tmp_path: Path
) -> None:
    for label, items in ((Label.GENUINE, 12), (Label.COUNTERFEIT, 8)):
        for _ in range(items):
            holder.accepted(label=label)
    folder = team.parts[SetExport].write(team.operator.actor, freeze(team).id, tmp_path)
    summary = summarise(read_manifest(folder / "manifest.csv")).as_json()["products"][holder.product]
    product = product_of(holder.reviewer, holder.product)
    lacking = {each.label.value: each.calibration for each in product.wanted if each.lack is Lack.CALIBRATION}
    assert lacking == summary["missing_calibration_items"] == {"genuine": 57, "counterfeit": 57}
    shares = {label.value: product.of(label).divided[Split.CALIBRATION] for label in Label}
    assert shares == summary["calibration_items"]


def test_products_come_in_pages_and_what_to_contribute_is_of_all(team: Team, holder: Holder) -> None:
    second = Holder(team, holder.name, f"parcel-{uuid4().hex[:8]}")
    second.publish()
    first = seen(holder.reviewer, limit=1)
    rest = seen(holder.reviewer, after=first.after, limit=5)
    names = [each.product for each in (*first.products, *rest.products)]
    assert (names, rest.after) == ([holder.product, second.product], None)
    assert {each.product for each in first.wanted} == set(names)
    with pytest.raises(NotFoundError):
        seen(holder.reviewer, after="box")


def test_each_reader_sees_what_their_role_may_see(alone: Team) -> None:
    alone.reviewer.answer(alone.officer.enquire(alone.officer.stop(new_photo())), "confirmed_genuine")
    alone.officer.enquire(alone.officer.stop(new_photo()))

    def waiting(desk: Desk) -> Sequence[object]:
        enquiries = seen(desk).enquiries
        return () if enquiries is None else (enquiries.waiting, len(enquiries.first))

    assert waiting(alone.reviewer) == (1, 1)
    real = product_of(alone.reviewer, "box").real_error
    assert real is not None
    assert real.total.genuine.n == 1
    assert product_of(alone.contributor, "box").real_error is None
    assert seen(alone.desk(Role.ADMINISTRATOR, "acme")).enquiries is None
    assert waiting(alone.rival) == (0, 0)
    looks = [event for event in log_of(alone) if event.action == "overview:view"]
    assert {event.subject for event in looks} == {
        alone.reviewer.actor.organisation_id,
        alone.rival.actor.organisation_id,
    }


def test_uses_are_named_by_agency_where_the_right_holder_allows_it(alone: Team) -> None:
    for desk in (alone.officer, alone.desk(Role.OFFICER, "second")):
        desk.examine_loose(new_photo(), product="box")
    name = alone.officer.actor.organisation.name
    alone.parts[Accounts].change_allowance(alone.reviewer.actor, [alone.officer.actor.organisation_id])
    page = seen(alone.reviewer)
    assert [(row.agency, sum(row.counts.values())) for row in page.uses] == [(name, 1), (None, 1)]
    assert product_of(alone.reviewer, "box").uses == page.uses
    assert page.counted_since is not None
