"""What became of submitted items: sent back and corrected, accepted with another label, or withdrawn."""

from itertools import count

import pytest

from model.datasets.fields import Label
from serve.accounts.permissions import Role
from serve.contributions.domain import ContributionRejectedError, ContributionState, ContributionStateError, FileReading
from serve.contributions.image_domain import EVERY_IMAGE, ImageFilter, Reviewed
from serve.contributions.labelling import Labelling
from serve.contributions.service import Began, Contributions
from serve.contributions.submitting import Submissions, WithdrawalRequest
from serve.platform.work import Works
from serve.review.curating import ReviewQueue
from serve.review.deciding import DecisionInput
from serve.review.domain import DecisionKind, Entry, Proposal, Standing
from serve.review.store import EntryStore
from tests.serve.contributing import LICENCE, Contributor, picture
from tests.serve.record import faults
from tests.serve.rules.desk import Desk, Team, call

_products = count()
BLURRED = DecisionInput(DecisionKind.SEND_BACK, "The photos are blurred. Take them again in better light.")
OTHERWISE = DecisionInput(DecisionKind.PROPOSE, "", Proposal(Label.COUNTERFEIT))


@pytest.fixture
def holder(team: Team) -> Contributor:
    """A person who contributes images of a product that no other test has."""
    return Contributor(team.parts, team.contributor.actor, f"widget-{next(_products)}")


def files(*names: str) -> dict[str, bytes]:
    return {f"set/{name}.jpg": picture() for name in names}


def curator(team: Team, post: str = "") -> Desk:
    return team.desk(Role.CURATOR, "operator", post)


def submitted(holder: Contributor, *names: str) -> list[Entry]:
    """The entries of a contribution with such files, by item."""
    contribution = holder.checked(files(*names))
    holder.parts[Submissions].submit(holder.actor, contribution)
    return entries_of(holder, contribution)


def entries_of(holder: Contributor, contribution: str) -> list[Entry]:
    with holder.parts[Works].begin(holder.actor) as work:
        found = EntryStore(work.connection, work.tenant).of_source(contribution)
    return sorted(found, key=lambda entry: entry.item)


def decide(desk: Desk, entry: Entry, said: DecisionInput) -> None:
    desk.parts[ReviewQueue].decide(desk.actor, entry.id, said)


def sent_back(team: Team, holder: Contributor, *names: str) -> Entry:
    """An item that was sent back."""
    entry = submitted(holder, *names)[0]
    decide(curator(team), entry, BLURRED)
    return entry


def correct(holder: Contributor, entry: Entry, **said: object) -> str:
    """The id of a contribution that corrects an item."""
    began = Began(LICENCE, has_consented=True, corrects=entry.id, **said)  # type: ignore[arg-type]
    return holder.parts[Contributions].create(holder.actor, began).contribution.id


def handed_in(holder: Contributor, contribution: str) -> list[Entry]:
    """The entries of a contribution that is checked and submitted now."""
    holder.check(contribution)
    holder.parts[Submissions].submit(holder.actor, contribution)
    return entries_of(holder, contribution)


def standing_of(holder: Contributor, entry: Entry) -> Standing:
    return next(each.standing for each in entries_of(holder, entry.source_id) if each.id == entry.id)


def test_a_better_photo_brings_the_item_into_the_queue_again(team: Team, holder: Contributor) -> None:
    entry = sent_back(team, holder, "genuine/01/front")
    assert [each.entry.reply for each in holder.view(entry.source_id).sent_back] == [BLURRED.words]
    correction = correct(holder, entry)
    holder.add(correction, {"counterfeit/IMG_2231.jpg": picture()})  # a folder does not overrule what the item is
    assert standing_of(holder, entry) is Standing.SENT_BACK
    again = handed_in(holder, correction)
    assert standing_of(holder, entry) is Standing.REPLACED
    assert [(each.item, each.label, each.product_id, each.replaces) for each in again] == [
        (entry.item, entry.label, entry.product_id, entry.id)
    ]
    assert holder.view(entry.source_id).reviewed.sent_back == 0


def test_the_same_photos_come_again_with_another_label(team: Team, holder: Contributor) -> None:
    entry = sent_back(team, holder, "genuine/01/front", "genuine/01/back")
    correction = correct(holder, entry, keeps_photos=True, reading=FileReading(label=Label.COUNTERFEIT))
    again = handed_in(holder, correction)
    assert [(each.label, each.item) for each in again] == [(Label.COUNTERFEIT, entry.item)]
    told = [{(photo.sha256, photo.view) for photo in each.photos} for each in (entry, again[0])]
    assert told[0] == told[1]


