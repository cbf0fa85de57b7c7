"""Evidence bundles: every change in one is found and named, and a hostile one does no harm."""

import io
import json
import random
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from model.release import load_release
from serve.audit.domain import Event
from serve.audit.keys import trusted_keys
from serve.cases.permissions import CaseAction
from serve.cli import cli
from serve.evidence.archive import read_archive
from serve.evidence.chain import Keys
from serve.evidence.domain import (
    CASE,
    EVENTS,
    MANIFEST,
    PROOF,
    RELEASES,
    REPORT,
    ArchivePart,
    in_order,
    written,
)
from serve.evidence.end_record import END, DirectoryPlace, ends_of
from serve.evidence.writing import ArchiveWriter
from serve.examinations.domain import restricted_of
from serve.examinations.seal_domain import restricted_hmac
from serve.platform.settings import Settings
from serve.releases.keys import file_of
from tests.serve.bundling import (
    Files,
    Forger,
    bundle_of,
    events_file,
    events_in,
    files_of,
    named,
    packed,
    relisted,
    verified,
    whole_case,
)
from tests.serve.earlier_zip import packed_earlier
from tests.serve.running import run
from tests.serve.tiny_release import make_release

SEED, FLIPS = 7, 300


class Sound(NamedTuple):
    """A bundle to be changed; its service is gone."""

    content: bytes
    files: Files
    keys: Keys
    release: Path


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Sound:
    settings = Settings(data_dir=tmp_path_factory.mktemp("sound"), release=tiny_release, workers=2)
    for service in run(settings):
        content = bundle_of(service, whole_case(service).case)
    return Sound(content, files_of(content), trusted_keys(settings.audit_dir), tiny_release)


# --- a bundle that was changed ---------------------------------------------------------------------------------------


class Stretch(NamedTuple):
    """A stretch of a bundle, and what verifying should name where it was changed."""

    start: int
    end: int
    where: str


def regions(content: bytes) -> Iterator[Stretch]:
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        for info in bundle.infolist():
            header = info.header_offset
            yield Stretch(header, header + 30 + len(info.filename) + info.file_size, info.filename)
        yield Stretch(bundle.start_dir, len(content) - 22, ArchivePart.DIRECTORY)
        yield Stretch(len(content) - 22, len(content), ArchivePart.END)


def structure(content: bytes) -> Iterator[Stretch]:
    """All that is not the content of a file."""
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        for info in bundle.infolist():
            yield Stretch(info.header_offset, info.header_offset + 30 + len(info.filename), info.filename)
    yield from list(regions(content))[-2:]


def flipped(content: bytes, position: int, chance: random.Random) -> bytes:
    changed = bytearray(content)
    changed[position] ^= 1 << chance.randrange(8)
    return bytes(changed)


def test_one_flipped_bit_is_found_and_named_anywhere(sound: Sound) -> None:
    chance = random.Random(SEED)
    places = list(regions(sound.content))
    contents = [chance.choice(places) for _ in range(FLIPS)]  # small files are met as often as large ones
    missed = []
    for where in contents:
        position = chance.randrange(where.start, where.end)
        found = named(flipped(sound.content, position, chance), sound.keys)
        if where.where not in found:
            missed.append((position, where, found))
    assert missed == []


def test_no_flipped_bit_is_blamed_on_another_file(sound: Sound) -> None:
    chance = random.Random(SEED + 1)
    wrong = []
    for where in regions(sound.content):
        for _ in range(3):
            found = named(flipped(sound.content, chance.randrange(where.start, where.end), chance), sound.keys)
            if set(found) != {where.where}:
                wrong.append((where, found))
    assert wrong == []


def test_every_byte_of_the_zip_around_the_files_counts(sound: Sound) -> None:
    chance = random.Random(SEED + 2)
    small = packed({name: content[:60] for name, content in sound.files.items()})
    missed = []
    for where in structure(small):
        for position in range(where.start, where.end):
            archive = read_archive(io.BytesIO(flipped(small, position, chance)), list(sound.files))
            found = {fault.where for fault in archive.faults}
            if where.where not in found:
                missed.append((position, where, found))
    assert missed == []


