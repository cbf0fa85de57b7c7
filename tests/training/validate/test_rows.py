"""Each finding about single rows, their files and a product's counts, provoked."""

import hashlib

import pytest

from tests.training.validate.data_set import DataSet, drawn
from training.validate import Severity


@pytest.mark.parametrize(
    ("spoilt", "code", "severity", "word"),
    [
        ({"label": "fake"}, "bad-label", Severity.ERROR, "genuine, counterfeit"),
        ({"item": ""}, "empty-field", Severity.ERROR, "item"),
        ({"split": "dev"}, "bad-split", Severity.ERROR, "calibration"),
        ({"colour": "red"}, "unknown-column", Severity.ERROR, "colour"),
        ({"product": "bag"}, "unknown-product", Severity.ERROR, "bag"),
        ({"view": "side"}, "unknown-view", Severity.ERROR, "back, front"),
        ({"points": "strap"}, "unknown-point", Severity.ERROR, "strap"),
        ({"points": "logo", "view": "back"}, "point-off-view", Severity.WARNING, "front"),
        ({"points": "logo", "label": "genuine"}, "points-on-genuine", Severity.ERROR, "deviating"),
        ({"item": "2.JPG"}, "similar-item-ids", Severity.WARNING, "one object"),
        ({"item": "2.jpg\u200b"}, "similar-item-ids", Severity.WARNING, "U+200B"),
        ({"item": "2.jpg\u200b", "split": "test"}, "item-in-two-splits", Severity.ERROR, "U+200B"),
        ({"item": "\uff12.jpg"}, "similar-item-ids", Severity.WARNING, "width"),
        ({"product": "Watch"}, "unknown-product", Severity.ERROR, "did you mean 'watch' (it differs in letter case)"),
        ({"view": "fr\u00adont"}, "unknown-view", Severity.ERROR, "did you mean 'front'"),
        ({"points": "Logo"}, "unknown-point", Severity.ERROR, "did you mean 'logo'"),
        ({"image": "images/2.jpg"}, "duplicate-row", Severity.ERROR, "keep one"),
        ({"item": "1.jpg"}, "item-with-two-labels", Severity.ERROR, "counterfeit and genuine"),
        ({"item": "2.jpg", "product": "bag"}, "item-in-two-products", Severity.ERROR, "bag and watch"),
        ({"item": "2.jpg", "split": "test"}, "item-in-two-splits", Severity.ERROR, "test and train"),
        ({"image": "images/gone.jpg"}, "missing-file", Severity.ERROR, "gone.jpg"),
        ({"image": "images"}, "missing-file", Severity.ERROR, "images"),
        ({"image": "../outside.jpg"}, "path-outside-folder", Severity.ERROR, "outside"),
        ({"sha256": "ab" * 32}, "digest-mismatch", Severity.ERROR, "3.jpg"),
    ],
)
def test_a_wrong_row_is_found(four: DataSet, spoilt: dict[str, str], code: str, severity: Severity, word: str) -> None:
    four.rows[3].update(spoilt)
    finding = four.found(code)
    assert finding.severity is severity
    assert 5 in finding.rows or finding.rows == (1,)
    assert word in str(finding.message)


def test_the_right_digest_is_no_finding(four: DataSet) -> None:
    for row in four.rows:
        row["sha256"] = hashlib.sha256((four.folder / row["image"]).read_bytes()).hexdigest()
    assert "digest-mismatch" not in four.codes()


def test_an_unreadable_image_is_found_and_the_others_are_checked(four: DataSet) -> None:
    four.add("broken.jpg", b"not a picture")
    four.add("cut.jpg", (four.folder / "images" / "0.jpg").read_bytes()[:900])
    rows = {row for finding in four.report().findings if finding.code == "unreadable-image" for row in finding.rows}
    assert rows == {6, 7}


def test_a_folder_left_behind_is_one_finding(data: DataSet) -> None:
    for number in range(8):
        data.add(f"{number}.jpg", b"")
        (data.folder / "images" / f"{number}.jpg").unlink()
    finding = data.found("missing-file")
    assert finding.rows == tuple(range(2, 10))
    assert "and 5 more" in str(finding.message)


@pytest.mark.parametrize(
    ("column", "code"),
    [("product", "product-ids"), ("view", "views"), ("right_holder", "right-holders"), ("source", "sources")],
)
def test_two_spellings_of_what_rows_name_are_told_of(data: DataSet, column: str, code: str) -> None:
    for number, spelling in enumerate(("caf\u00e9", "cafe\u0301", "bag")):
        data.add(f"{number}.jpg", drawn(number))[column] = spelling
    finding = data.found(f"similar-{code}")
    assert (finding.severity, finding.rows) == (Severity.WARNING, (2, 3))
    assert "composed, decomposed" in str(finding.message)


