"""What `shingan verify` says of a bundle: changed, intact and replayed, or intact and not replayed."""

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from serve.platform.settings import Settings
from serve.releases.keys import file_of
from tests.serve.bundling import bundle_of, files_of, small_photo
from tests.serve.casework import Officer
from tests.serve.commands import Shingan, one_line, shingan
from tests.serve.running import run

__all__ = ["shingan"]


class Downloads(NamedTuple):
    """A folder with a bundle and nothing else, and what an agency can give to an expert."""

    bundle: Path
    release: Path
    keys: Path


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Downloads:
    data = tmp_path_factory.mktemp("data")
    release = Path(shutil.copytree(tiny_release, tmp_path_factory.mktemp("release") / tiny_release.name))
    for service in run(Settings(data_dir=data, release=release, workers=2)):
        officer = Officer(service.client)
        case = officer.open()
        officer.examine(case, officer.add_item(case), small_photo())
        content = bundle_of(service, case)
    bundle = tmp_path_factory.mktemp("downloads") / "case.zip"
    bundle.write_bytes(content)
    return Downloads(bundle, release, data / "audit")


def verified(shingan: Shingan, *arguments: str | Path) -> tuple[Any, dict[str, Any]]:
    done = shingan("verify", *arguments, "--json")
    return done.status, json.loads(done.out)


def test_a_bundle_alone_is_intact_and_the_command_says_what_a_replay_takes(shingan: Shingan, given: Downloads) -> None:
    said = shingan("verify", given.bundle)
    first, to_do, report, keys = said.out.splitlines()
    assert (said.status, said.error) == (2, "")
    assert first == (
        f"intact; the verdicts were not replayed: the release {given.release.name} is not here; name its folder with "
        "--release. events: 3, photos: 1, verdicts: 1, replayed: 0 of 1"
    )
    assert "`shingan release export ID --out FOLDER`" in to_do
    assert keys.startswith("The key came with the bundle: ")
    assert report.startswith("report.pdf was signed with the certificate ")
    status, found = verified(shingan, given.bundle)
    assert (status, found["outcome"], found["sound"], found["faults"]) == (2, "intact_not_replayed", True, [])
    assert [each["release"] for each in found["not_replayed"]] == [given.release.name]


def test_a_release_without_its_key_leaves_the_bundle_intact(shingan: Shingan, given: Downloads, tmp_path: Path) -> None:
    alone = shutil.copytree(given.release, tmp_path / given.release.name)
    said = shingan("verify", given.bundle, "--release", alone)
    assert said.status == 2
    assert said.out.startswith("intact; the verdicts were not replayed: the key ")
    assert "--release-key" in said.out
    with_key = shingan("verify", given.bundle, "--release", alone, "--release-key", file_of(given.release))
    assert (with_key.status, with_key.out.partition(".")[0]) == (0, "sound")


def test_with_release_and_keys_it_is_sound(shingan: Shingan, given: Downloads) -> None:
    status, found = verified(shingan, given.bundle, "--release", given.release, "--keys", given.keys)
    assert (status, found["outcome"], found["replayed"], found["not_replayed"]) == (0, "intact_and_replayed", 1, [])


def test_an_expert_who_asks_for_no_replay_gets_what_was_asked_for(shingan: Shingan, given: Downloads) -> None:
    said = shingan("verify", given.bundle, "--without-replay")
    assert said.status == 0
    assert said.out.startswith("intact; the verdicts were not replayed: --without-replay was given. events: 3")
    assert verified(shingan, given.bundle, "--without-replay")[1]["outcome"] == "intact_not_replayed"


def test_a_changed_bundle_is_not_sound_even_if_nothing_could_be_replayed(
    shingan: Shingan, given: Downloads, tmp_path: Path
) -> None:
    photo = next(content for name, content in files_of(given.bundle.read_bytes()).items() if name.startswith("photos/"))
    changed = given.bundle.read_bytes().replace(photo, photo[:-1] + b"?")
    (tmp_path / "changed.zip").write_bytes(changed)
    said = shingan("verify", "changed.zip")
    assert said.status == 1
    assert said.out.startswith("photos/")
    assert "\nNOT SOUND, faults: 1. " in said.out
    status, found = verified(shingan, "changed.zip")
    assert (status, found["outcome"], found["sound"]) == (1, "changed", False)


def test_of_a_cut_bundle_no_key_is_to_be_compared(shingan: Shingan, given: Downloads, tmp_path: Path) -> None:
    (tmp_path / "cut.zip").write_bytes(given.bundle.read_bytes()[:5000])
    said = shingan("verify", "cut.zip")
    assert said.status == 1
    assert "NOT SOUND" in said.out
    assert "key came with" not in said.out


def test_a_photo_that_this_machine_does_not_read_is_no_fault_of_the_bundle(
    shingan: Shingan, given: Downloads, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    content = small_photo() + bytes(100_000)  # more than the verifier's own limit below
    for service in run(Settings(data_dir=tmp_path / "data", release=given.release, workers=2)):
        officer = Officer(service.client)
        case = officer.open()
        officer.examine(case, officer.add_item(case), content)
        (tmp_path / "case.zip").write_bytes(bundle_of(service, case))
    monkeypatch.setenv("SHINGAN_MAX_PHOTO_BYTES", "100000")
    status, found = verified(shingan, "case.zip", "--release", given.release)
    assert (status, found["outcome"]) == (2, "intact_not_replayed")
    assert "limit" in found["not_replayed"][0]["reason"]


@pytest.mark.parametrize("call", ["verify {bundle}", "check photo.jpg"])
def test_a_data_folder_that_is_named_but_not_there_is_a_wrong_call(
    shingan: Shingan, given: Downloads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    (tmp_path / "photo.jpg").write_bytes(small_photo())
    arguments = call.format(bundle=given.bundle).split()
    one_line(shingan(*arguments, "--data", "typo"), 2, "typo: no such data folder")
    monkeypatch.setenv("SHINGAN_DATA_DIR", "typo")
    one_line(shingan(*arguments), 2, "typo: no such data folder")