@pytest.mark.parametrize("limit", [zipfile.ZIP64_LIMIT, 100])
def test_each_bit_of_a_bundle_belongs_to_one_part_which_alone_is_named(
    monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    """Of a small one, with the records for small bundles and with those for large ones."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", limit)
    files = {MANIFEST: b"a" * 60, CASE: b"b" * 60, PROOF: b"c" * 60}
    content = packed(files)
    end = content.index(b"PK\6\6") if limit == 100 else len(content) - END.size
    *contents, directory, _ = regions(content)
    wrong = []
    for start, stop, where in (*contents, directory._replace(end=end), Stretch(end, len(content), ArchivePart.END)):
        for bit in range(8 * start, 8 * stop):
            changed = bytearray(content)
            changed[bit // 8] ^= 1 << bit % 8
            found = blamed(bytes(changed), files)
            if found != {where}:
                wrong.append((bit, where, found))
    assert wrong == []


def blamed(content: bytes, files: Files) -> set[str]:
    """The parts of the ZIP that are at fault, and the files whose content is."""
    archive = read_archive(io.BytesIO(content), list(files))
    return {fault.where for fault in archive.faults} | {each.name for each in archive.entries.values() if not each.fits}


def test_random_damage_is_told_and_raises_no_other_error() -> None:
    chance = random.Random(SEED + 3)
    files = {MANIFEST: b"a" * 60, CASE: b"b" * 60, PROOF: b"c" * 60}
    content = packed(files)
    for _ in range(2000):
        changed = bytearray(content)
        for _ in range(chance.randrange(1, 30)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        if chance.random() < 0.3:
            del changed[chance.randrange(len(changed)) :]
        if chance.random() < 0.3:
            at = chance.randrange(len(changed) + 1)
            changed[at:at] = chance.choice([b"PK\5\6", b"PK\6\7", b"PK\6\6", b"PK\1\2"]) + chance.randbytes(40)
        assert blamed(bytes(changed), files) or changed == content


Change = Callable[[dict[str, bytes]], dict[str, bytes]]


def without(*names: str) -> Change:
    return lambda files: {name: content for name, content in files.items() if name not in names}


def renamed(old: str, new: str) -> Change:
    return lambda files: {new if name == old else name: content for name, content in files.items()}


def swapped(files: dict[str, bytes]) -> dict[str, bytes]:
    names = list(files)
    names[2], names[3] = names[3], names[2]
    return {name: files[name] for name in names}


A_PHOTO = f"photos/{'0' * 64}.jpg"


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        (without(REPORT), REPORT, "is not in the bundle"),
        (without(EVENTS), EVENTS, "is not in the bundle"),
        (without(PROOF), PROOF, "is not in the bundle"),
        (without(MANIFEST), MANIFEST, "is not in the bundle"),
        (lambda files: {**files, A_PHOTO: b"new"}, A_PHOTO, "is not listed in manifest.json"),
        (renamed(REPORT, A_PHOTO), REPORT, "is not in the bundle"),
        (swapped, ArchivePart.ZIP, "not in their order"),
        (lambda files: files | {REPORT: b"%PDF"}, REPORT, "was changed"),
        (lambda files: relisted(files | {REPORT: b"%PDF"}), MANIFEST, "is not the one that the export"),
        (lambda files: relisted(without(REPORT)(files)), MANIFEST, "is not the one that the export"),
        (lambda files: relisted(files | {A_PHOTO: b"new"}), A_PHOTO, "is not the photo that it is named for"),
    ],
)
def test_a_file_removed_added_renamed_or_moved_is_named(sound: Sound, change: Change, where: str, words: str) -> None:
    found = named(packed(change(dict(sound.files))), sound.keys)
    assert words in found[where], found


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        (lambda content: content + b"more", ArchivePart.END, "4 bytes come after it"),
        (lambda content: content[:-1], ArchivePart.END, "is missing"),
        (lambda content: content[: len(content) // 2], ArchivePart.END, "is missing"),
        (lambda content: b"x" + content, ArchivePart.END, "leads to no central directory"),
        (lambda _: b"", ArchivePart.END, "is missing: this is no bundle"),
    ],
)
def test_a_zip_cut_off_or_added_to_is_named(
    sound: Sound, change: Callable[[bytes], bytes], where: str, words: str
) -> None:
    assert words in named(change(sound.content), sound.keys)[where]


def test_an_event_taken_out_is_missed(sound: Sound) -> None:
    events = events_in(sound.files)
    made = next(event for event in events if event["action"] == CaseAction.CONCLUSION_CREATE)
    left = relisted({**sound.files, EVENTS: events_file([event for event in events if event is not made])})
    found = named(packed(left), sound.keys)
    assert "is not the one that the export" in found[MANIFEST]
    assert f"has {len(events) - 1} events, but {len(events)} were exported" in found[EVENTS]


def test_an_event_edited_moved_or_of_another_case_is_named(sound: Sound) -> None:
    events = events_in(sound.files)
    edited = [{**event, "actor": "u-another"} if at == 2 else event for at, event in enumerate(events)]
    words = named(packed(relisted({**sound.files, EVENTS: events_file(edited)})), sound.keys)[EVENTS]
    assert words == f"event {events[2]['number']} was changed after it was recorded"
    moved = [events[1], events[0], *events[2:]]
    words = named(packed(relisted({**sound.files, EVENTS: events_file(moved)})), sound.keys)[EVENTS]
    assert words == f"event {events[0]['number']} stands after event {events[1]['number']}: the order was changed"


def first_verdict(files: Files) -> str:
    return next(name for name in files if name.startswith("verdicts/"))


def edited_verdict(files: Files, **values: Any) -> dict[str, bytes]:
    name = first_verdict(files)
    verdict = json.loads(files[name]) | values
    return {**files, name: json.dumps(verdict, ensure_ascii=False).encode()}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"outcome": "consistent_with_genuine"}, "the replayed verdict differs in outcome"),
        ({"took_ms": 1.5}, "is not the one that was recorded"),
        ({"release": "r-0000000000000000"}, "is of another release"),
        ({"points": []}, "the replayed verdict differs in points"),
    ],
)
def test_a_verdict_edited_together_with_the_manifest_is_not_replayed(
    sound: Sound, values: dict[str, Any], words: str
) -> None:
    content = packed(relisted(edited_verdict(sound.files, **values)))
    found = named(content, sound.keys, sound.release)
    assert "is not the one that the export" in found[MANIFEST]
    assert words in found[first_verdict(sound.files)]


def test_who_withholds_more_than_the_right_holder_does_is_found(sound: Sound) -> None:
    """Not even with the agency's key: the log of the examination says which points may be withheld."""
    name = next(
        name for name in sound.files if name.startswith("verdicts/") and json.loads(sound.files[name])["points"]
    )
    verdict = json.loads(sound.files[name])
    assert "confidential" in {point["id"] for point in verdict["points"]}
    verdict["points"] = [all_together(verdict["points"])]
    files = {**sound.files, name: json.dumps(verdict, ensure_ascii=False).encode()}
    assert name not in named(packed(relisted(files)), sound.keys, sound.release)  # officers' points may be withheld

    def public(event: Event) -> Event:
        details = json.loads(event.details)
        if "restricted" in details:
            details["restricted"] = "0" * 64
        return replace(event, details=json.dumps(details, separators=(",", ":"), sort_keys=True, ensure_ascii=False))

    found = named(packed(Forger().signed(files, public)), release=sound.release)
    assert found[name] == "withholds a point that no one keeps confidential"


def all_together(points: list[dict[str, Any]]) -> dict[str, Any]:
    """The one entry that they are for a reader who may see none of them."""
    weight = round(sum(point["weight"] for point in points), 6)
    finding = "deviates" if weight > 0 else "matches"
    return points[0] | dict.fromkeys(points[0]) | {"id": "confidential", "finding": finding, "weight": weight}


def test_a_whole_bundle_signed_again_is_refused_with_the_agencys_keys(sound: Sound) -> None:
    forged = packed(Forger().signed(sound.files))
    alone = verified(forged, release=sound.release)
    assert (alone.faults, alone.replayed, alone.key_trusted) == ((), 5, False)
    assert alone.keys != tuple(sound.keys)
    found = named(forged, sound.keys)
    assert set(found) == {PROOF, EVENTS}
    assert all("is not among the trusted ones" in words for words in found.values())


def test_a_case_that_is_not_as_its_events_say_is_named(sound: Sound) -> None:
    """As where a row was edited in the database by hand, before the export."""
    case = json.loads(sound.files[CASE])
    case["items"][0]["conclusions"][1]["reason"] = "Other words."
    changed = case["items"][0]["conclusions"][1]["id"]
    case["items"][0]["examinations"][0]["asked"]["prior"] = 0.5
    asked = case["items"][0]["examinations"][0]["id"]
    case["enquiries"][0]["answers"][1]["statement"] = "Other words."
    enquiry = case["enquiries"][0]["enquiry"]["id"]
    gone = case["items"].pop(1)["item"]["id"]
    files = Forger().signed({**sound.files, CASE: written(case)})
    found = {str(fault.words) for fault in verified(packed(files)).faults if fault.where == CASE}
    assert f"{changed} is not as its last event says" in found
    assert f"{asked}: its asked is not what its event says" in found
    assert f"{enquiry}: its answers are not those that were given" in found
    assert any(words.startswith(f"lacks {gone}, which event") for words in found)


@pytest.mark.parametrize("part", ["goods", "procedures", "interception"])
def test_a_part_of_the_seizure_that_is_missing_or_changed_is_named(sound: Sound, part: str) -> None:
    """As where its row was removed from the database by hand, before the export."""
    case = json.loads(sound.files[CASE])
    record = case[part] if part == "interception" else case[part].pop()
    gone = record["id"]
    del case[part]
    files = Forger().signed({**sound.files, CASE: written(case)})
    found = {str(fault.words) for fault in verified(packed(files)).faults if fault.where == CASE}
    assert any(words.startswith(f"lacks {gone}, which event") for words in found), found
    case = json.loads(sound.files[CASE])
    changed = case[part] if part == "interception" else case[part][-1]
    changed["organisation_id"] = "o-other"
    files = Forger().signed({**sound.files, CASE: written(case)})
    found = {str(fault.words) for fault in verified(packed(files)).faults if fault.where == CASE}
    assert f"{gone} is not as its last event says" in found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda each: each.update(follows="e-" + "0" * 32), "its follows is not what its event says"),
        (lambda each: each.pop("follows"), "its follows is not what its event says"),
        (lambda each: each["filed"].update(by="u-unknown"), "when it was put into the case is not what"),
        (lambda each: each.pop("filed"), "is not of this case"),
    ],
)
def test_what_an_examination_follows_and_when_it_was_put_into_the_case_is_held_against_events(
    sound: Sound, change: Callable[[dict[str, Any]], Any], words: str
) -> None:
    case = json.loads(sound.files[CASE])
    assert verified(sound.content, sound.keys).faults == ()
    change(case["items"][2]["examinations"][0])
    faults = verified(packed(relisted({**sound.files, CASE: written(case)})), sound.keys).faults
    assert any(words in str(fault.words) for fault in faults if fault.where in {CASE, EVENTS}), faults


