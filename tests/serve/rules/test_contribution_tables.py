"""A table that is sent may be hostile or wrong: each row is named with what is wrong, and no path is followed."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from itertools import zip_longest

import pytest

from model.datasets.fields import Label
from model.messages import Share, listed, message, sentences
from serve.contributions.domain import ContributionStateError
from serve.contributions.image_domain import ImageDetails, ImageState
from serve.contributions.labelling import Edit, Labelling, Selection
from serve.contributions.packed import kept, words_of
from serve.contributions.report import Reports
from serve.contributions.submitting import Submissions
from serve.platform.translations import ENGLISH
from tests.serve.contributing import Contributor, picture, zipped
from tests.serve.rules.desk import Team

PRODUCT = "gizmo"  # of no other test
COLUMNS = ("image", "product", "label", "item")


@pytest.fixture
def holder(team: Team) -> Contributor:
    return Contributor(team.parts, team.contributor.actor, PRODUCT)


def table(*rows: Sequence[str], columns: Sequence[str] = COLUMNS) -> bytes:
    """A table with these rows; what a row lacks is that of a genuine item."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    usual = ("", PRODUCT, "genuine", "one")
    writer.writerows([given if given is not None else own for given, own in zip_longest(row, usual)] for row in rows)
    return text.getvalue().encode()


def findings_of_file(holder: Contributor, contribution: str) -> list[str]:
    return [finding.code for file in holder.view(contribution).found_in_files for finding in file.findings]


def checked(holder: Contributor, content: bytes, *images: str) -> str:
    """A contribution with a table and these images in its folder."""
    return holder.checked({f"set/{name}": picture() for name in images} | {"set/manifest.csv": content}, product=None)


def test_a_table_tells_and_folders_do_not(holder: Contributor) -> None:
    content = table(
        ("counterfeit/a.jpg", PRODUCT, "genuine", "one", "front", "studio", "2026-03-01"),
        (".\\counterfeit\\b.jpg", PRODUCT, "counterfeit", "two", "front", "", ""),
        columns=(*COLUMNS, "view", "source", "contributed_on"),
    )
    contribution = checked(holder, content, "counterfeit/a.jpg", "counterfeit/b.jpg")
    first, second = (image.said for image in holder.images(contribution))
    assert (first.label, first.item, first.view, first.source, str(first.contributed_on)) == (
        Label.GENUINE,
        "one",
        "front",
        "studio",
        "2026-03-01",
    )
    assert (second.label, second.item) == (Label.COUNTERFEIT, "two")
    assert holder.view(contribution).contribution.summary.states == {"ready": 2}


def test_marks_of_a_table_are_kept(holder: Contributor) -> None:
    content = table(("a.jpg", PRODUCT, "counterfeit", "one", "edge@0.1,0.2,0.3,0.1; own"), columns=(*COLUMNS, "points"))
    (image,) = holder.images(checked(holder, content, "a.jpg"))
    assert [(mark.id, mark.box) for mark in image.said.marks or ()] == [("edge", (0.1, 0.2, 0.3, 0.1)), ("own", None)]


def test_a_table_inside_a_zip_is_read(holder: Contributor) -> None:
    content = table(("images/a.jpg",), ("images/b.jpg", PRODUCT, "counterfeit", "two"))
    packed = zipped({"set/manifest.csv": content, "set/images/a.jpg": picture(), "set/images/b.jpg": picture()})
    contribution = holder.checked({"pack.zip": packed}, product=None)
    assert [image.said.item for image in holder.images(contribution)] == ["one", "two"]


def test_of_an_image_beside_a_table_only_the_missing_row_is_said(holder: Contributor) -> None:
    contribution = checked(holder, table(("a.jpg",)), "a.jpg", "genuine/b.jpg")
    assert holder.codes(contribution)["set/genuine/b.jpg"] == ["not-in-table"]
    (image,) = holder.images(contribution, "not-in-table")
    edit = Edit(ImageDetails(label=Label.GENUINE))
    holder.parts[Labelling].set(holder.actor, contribution, Selection({image.number}), edit)
    assert holder.codes(contribution)["set/genuine/b.jpg"] == ["not-in-table", "missing-item", "missing-product"]


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "C:\\Windows\\win.ini", "..\\out.jpg", "images/../../out.jpg"]
)
def test_a_path_that_leads_out_is_never_followed(holder: Contributor, path: str) -> None:
    contribution = checked(holder, table((path,)), "a.jpg")
    codes = holder.codes(contribution)
    assert codes[f"{path} (2)"] == ["row-path"]
    assert codes["set/a.jpg"] == ["not-in-table"]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([("a.jpg", PRODUCT, "fake")], ["bad-label"]),
        ([("a.jpg", PRODUCT, "genuine", "")], ["empty-field"]),
        ([("a.jpg", PRODUCT, "genuine", "=1+1")], []),
        ([("a.jpg", "rivals-own")], ["unknown-product"]),
        ([("a.jpg",), ("a.jpg", PRODUCT, "counterfeit")], ["row-twice"]),
        ([("a.jpg", PRODUCT, "genuine", "x" * 300_000)], ["malformed-csv"]),
        ([("a.jpg", PRODUCT, "genuine", "one", "too", "many")], ["wrong-field-count"]),
    ],
)
def test_a_wrong_row_is_named(holder: Contributor, rows: Sequence[Sequence[str]], codes: Sequence[str]) -> None:
    contribution = checked(holder, table(*rows), "a.jpg")
    found = {code for image in holder.images(contribution) for code in (each.code for each in image.findings)}
    assert set(codes) <= found | set(findings_of_file(holder, contribution))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (table(("a.jpg",)).decode().encode("utf-16"), "table-unreadable"),
        ("image,product,label,item\na.jpg,gadget,genuine,真".encode("cp932"), "table-unreadable"),
        (b"PK\x03\x04 a spreadsheet", "table-unreadable"),
        (b"", "table-unreadable"),
        (b"image,product\0,label,item\na.jpg,gadget,genuine,one", "unknown-column"),
        (table(("a.jpg", "genuine"), columns=("image", "label")), "missing-column"),
        (table(("a.jpg",)).replace(b",", b";"), "wrong-separator"),
        (table(("a.jpg", PRODUCT, "genuine", "one", "x"), columns=(*COLUMNS, "colour")), "unknown-column"),
    ],
)
def test_a_table_that_is_wrong_as_a_whole_stops_everything(holder: Contributor, content: bytes, code: str) -> None:
    contribution = checked(holder, content, "a.jpg")
    assert code in findings_of_file(holder, contribution)
    with pytest.raises(ContributionStateError):
        holder.parts[Submissions].submit(holder.actor, contribution)


