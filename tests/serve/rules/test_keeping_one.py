"""Of images that are copies of one another, one stays, and the page says which."""

from dataclasses import replace

from serve.contributions.domain import ContributionState
from serve.contributions.finding_kinds import AllAtOnce
from serve.contributions.findings import at_once, found
from serve.contributions.image_domain import ContributedImage, ImageState
from serve.contributions.keeping import kept_of_each, with_one_kept
from serve.contributions.labelling import Labelling
from tests.serve.contributing import Contributor, picture
from tests.serve.rules.test_contributions import entries_of, holder, submit

__all__ = ["holder"]


def keep_one(holder: Contributor, contribution: str, code: str) -> dict[str, ImageState]:
    holder.parts[Labelling].keep_one(holder.actor, contribution, code)
    return {image.name: image.state for image in holder.images(contribution)}


def test_of_the_same_picture_under_two_items_one_stays(holder: Contributor) -> None:
    same = picture()
    names = [f"set/genuine/0{number}/front.jpg" for number in (1, 2, 3)]
    contribution = holder.checked(dict.fromkeys(names, same) | {"set/genuine/04/front.jpg": picture()})
    (kind,) = holder.view(contribution).kinds
    assert kind.code == "picture-of-another-item"
    assert [(each.kept.name, [row.name for row in each.left_out]) for each in kind.kept] == [(names[0], names[1:])]
    states = keep_one(holder, contribution, kind.code)
    assert [name for name, state in states.items() if state is ImageState.LEFT_OUT] == names[1:]
    assert submit(holder, contribution) is ContributionState.SUBMITTED
    assert sorted(entry.item for entry in entries_of(holder, contribution)) == ["genuine/01", "genuine/04"]


def test_the_image_that_lacks_its_label_goes_and_the_labelled_copy_of_it_stays(holder: Contributor) -> None:
    same = picture()
    contribution = holder.checked({"set/loose/1.jpg": same, "set/genuine/01/front.jpg": same})
    states = keep_one(holder, contribution, "picture-of-another-item")
    assert states == {"set/loose/1.jpg": ImageState.LEFT_OUT, "set/genuine/01/front.jpg": ImageState.READY}


def test_an_image_is_left_out_only_for_one_that_stays_and_that_it_is_a_copy_of() -> None:
    """The second is a near copy of the first, and the third of the second alone."""
    rows = [
        replace(image_row(1), of_labels=()),
        replace(image_row(2), of_labels=(found("near-copy", row=1),)),
        replace(image_row(3), of_labels=(found("near-copy", row=2),)),
    ]
    (each,) = (each for each in kept_of_each(rows, "near-copy") if each.left_out)
    assert (each.kept.number, [row.number for row in each.left_out]) == (1, [2])
    assert [row.given.is_left_out for row in with_one_kept(rows, "near-copy")] == [None, True, None]


def image_row(number: int) -> ContributedImage:
    return ContributedImage("k", number, "o", number, f"{number}.jpg", sha256=f"{number:064d}", hashes=b"x")


def test_which_of_two_labels_is_right_is_for_a_person_to_say() -> None:
    assert at_once("label-conflict") is AllAtOnce.NOTHING
    assert at_once("photo-truncated") is AllAtOnce.LEAVE_OUT
