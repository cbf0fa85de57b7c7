"""Folders and names are read off plain paths, as from an archive, without a disk."""

from model.datasets.fields import Label
from model.datasets.names import read_paths


def test_paths_tell_product_label_item_and_view() -> None:
    read = read_paths(["Watch/Genuine/A-1/front.jpg", "Watch/fake/K 17/裏.jpg", "notes/x.jpg"], {}, root="data")
    assert [(each.placed.product, each.placed.label, each.item, each.view) for each in read.photos] == [
        ("watch", Label.GENUINE, "Watch/Genuine/A-1", "front"),
        ("watch", Label.COUNTERFEIT, "Watch/fake/K 17", "back"),
    ]
    assert [each.files for each in read.left_out] == [("notes/x.jpg",)]


def test_a_given_label_counts_where_no_folder_tells_one() -> None:
    read = read_paths(["A-1/front.jpg", "A-2/front.jpg"], {}, root="bag", product="bag", label=Label.GENUINE)
    assert [(each.placed.label, each.item, each.view) for each in read.photos] == [
        (Label.GENUINE, "A-1", "front"),
        (Label.GENUINE, "A-2", "front"),
    ]


def test_a_given_label_does_not_overrule_a_folder_that_says_the_other() -> None:
    read = read_paths(["fake/A-1/front.jpg", "genuine/A-2/front.jpg"], {}, root="bag", label=Label.GENUINE)
    assert [each.placed.path for each in read.photos] == ["genuine/A-2/front.jpg"]
    (left,) = read.left_out
    assert left.files == ("fake/A-1/front.jpg",)
    assert "the other label" in str(left.reason)


def test_a_loose_photo_has_an_item_without_a_leading_slash() -> None:
    read = read_paths(["13000032-g.jpg", "genuine/17.jpg"], {}, root="board", label=Label.GENUINE)
    assert {each.item for each in read.photos} == {"13000032-g", "genuine/17"}