@pytest.mark.parametrize(
    ("there", "given", "words"),
    [
        ("images/é.jpg", "images/e\u0301.jpg", "accents"),
        ("images/e\u0301.jpg", "images/é.jpg", "accents"),
        ("images/a.jpg", "images\\a.jpg", "backslashes"),
        ("images/a.jpg", "images/a.JPG", "letter case"),
        ("images/a.jpg", "Images\\A.jpg", "backslashes for slashes and in letter case"),
        ("images/a.jpeg", "images/a.jpg", "ending"),
        ("images/a b.jpg", "images/a\u00a0b.jpg", "spaces"),
        ("images/a.jpg", "images/a\u200b.jpg", "U+200B"),
        ("images/a.jpg", "images/\u0430.jpg", "CYRILLIC SMALL LETTER A"),
        ("images/a.jpg", "C:\\Users\\K\\data\\images\\a.jpg", "absolute"),
        ("images/a.jpg", "file:///home/k/images/a.jpg", "absolute"),
        ("images/a.jpg", "data/images/a.JPG", "in the folder and in letter case"),
        ("images/a.jpg", "a.jpg", "in the folder"),
        ("images/a.png", "images/a.jpg", "in the ending"),
        ("images/a.jpg", "images/a", "in the ending"),
        ("images/a b.jpg", "images/a%20b.jpg", "as in addresses"),
        ("images/a.jpg", '"images/a.jpg"', "in quotation marks"),
        ("images/a_b.jpg", "images/a-b.jpg", "in dashes or underscores"),
    ],
)
def test_a_file_whose_name_differs_is_named_and_how_it_differs(
    four: DataSet, there: str, given: str, words: str
) -> None:
    (four.folder / "images" / "3.jpg").rename(four.folder / there)
    four.rows[3]["image"] = given
    finding = four.found("missing-file")
    assert f"{given} (there is {there})" in str(finding.message)
    assert words in str(finding.message)


def test_an_absolute_path_elsewhere_comes_with_the_file_that_is_meant(four: DataSet) -> None:
    four.rows[3]["image"] = "/home/k/data/images/3.jpg"
    finding = four.found("path-outside-folder")
    assert "(there is images/3.jpg)" in str(finding.message)
    assert "write it relative to that folder" in str(finding.message)


def test_one_of_two_pictures_is_not_guessed(four: DataSet) -> None:
    four.add("3.png", drawn(5))
    four.rows[3]["image"] = "images/3.webp"
    assert "there is" not in str(four.found("missing-file").message)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty; replace it"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:", "git lfs pull"),
        (b"II*\0" + bytes(60), "a TIFF"),
        (b"GIF89a" + bytes(60), "a GIF; save it as"),
        (b"not a picture", "save it as JPEG, PNG, WebP, AVIF or HEIC"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "replace the file by"),
    ],
)
def test_a_picture_that_can_t_be_read_is_told_in_words_for_data_people(
    four: DataSet, content: bytes, said: str
) -> None:
    four.add("odd.jpg", content)
    assert said in str(four.found("unreadable-image").message)


def test_a_folder_of_names_that_differ_alike_is_one_finding(four: DataSet) -> None:
    for row in four.rows:
        row["image"] = row["image"].replace("/", "\\")
    assert four.found("missing-file").rows == (2, 3, 4, 5)


def test_no_file_outside_the_folder_is_named(four: DataSet) -> None:
    (four.folder.parent / "OUTSIDE.jpg").write_bytes(b"")
    four.rows[3]["image"] = "..\\outside.jpg"
    assert "OUTSIDE" not in str(four.found("missing-file").message)


@pytest.mark.parametrize("name", ["._0.jpg", ".DS_Store", "Thumbs.db", "DESKTOP.INI", "__MACOSX/._0.jpg"])
def test_a_row_that_names_a_systems_file_is_skipped_with_a_word(four: DataSet, name: str) -> None:
    four.rows.append({**four.rows[0], "image": f"images/{name}", "item": "left-behind"})
    finding = four.found("system-file")
    assert (finding.severity, finding.rows) == (Severity.WARNING, (6,))
    assert not four.report().errors


def test_a_small_photo_is_a_warning(four: DataSet) -> None:
    four.add("small.jpg", drawn(9, (200, 120)))
    finding = four.found("too-small")
    assert (finding.severity, finding.rows) == (Severity.WARNING, (6,))


def test_few_calibration_items_are_counted_against_fifty_nine(four: DataSet) -> None:
    four.rows[3]["split"] = "calibration"
    finding = four.found("too-few-calibration-items")
    assert finding.rows == (5,)
    assert "0 genuine and 1 counterfeit" in str(finding.message)
    assert "59" in str(finding.message)


def test_a_product_with_one_label_is_a_warning(data: DataSet) -> None:
    data.add("a.jpg", drawn(0))
    data.add("b.jpg", drawn(1))
    finding = data.found("one-label-only")
    assert (finding.severity, finding.rows) == (Severity.WARNING, (2, 3))
    assert "too-few-calibration-items" not in data.codes()
