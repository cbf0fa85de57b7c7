"""A ZIP that is sent may be hostile: each entry is read or named with what is wrong, and nothing leads out of it."""

import io
import stat
import struct
import zipfile
from dataclasses import replace

import pytest

from serve.contributions.archives import ArchiveError, ArchiveLimits, ReadEntry, ZipArchive
from tests.serve.contributing import picture, zipped

LIMITS = ArchiveLimits()
PICTURE = picture()
ENDING = b"PK\x05\x06"


def opened(content: bytes, limits: ArchiveLimits = LIMITS) -> ZipArchive:
    return ZipArchive("pack.zip", io.BytesIO(content), len(content), limits)


def read(content: bytes, limits: ArchiveLimits = LIMITS) -> list[ReadEntry]:
    return list(opened(content, limits).entries())


def refused(content: bytes, limits: ArchiveLimits = LIMITS) -> str:
    """The code of what is wrong with an archive as a whole."""
    with pytest.raises(ArchiveError) as error:
        read(content, limits)
    return error.value.finding.code


def codes(content: bytes, limits: ArchiveLimits = LIMITS) -> dict[str, str | None]:
    """What is wrong with each entry, by its name."""
    return {entry.name: entry.finding.code if entry.finding else None for entry in read(content, limits)}


def one_entry(name: str, content: bytes = PICTURE, **of_entry: int) -> bytes:
    """A ZIP with one entry whose header says what is given."""
    info = zipfile.ZipInfo(name)
    for attribute, value in of_entry.items():
        setattr(info, attribute, value)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def renamed(content: bytes, before: str, after: bytes) -> bytes:
    """A ZIP in which a name is replaced by one of the same length that no program writes."""
    assert len(before) == len(after)
    return content.replace(before.encode(), after)


def test_entries_are_read_in_order_without_what_systems_leave() -> None:
    archive = opened(
        zipped({"genuine/1/front.jpg": PICTURE, "__MACOSX/genuine/1/._front.jpg": b"x", "genuine/Thumbs.db": b"y"})
    )
    assert [(entry.name, entry.content) for entry in archive.entries()] == [("genuine/1/front.jpg", PICTURE)]
    assert archive.passed_over == 2


@pytest.mark.parametrize(
    "name", ["../out.jpg", "a/../../out.jpg", "/etc/out.jpg", "C:/out.jpg", "c:out.jpg", "//host/out.jpg", "a/.."]
)
def test_a_path_that_leads_out_is_not_read(name: str) -> None:
    assert codes(zipped({name: PICTURE})) == {name: "entry-path"}


def test_a_path_with_backslashes_is_judged_as_one_with_slashes() -> None:
    content = renamed(zipped({"aa/bb/out.jpg": PICTURE}), "aa/bb/out.jpg", b"..\\bb\\out.jpg")
    assert codes(content) == {"../bb/out.jpg": "entry-path"}
    content = renamed(zipped({"genuine/1.jpg": PICTURE}), "genuine/1.jpg", b"genuine\\1.jpg")
    assert codes(content) == {"genuine/1.jpg": None}


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_not_followed(kind: int) -> None:
    content = one_entry("genuine/1.jpg", b"/etc/passwd", create_system=3, external_attr=(kind | 0o777) << 16)
    assert codes(content) == {"genuine/1.jpg": "entry-link"}


def test_an_encrypted_entry_is_named() -> None:
    content = bytearray(one_entry("genuine/1.jpg"))
    for beginning, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(beginning) + flags] |= 1
    assert codes(bytes(content)) == {"genuine/1.jpg": "entry-encrypted"}


@pytest.mark.parametrize(
    "content", [zipped({"a.jpg": PICTURE}), b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c1234", b"\x1f\x8b\x08"]
)
def test_an_archive_in_an_archive_is_not_unpacked(content: bytes) -> None:
    assert codes(zipped({"inner.jpg": content})) == {"inner.jpg": "entry-archive"}


def test_an_entry_that_grows_without_end_is_not_kept() -> None:
    bomb = bytes(8 * 2**20)
    assert codes(zipped({"bomb.png": bomb, "1.jpg": PICTURE})) == {"bomb.png": "entry-ratio", "1.jpg": None}
    assert codes(zipped({"bomb.png": bomb}), replace(LIMITS, entry=2**20)) == {"bomb.png": "entry-too-large"}


def test_a_header_that_declares_two_gigabytes_is_not_believed_and_not_read() -> None:
    content = bytearray(one_entry("genuine/1.jpg"))
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, 2**31)
    assert codes(bytes(content)) == {"genuine/1.jpg": "entry-too-large"}