def test_a_row_without_its_file_waits_for_it_or_is_left_out(holder: Contributor) -> None:
    contribution = checked(holder, table(("a.jpg",), ("b.jpg", PRODUCT, "genuine", "two")), "a.jpg")
    lacking = holder.images(contribution)[-1]
    assert (lacking.name, [each.code for each in lacking.findings]) == ("set/b.jpg", ["row-without-file"])
    edit = Edit(ImageDetails(is_left_out=True))
    holder.parts[Labelling].set(holder.actor, contribution, Selection([lacking.number]), edit)
    holder.check(contribution)  # again, which keeps it
    assert holder.images(contribution)[-1].state is ImageState.LEFT_OUT
    holder.add(contribution, {"set/b.jpg": picture()})
    holder.check(contribution)
    assert holder.view(contribution).contribution.summary.states == {"ready": 2}


def test_a_digest_that_is_not_the_files_is_named(holder: Contributor) -> None:
    content = table(("a.jpg", PRODUCT, "genuine", "one", "0" * 64), columns=(*COLUMNS, "sha256"))
    contribution = checked(holder, content, "a.jpg")
    assert holder.codes(contribution)["set/a.jpg"][0] == "row-digest"
    right = picture()
    content = table(
        ("a.jpg", PRODUCT, "genuine", "one", hashlib.sha256(right).hexdigest()), columns=(*COLUMNS, "sha256")
    )
    contribution = holder.checked({"a.jpg": right, "manifest.csv": content}, product=None)
    assert "row-digest" not in holder.codes(contribution)["a.jpg"]


def test_what_the_table_says_of_others_and_of_splits_is_named(holder: Contributor) -> None:
    content = table(
        ("a.jpg", PRODUCT, "genuine", "one", "rival", "MIT", "test"),
        columns=(*COLUMNS, "right_holder", "licence", "split"),
    )
    contribution = checked(holder, content, "a.jpg")
    assert {"other-right-holder", "other-licence"} <= set(holder.codes(contribution)["set/a.jpg"])
    assert findings_of_file(holder, contribution) == ["split-unused"]


def test_what_a_person_says_replaces_a_wrong_row(holder: Contributor) -> None:
    contribution = checked(holder, table(("a.jpg", PRODUCT, "fake")), "a.jpg")
    edit = Edit(ImageDetails(product=PRODUCT, label=Label.COUNTERFEIT, item="one", view="front"))
    holder.parts[Labelling].set(holder.actor, contribution, Selection([1]), edit)
    assert holder.view(contribution).contribution.summary.states == {"ready": 1}


def test_of_two_tables_the_second_is_named(holder: Contributor) -> None:
    files = {"a.jpg": picture(), "manifest.csv": table(("a.jpg",)), "more.csv": table(("a.jpg",))}
    assert findings_of_file(holder, holder.checked(files, product=None)) == ["table-second"]


def test_the_report_has_every_row_and_no_formula(holder: Contributor) -> None:
    content = table(("=cmd|'/c calc'!A1.jpg", "@SUM(A1)", "genuine", "+1", "-1"), columns=(*COLUMNS, "view"))
    contribution = checked(holder, content, "a.jpg")
    text = holder.parts[Reports].table(holder.actor, contribution, ENGLISH)
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff")
    assert {line[1] for line in lines[1:]} == {"set/a.jpg", "set/=cmd|'/c calc'!A1.jpg"}
    cells = [cell for line in lines for cell in line]
    assert {"'@SUM(A1)", "'+1", "'-1"} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    found = [line for line in lines if line[8] == "not-in-table"]
    (words,) = [line[9] for line in found]
    assert words.startswith("The table has no row for this image. Add a row to the table, or leave the image out.")


def test_words_of_a_table_are_kept_with_the_words_inside_them() -> None:
    inner = message("in {place}", place=message("here"))
    outer = message("One of {count}, {all}: {share}", count=3, all=listed([inner, "x"]), share=Share(0.5))
    words = sentences(outer, inner)
    assert words_of(json.loads(json.dumps(kept(words)))) == words


def test_a_photo_that_is_cut_off_is_said_to_be_so_and_first_that_the_table_does_not_name_it(
    holder: Contributor,
) -> None:
    whole = picture()
    rows = table(("a.jpg", holder.product, "genuine", "one", "front"), columns=(*COLUMNS, "view"))
    files = {"set/a.jpg": picture()[:900], "set/b.jpg": whole[: len(whole) // 2], "set/notes.txt": b"notes"}
    codes = holder.codes(holder.checked(files | {"set/manifest.csv": rows}))
    assert codes == {
        "set/a.jpg": ["photo-truncated"],
        "set/b.jpg": ["not-in-table", "photo-truncated"],
        "set/notes.txt": ["file-ignored"],
    }