def test_another_release_is_told_by_its_name_and_an_edited_one_refused(
    sound: Sound, tmp_path: Path, tiny_release: Path
) -> None:
    found = verified(sound.content, sound.keys, make_release(tmp_path, bias=0.1))
    words = f"the release {tiny_release.name} is not here; name its folder with --release"
    left_out = [(each.release, str(each.reason)) for each in found.not_replayed]
    assert (found.outcome, left_out) == ("intact_not_replayed", [(tiny_release.name, words)])
    edited = tmp_path / "copy"
    shutil.copytree(tiny_release, edited)
    (edited / "MODEL_CARD.md").write_text("edited")
    found = verified(sound.content, sound.keys, edited)
    assert found.outcome == "intact_not_replayed"
    assert "changed since the release was made" in str(found.not_replayed[0].reason)
    assert verified(sound.content, sound.keys).sound


def test_a_bundle_that_lists_other_files_of_a_release_is_changed(sound: Sound) -> None:
    listed = json.loads(sound.files[RELEASES])
    listed["releases"][sound.release.name]["model.onnx"] = "0" * 64
    forged = packed(Forger().signed({**sound.files, RELEASES: written(listed)}))
    words = named(forged, release=sound.release)[RELEASES]
    assert words == f"lists other files than the release {sound.release.name} has"