def test_a_header_that_declares_less_than_there_is_gives_no_half_picture() -> None:
    content = bytearray(one_entry("genuine/1.jpg"))
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, 100)
    assert codes(bytes(content)) == {"genuine/1.jpg": "entry-damaged"}


def test_many_entries_together_may_not_grow_without_end() -> None:
    """As where all entries of a directory point at the same bytes: what is unpacked is counted."""
    limits = replace(LIMITS, growth=1, grace=2 * 2**20, ratio=10_000)
    content = zipped([(f"{number}.png", bytes(2**20)) for number in range(8)])
    entries = opened(content, limits).entries()
    assert next(entries).finding is None
    with pytest.raises(ArchiveError) as error:
        list(entries)
    assert error.value.finding.code == "archive-too-large"


def test_what_was_unpacked_before_a_stop_counts() -> None:
    limits = replace(LIMITS, growth=1, grace=0)
    content = zipped({"1.jpg": PICTURE, "2.jpg": picture()})
    archive = opened(content, limits)
    assert archive.left(after=0) == 1
    assert [entry.name for entry in archive.entries(after=0)] == ["2.jpg"]
    with pytest.raises(ArchiveError):
        list(archive.entries(after=0, so_far=len(content)))


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"no ZIP at all", zipped({"1.jpg": PICTURE})[:-30], ENDING * 5]
)
def test_what_is_no_whole_zip_is_refused(content: bytes) -> None:
    assert refused(content) == "archive-unreadable"


def test_a_zip_that_was_cut_off_at_its_beginning_names_its_entries() -> None:
    content = zipped({"1.jpg": PICTURE, "2.jpg": picture()})
    assert set(codes(content[len(PICTURE) // 2 :]).values()) <= {"entry-damaged", None}


def test_two_entries_of_one_name_are_one() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped([("1.jpg", PICTURE), ("1.jpg", picture())])
    assert [entry.finding and entry.finding.code for entry in read(content)] == [None, "entry-twice"]


def test_a_hundred_thousand_empty_entries_are_not_walked_through() -> None:
    content = zipped([(f"{number}", b"") for number in range(100_000)])
    assert refused(content) == "archive-too-many-entries"


def test_a_directory_of_many_megabytes_is_not_read() -> None:
    content = zipped([(f"{number:05d}" + "x" * 200, b"") for number in range(20)])
    assert refused(content, replace(LIMITS, directory=2000)) == "archive-too-many-entries"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("genuine/é.jpg".encode(), "genuine/é.jpg"),  # UTF-8 without the flag, as on a Mac
        ("真正品/表.jpg".encode("cp932"), "真正品/表.jpg"),  # as Windows in Japan writes it
        (b"genuine/\xff\xfe.jpg", None),  # any bytes
    ],
)
def test_names_of_any_encoding_are_read_or_shown(name: bytes, expected: str | None) -> None:
    placeholder = "n" * len(name)
    (entry,) = read(renamed(zipped({placeholder: PICTURE}), placeholder, name))
    assert entry.name == expected if expected else entry.finding is None or entry.finding.code == "entry-name"


@pytest.mark.parametrize("name", ["a\x07b.jpg", "a\u202egpj.exe", " a.jpg", "x" * 500 + ".jpg"])
def test_a_name_that_cannot_be_shown_is_not_used(name: str) -> None:
    (entry,) = read(zipped({name: PICTURE}))
    assert entry.finding is not None
    assert entry.finding.code == "entry-name"
    assert entry.name.isprintable()
    assert len(entry.name) <= 400


def test_a_name_with_a_nul_is_not_cut_short() -> None:
    """`zipfile` ends a name at NUL: genuine/1.jpg, NUL, .exe would become a picture."""
    content = renamed(zipped({"genuine/1.jpg-.exe": PICTURE}), "genuine/1.jpg-.exe", b"genuine/1.jpg\0.exe")
    (entry,) = read(content)
    assert entry.finding is not None
    assert entry.finding.code == "entry-name"
