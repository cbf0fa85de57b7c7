"""The bytes of a manifest become rows without a file being opened, and findings that each reader can read."""

import pytest

from model.datasets.fields import Label
from model.datasets.manifest_rows import read_rows
from model.errors import TableError
from model.messages import Message


def test_rows_are_read_without_the_files_that_they_name() -> None:
    read = read_rows(b"image,product,label,item\n../../etc/passwd,bag,genuine,i-1\nThumbs.db,bag,genuine,i-2\n")
    assert [(row.number, row.image, row.label) for row in read.rows] == [(2, "../../etc/passwd", Label.GENUINE)]
    assert ([finding.code for finding in read.findings], read.row_count) == (["system-file"], 2)


def test_findings_are_messages_whose_english_is_what_training_prints() -> None:
    read = read_rows(b"image,product,label,item\na.jpg,bag,Fake,i-1\n")
    (finding,) = read.findings
    assert isinstance(finding.message, Message)
    assert str(finding.message) == "label: 'Fake' must be one of genuine, counterfeit; did you mean 'counterfeit'?"


def test_bytes_that_are_no_table_are_refused_with_what_they_are() -> None:
    with pytest.raises(TableError, match="a PDF, no CSV; save the table as"):
        read_rows(b"%PDF-1.7")