def test_without_the_releases_key_verdicts_are_not_compared_with_the_log(
    sound: Sound, tmp_path: Path, tiny_release: Path
) -> None:
    alone = shutil.copytree(tiny_release, tmp_path / tiny_release.name)
    found = verified(sound.content, sound.keys, alone)
    assert (found.outcome, found.replayed) == ("intact_not_replayed", 0)
    assert [each.release for each in found.not_replayed] == [tiny_release.name]
    assert "name its file with --release-key" in str(found.not_replayed[0].reason)
    file_of(alone).write_text("no key\n" + file_of(tiny_release).read_text())
    assert verified(sound.content, sound.keys, alone).sound


def test_the_digest_of_the_release_is_no_key_to_the_log(sound: Sound, tiny_release: Path) -> None:
    """Who has the release and the bundle, but not the key, can confirm no guess."""
    release = load_release(tiny_release)
    made = [json.loads(event["details"]) for event in events_in(sound.files) if event["action"] == "examination:create"]
    for details in made:
        restricted = restricted_of(release.description.products["box"].sheet)
        assert details["restricted"] != restricted_hmac(release.sha256, details["verdict_hmac"], restricted)
        assert details["key"] not in release.sha256


# --- hostile bundles -------------------------------------------------------------------------------------------------


def zipped(*files: tuple[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", compression) as made:
        for name, content in files:
            made.writestr(name, content)
    return sink.getvalue()


def many() -> bytes:
    """A central directory of two hundred thousand files, all of the same bytes."""
    one = zipped((CASE, b""))
    with zipfile.ZipFile(io.BytesIO(one)) as made:
        record = one[made.start_dir : -END.size]
    span = DirectoryPlace(0, len(record) * 200_000, 0)
    return record * 200_000 + next(ends_of(span, 200_000))


def hostile_ids() -> bytes:
    """A case whose ids are lists."""
    agency = {"id": f"o-{'0' * 32}", "name": "x", "country": None}
    record: dict[str, Any] = {"id": [[]]}
    item = {"item": record, "examinations": [], "conclusions": [record], "opinions": []}
    enquiry = {"enquiry": record, "answers": [record], "right_holder": "x"}
    return written(
        {"format": 1, "agency": agency, "case": record, "items": [item], "enquiries": [enquiry], "people": {}}
    )


def with_json(name: str, content: bytes) -> Callable[[Sound], bytes]:
    return lambda sound: packed(
        relisted({**sound.files, name: content}) if name != MANIFEST else {**sound.files, name: content}
    )


@pytest.mark.parametrize(
    ("make", "where", "words"),
    [
        (lambda _: zipped((CASE, bytes(50_000_000)), compression=zipfile.ZIP_DEFLATED), CASE, "its local header"),
        (lambda _: zipped(("../../etc/cron.d/x", b"x")), ArchivePart.DIRECTORY, "a name that no file of a bundle has"),
        (lambda _: zipped(("/etc/passwd", b"x")), ArchivePart.DIRECTORY, "a name that no file of a bundle has"),
        (lambda _: many(), ArchivePart.DIRECTORY, "more than the 100,000 files"),
        (lambda _: packed_twice(), CASE, "is in the ZIP twice"),
        (with_json(CASE, b"[" * 1_000_000), CASE, "is not the JSON that it should be"),
        (with_json(CASE, b"[" + b"[]," * 3_000_000 + b"[]]"), CASE, "holds more than"),
        (with_json(CASE, b'{"format":NaN}'), CASE, "is not the JSON that it should be"),
        (with_json(CASE, b'{"format":1,"format":1}\n'), CASE, "not in the one form"),
        (with_json(CASE, b'{"format":1}\n'), CASE, "has an invalid structure: agency: is missing"),
        (with_json(CASE, b"\xff\xfe"), CASE, "is not the JSON that it should be"),
        (with_json(CASE, hostile_ids()), CASE, "lacks c-"),
        (with_json(MANIFEST, b"{}\n"), MANIFEST, "has an invalid structure"),
        (with_json(MANIFEST, b" " * (33 << 20)), MANIFEST, "is larger than such a file may be"),
        (with_json(EVENTS, b"[\n" + b"x" * 100_000 + b"\n]\n"), EVENTS, "a line that is too long"),
        (with_json(EVENTS, b"[\n"), EVENTS, "does not end as it should"),
        (with_json(RELEASES, b'{"format":1,"releases":{"\x1b[2J":[]}}\n'), RELEASES, "is not"),
    ],
)
def test_a_hostile_bundle_gets_one_line_in_little_time(
    sound: Sound, make: Callable[[Sound], bytes], where: str, words: str
) -> None:
    content = make(sound)
    started = time.process_time()
    found = named(content, sound.keys, sound.release)
    assert time.process_time() - started < 2
    assert words in found[where], found


def packed_twice() -> bytes:
    sink = io.BytesIO()
    with ArchiveWriter(sink) as writer:
        writer.add(CASE, b"{}")
        with pytest.warns(UserWarning, match="Duplicate name"):
            writer.add(CASE, b"[]")
    return sink.getvalue()


def test_a_line_printed_is_one_line_for_any_bundle(sound: Sound, tmp_path: Path) -> None:
    events = events_in(sound.files)
    events[0]["key"] = "\x1b[2J\nsound. events: 1"
    path = tmp_path / "bundle.zip"
    path.write_bytes(packed(relisted({**sound.files, EVENTS: events_file(events)})))
    said = CliRunner().invoke(cli, ["verify", str(path), "--without-replay"])
    assert said.exit_code == 1
    assert "\x1b" not in said.stdout
    assert not any(line.startswith("sound") for line in said.stdout.splitlines())


@pytest.mark.parametrize("options", [["nothing.zip"], ["{}", "--keys", "nowhere"], ["{}", "--release", "nowhere"]])
def test_a_wrong_call_ends_with_status_2(sound: Sound, tmp_path: Path, options: list[str]) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(sound.content)
    said = CliRunner().invoke(cli, ["verify", *(option.format(path) for option in options)])
    assert said.exit_code == 2
    assert len(said.stderr.splitlines()) == 1


# --- the ZIP alone ---------------------------------------------------------------------------------------------------


def test_other_programs_can_unpack_it(sound: Sound) -> None:
    with zipfile.ZipFile(io.BytesIO(sound.content)) as bundle:
        assert bundle.testzip() is None
        assert bundle.namelist() == in_order(json_names(sound.files))


def json_names(files: Files) -> list[str]:
    return [each["name"] for each in json.loads(files[MANIFEST])["files"]]


def test_a_bundle_beyond_two_gigabytes_is_written_and_read(monkeypatch: pytest.MonkeyPatch, sound: Sound) -> None:
    """The limit is brought down, so that the records for large bundles are used for a small one."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", len(sound.content) - 10_000)
    content = packed(sound.files)
    assert len(content) > len(sound.content)
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        assert bundle.testzip() is None
    assert verified(content, sound.keys).sound


def test_large_and_small_bundles_of_versions_that_wrote_other_records_stay_sound(
    monkeypatch: pytest.MonkeyPatch, sound: Sound
) -> None:
    assert packed_earlier(sound.files, 1 << 32) == sound.content
    for module in ("end_record", "archive"):
        monkeypatch.setattr(f"serve.evidence.{module}.EARLIER_32", 20_000)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10_000)
    earlier = packed_earlier(sound.files, 20_000)
    assert earlier != packed(sound.files)
    assert verified(earlier, sound.keys).sound
    assert not verified(packed_earlier(sound.files, 1 << 32), sound.keys).sound
