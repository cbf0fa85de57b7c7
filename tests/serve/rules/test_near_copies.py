"""What a contributor reads of pictures that are nearly alike: labels first, and which earlier picture is meant."""

from dataclasses import replace

import pytest

from model.datasets.fields import Label
from serve.contributions.findings import words_of
from serve.contributions.image_domain import ContributedImage, ContributedItem, ImageCopy, ImageDetails
from serve.contributions.label_checks import EarlierContributions, with_label_findings

G, C = Label.GENUINE, Label.COUNTERFEIT
EARLIER = "e" * 64
CHECK_LABEL = "so check the label first, because a genuine and a counterfeit item can look nearly the same"


def image(number: int, label: Label | None, copy: ImageCopy | None = None) -> ContributedImage:
    """A picture of an item of its own."""
    said = ImageDetails("board", label, f"item {number}")
    row = ContributedImage("k-1", number, "o-1", number, f"{number}.jpg", sha256=str(number) * 64, hashes=b"h")
    return replace(row, copy=copy, given=said)


def near_findings(*images: ContributedImage, earlier: Label = G) -> list[list[tuple[str, str]]]:
    """The code and the words of what is found of near copies, of each image."""
    known = EarlierContributions(pictures={EARLIER: [ContributedItem("board", "old", earlier, "w-1", "twin.jpg")]})
    return [
        [(each.code, str(words_of(each))) for each in after.findings if "near" in each.code or "label-c" in each.code]
        for after in with_label_findings(images, known)
    ]


@pytest.mark.parametrize(
    ("label", "differs", "code", "said"),
    [
        pytest.param(G, True, "near-copy-of-named-differs", CHECK_LABEL, id="a counterfeit under the label genuine"),
        pytest.param(G, False, "near-copy-of-named", "Leave it out", id="a copy"),
        pytest.param(C, False, "label-conflict-with-named", "Correct the label", id="the other label"),
    ],
)
def test_a_near_copy_of_an_earlier_picture_names_it(label: Label, code: str, said: str, *, differs: bool) -> None:
    ((found, words),) = near_findings(image(1, label, ImageCopy(None, EARLIER, differs)))[0]
    assert (found, "twin.jpg" in words, said in words) == (code, True, True)


def test_a_counterfeit_that_differs_from_its_earlier_genuine_twin_is_no_copy() -> None:
    assert near_findings(image(1, C, ImageCopy(None, EARLIER, differs=True))) == [[]]


@pytest.mark.parametrize("labels", [(None, None), (G, None), (None, C)])
@pytest.mark.parametrize("differs", [True, False])
def test_of_a_pair_without_labels_the_labels_are_asked_for_first(
    labels: tuple[Label | None, Label | None], *, differs: bool
) -> None:
    one, other = image(1, labels[0]), image(2, labels[1], ImageCopy(1, "", differs))
    for found in near_findings(one, other):
        ((code, words),) = found
        assert (code, "Choose the labels of both rows first" in words) == ("near-copy-without-label", True)
        assert "Keep one" not in words


@pytest.mark.parametrize(
    ("other", "differs", "codes"),
    [
        (G, False, ["near-copy-of-another-item"]),
        (G, True, ["near-copy-that-differs"]),
        (C, True, []),
        (C, False, ["label-conflict"]),
    ],
)
def test_a_pair_with_labels_is_kept_checked_or_a_conflict(other: Label, codes: list[str], *, differs: bool) -> None:
    found = near_findings(image(1, G), image(2, other, ImageCopy(1, "", differs)))
    assert [[code for code, _ in each] for each in found] == [codes, codes]