def test_an_item_is_corrected_once_and_only_after_it_was_sent_back(team: Team, holder: Contributor) -> None:
    entry = sent_back(team, holder, "genuine/01/front")
    first = correct(holder, entry, keeps_photos=True)
    with pytest.raises(ContributionStateError, match="begun already"):
        correct(holder, entry)
    holder.parts[Contributions].remove(holder.actor, first)
    again = handed_in(holder, correct(holder, entry, keeps_photos=True))
    for each in (entry, again[0]):
        with pytest.raises(ContributionStateError):
            correct(holder, each)


def test_no_one_else_learns_that_an_item_was_sent_back(team: Team, holder: Contributor) -> None:
    entry = sent_back(team, holder, "genuine/01/front")
    others = (team.desk(Role.CONTRIBUTOR, "globex").actor, team.officer.actor)
    for other in others:
        began = Began(LICENCE, has_consented=True, corrects=entry.id)
        with pytest.raises(ContributionRejectedError, match="no such item"):
            team.parts[Contributions].create(other, began)


def test_a_correction_that_is_begun_twice_by_one_call_is_one(team: Team, holder: Contributor) -> None:
    entry = sent_back(team, holder, "genuine/01/front")
    began, key = Began(LICENCE, has_consented=True, corrects=entry.id), call(holder.actor, "correct")
    create = holder.parts[Contributions].create
    assert create(holder.actor, began, key).contribution.id == create(holder.actor, began, key).contribution.id


def test_what_is_corrected_is_whole_in_the_log(alone: Team) -> None:
    holder = Contributor(alone.parts, alone.contributor.actor, "widget")
    handed_in(holder, correct(holder, sent_back(alone, holder, "genuine/01/front"), keeps_photos=True))
    assert faults(alone) == []


def test_what_was_accepted_with_another_label_is_said_and_found(team: Team, holder: Contributor) -> None:
    entry = submitted(holder, "genuine/01/front", "genuine/02/front")[0]
    decide(curator(team), entry, OTHERWISE)
    decide(curator(team, "third"), entry, DecisionInput(DecisionKind.ADOPT))
    only = ImageFilter(reviewed=Reviewed.OTHER_LABEL)
    found = team.parts[Labelling].in_order(holder.actor, entry.source_id, only, 0, 10).entries
    assert [(each.settled_label, each.image.entry_id) for each in found] == [(Label.COUNTERFEIT, entry.id)]
    assert holder.view(entry.source_id).reviewed == (0, 1, 0, 1)


def test_withdrawing_an_item_names_it_and_leaves_the_contribution_submitted(holder: Contributor) -> None:
    entry = submitted(holder, "genuine/01/front", "genuine/02/front")[0]
    shown = holder.parts[Submissions].withdraw(
        holder.actor, entry.source_id, "Sold a licence.", WithdrawalRequest(items=(entry.item,))
    )
    assert (shown.contribution.reason, shown.contribution.state) == ("", ContributionState.SUBMITTED)
    assert [(each.entry.item, each.entry.withdrawal) for each in shown.withdrawn] == [(entry.item, "Sold a licence.")]


def test_images_stand_by_product_label_item_and_name(holder: Contributor) -> None:
    names = ("counterfeit/2/front", "genuine/9/front", "counterfeit/1/front", "counterfeit/1/back")
    contribution = holder.checked(files(*names))
    labelling, actor = holder.parts[Labelling], holder.actor
    first = labelling.in_order(actor, contribution, EVERY_IMAGE, 0, 3)
    rest = labelling.in_order(actor, contribution, EVERY_IMAGE, int(first.after or 0), 3)
    images = [shown.image for shown in (*first.entries, *rest.entries)]
    assert [image.name for image in images] == [f"set/{names[at]}.jpg" for at in (3, 2, 0, 1)]
    numbers = [image.number for image in images]
    beside = [labelling.beside(actor, contribution, number) for number in numbers]
    assert beside == [*zip([None, *numbers[:-1]], [*numbers[1:], None], strict=True)]
    genuine = labelling.in_order(actor, contribution, ImageFilter(product=holder.product, label="genuine"), 0, 9)
    assert [shown.image.number for shown in genuine.entries] == [numbers[-1]]
