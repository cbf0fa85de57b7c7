"""Manifests: what is read, and the findings on what can't be read."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from model.catalogue import Region
from model.datasets.fields import Capture
from model.datasets.splits import Split
from training.errors import ManifestError
from training.manifest import (
    Label,
    Manifest,
    PointMark,
    read_manifest,
    read_unknown,
)

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
HEADER = "image,sha256,product,label,item,view,right_holder,source,points,split,licence,contributed_on"
SHORT = "image,product,label,item"
SPLITS = ("test", "", "", "", "", "", "test")


def written(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "manifest.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def codes(manifest: Manifest) -> list[tuple[str, tuple[int, ...]]]:
    return [(finding.code, finding.rows) for finding in manifest.findings]


def test_a_row_is_typed_whole(tmp_path: Path) -> None:
    digest = "ab" * 32
    points = '"logo@0.1,0.2,0.3,0.4;screw"'
    line = f'a.jpg,{digest},watch,counterfeit,i1,front,maker,"phone, port",{points},test,MIT,2026-01-31'
    manifest = read_manifest(written(tmp_path, HEADER, line))
    (row,) = manifest.rows
    assert not manifest.findings
    assert (row.number, row.image, row.sha256, row.product) == (2, "a.jpg", digest, "watch")
    assert (row.label, row.item, row.view, row.split) == (Label.COUNTERFEIT, "i1", "front", Split.TEST)
    assert row.points == (PointMark("logo", Region(0.1, 0.2, 0.3, 0.4)), PointMark("screw", None))
    assert (row.right_holder, row.source, row.licence) == ("maker", "phone, port", "MIT")
    assert row.contributed_on == date(2026, 1, 31)
    assert manifest.sha256 == hashlib.sha256((tmp_path / "manifest.csv").read_bytes()).hexdigest()
    assert manifest.path_of(row) == tmp_path / "a.jpg"


def test_four_columns_are_enough_and_a_byte_order_mark_is_tolerated(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, SHORT, "a.jpg,時計,genuine,i1", "", encoding="utf-8-sig"))
    (row,) = manifest.rows
    assert (row.view, row.sha256, row.contributed_on, row.points) == (None, None, None, ())
    assert (row.split, row.split_given) == (Split.TRAIN, False)
    assert manifest.row_count == 1


def test_a_picture_of_an_offer_is_told_from_a_photo(tmp_path: Path) -> None:
    lines = (f"{SHORT},capture", "a.jpg,p,genuine,i,", "b.jpg,p,genuine,i,photo", "c.jpg,p,genuine,j,listing")
    manifest = read_manifest(written(tmp_path, *lines))
    assert [row.capture for row in manifest.rows] == [Capture.PHOTO, Capture.PHOTO, Capture.LISTING]


def test_without_a_catalogue_the_rows_name_the_products(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, SHORT, "a.jpg,watch,genuine,i1", "b.jpg,bag,genuine,i2"))
    assert set(manifest.catalogue) == {"watch", "bag"}
    assert (manifest.catalogue["watch"].views, manifest.catalogue["watch"].points) == ((), ())


def test_open_splits_are_assigned_and_given_ones_stay(tmp_path: Path) -> None:
    rows = [f"{label}-{n}.jpg,watch,{label},{label}-{n},{split}" for label in Label for n, split in enumerate(SPLITS)]
    manifest = read_manifest(written(tmp_path, f"{SHORT},split", *rows))
    assert [row.split for row in manifest.rows if row.split_given] == [Split.TEST] * 4
    for label in Label:
        assigned = [row.split for row in manifest.rows if row.label is label and not row.split_given]
        assert [assigned.count(split) for split in Split] == [3, 1, 1]


@pytest.mark.parametrize(
    ("field", "value", "code", "word"),
    [
        ("label", "fake", "bad-label", "genuine, counterfeit"),
        ("label", "", "empty-field", "label"),
        ("image", " ", "empty-field", "image"),
        ("split", "dev", "bad-split", "train, calibration, test"),
        ("contributed_on", "31.1.2026", "bad-date", "2026-01-31"),
        ("sha256", "AB" * 32, "bad-digest", "lower-case"),
        ("points", "@0.1;0.2", "bad-points", "lacks"),
        ("points", '"logo@0.1,0.2,0.3"', "bad-points", "logo"),
        ("points", '"logo@0.1,0.2,1.3,0.1"', "bad-points", "inside"),
        ("points", '"logo@a,b,c,d"', "bad-points", "fractions"),
    ],
)
def test_a_wrong_field_is_found_by_row_and_the_other_rows_are_read(
    tmp_path: Path, field: str, value: str, code: str, word: str
) -> None:
    fields = dict.fromkeys(HEADER.split(","), "") | {
        "image": "a",
        "product": "p",
        "label": "genuine",
        "item": "i",
    }
    good, bad = ",".join(fields.values()), ",".join((fields | {field: value}).values())
    manifest = read_manifest(written(tmp_path, HEADER, good, bad, good))
    assert codes(manifest) == [(code, (3,))]
    assert word in str(manifest.findings[0].message)
    assert [row.number for row in manifest.rows] == [2, 4]
    assert manifest.row_count == 3


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    lines = ("a,p,fake,i", "b,p,genuine", "", "c,p,genuine,", "d,p,genuine,i")
    manifest = read_manifest(written(tmp_path, SHORT, *lines))
    assert sorted(codes(manifest)) == [
        ("bad-label", (2,)),
        ("empty-field", (5,)),
        ("wrong-field-count", (3,)),
    ]
    assert [row.number for row in manifest.rows] == [6]


def test_wrong_columns_are_told_at_the_header(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, "image,product,label,colour,colour", "a,p,genuine,red,red"))
    assert sorted(codes(manifest)) == [
        ("missing-column", (1,)),
        ("repeated-column", (1,)),
        ("unknown-column", (1,)),
    ]
    assert manifest.rows == ()


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "upright strokes")])
@pytest.mark.parametrize("header", [HEADER, SHORT])
def test_other_separators_than_commas_are_told_once(tmp_path: Path, separator: str, name: str, header: str) -> None:
    lines = (header, "a.jpg,p,genuine,i", '"b, c.jpg",p,genuine,i')
    manifest = read_manifest(written(tmp_path, *(line.replace(",", separator) for line in lines)))
    assert codes(manifest) == [("wrong-separator", (1,))]
    assert name in str(manifest.findings[0].message)
    assert "commas are wanted" in str(manifest.findings[0].message)
    assert manifest.rows == ()


def test_blank_rows_and_columns_are_ignored(tmp_path: Path) -> None:
    lines = (f"{SHORT},,", "a.jpg,p,genuine,i,,", ",,,,,", " ,\u00a0,,,,\u200b", "b.jpg,p,genuine,j,,,,", ",,,", "")
    manifest = read_manifest(written(tmp_path, *lines))
    assert manifest.findings == ()
    assert [(row.number, row.image) for row in manifest.rows] == [(2, "a.jpg"), (5, "b.jpg")]
    assert manifest.row_count == 2


def test_text_in_a_column_without_a_name_is_told_by_its_row(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, f"{SHORT},,", "a,p,genuine,i,,", "b,p,genuine,j,,check this"))
    assert codes(manifest) == [("unnamed-column", (3,))]
    assert "column 6" in str(manifest.findings[0].message)
    assert len(manifest.rows) == 2


def test_a_column_that_is_meant_is_named(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, "image,product,label,Item", "a,p,genuine,i"))
    assert "did you mean 'item' (it differs in letter case)?" in str(manifest.findings[0].message)


def test_a_quote_left_open_is_told_where_it_begins(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, SHORT, "a,p,genuine,i", 'b,"p,genuine,i'))
    assert codes(manifest) == [("malformed-csv", (3,))]
    assert len(manifest.rows) == 1


@pytest.mark.parametrize("content", [b"", b"\r\n", b"image,product\xff"])
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.csv").write_bytes(content)
    with pytest.raises(ManifestError, match=r"manifest\.csv"):
        read_manifest(tmp_path / "manifest.csv")


def test_an_absent_manifest_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"nowhere\.csv"):
        read_manifest(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("image", ["../secret.jpg", "/etc/passwd", "images/../../secret.jpg"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, image: str) -> None:
    manifest = read_manifest(written(tmp_path, SHORT, f"{image},p,genuine,i"))
    with pytest.raises(ManifestError, match="out of"):
        manifest.path_of(manifest.rows[0])


def test_unknown_goods_are_read_and_refused_by_row(tmp_path: Path) -> None:
    path = tmp_path / "unknown.csv"
    path.write_text(f"image,sha256,kind\na.jpg,{'ab' * 32},Mango\nb.jpg,,\n", encoding="utf-8")
    assert [(row.number, row.image, row.kind) for row in read_unknown(path)] == [
        (2, "a.jpg", "Mango"),
        (3, "b.jpg", ""),
    ]
    path.write_text("image,sha256,kind\na.jpg,zz,Mango\n", encoding="utf-8")
    with pytest.raises(ManifestError, match="row 2"):
        read_unknown(path)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "rows", "products"), [("lookalikes", 1125, 8), ("boards", 548, 1)])
def test_public_data_sets_are_read_without_a_finding(name: str, rows: int, products: int) -> None:
    path = SHARED / name / "manifest.csv"
    if not path.exists():
        pytest.skip(f"{path} is absent")
    manifest = read_manifest(path)
    assert not manifest.findings
    assert (len(manifest.rows), len(manifest.catalogue)) == (rows, products)
