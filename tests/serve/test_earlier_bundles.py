"""What is on record stays: a bundle of an earlier version verifies, and other readers than the record's are named.

`earlier/` holds a bundle that the service wrote before verdicts knew of registration, belonging and readers, and the
release of format 3 that gave its verdict.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.examiner import Examiner, ExaminerLimits
from model.verdict import Reader, Verdict
from serve.evidence.findings import Verified
from serve.evidence.replaying import ReplayReleases
from serve.evidence.verifying import verify
from serve.releases.shelf import Shelf
from tests.serve.bundling import bundle_of, files_of, verified, whole_case
from tests.serve.running import Service

EARLIER = Path(__file__).parent / "earlier"
RELEASE = next(EARLIER.glob("r-*"))
LATER = ("candidates", "readers", "place", "reference_region", "belongs", "registrations")


@pytest.fixture(scope="module")
def earlier() -> bytes:
    return (EARLIER / "bundle.zip").read_bytes()


def verdicts_in(bundle: bytes) -> dict[str, Any]:
    return {name: json.loads(content) for name, content in files_of(bundle).items() if name.startswith("verdicts/")}


def test_a_bundle_from_before_registration_verifies_and_its_verdict_is_replayed(earlier: bytes) -> None:
    found = verified(earlier, release=RELEASE)
    assert (found.faults, found.remarks, found.replayed, found.verdicts) == ((), (), 1, 1)
    (verdict,) = verdicts_in(earlier).values()
    assert not any(key in json.dumps(verdict) for key in LATER)
    assert "confidential" in {point["id"] for point in verdict["points"]}


class OtherExaminer(Examiner):
    """An examiner with a reader of codes that no one has."""

    said: Mapping[str, Any] = {}

    def examine(self, *args: Any, **options: Any) -> Verdict:
        """The verdict as it would be if this reader had run, too."""
        verdict = super().examine(*args, **options)
        return replace(verdict, readers=(*verdict.readers, Reader("tokens", "tokenreader", "9")), **self.said)


class OtherReleases(ReplayReleases):
    """Releases of such examiners."""

    def __init__(self, folder: Path, **said: Any) -> None:
        super().__init__([folder], Shelf(Path("nowhere")), ExaminerLimits())
        self._said = said

    def examiner(self, release_id: str, files: Mapping[str, str]) -> Examiner:
        """See `ReplayReleases`."""
        examiner = OtherExaminer(super().examiner(release_id, files).release)
        examiner.said = self._said
        return examiner


def given_otherwise(bundle: bytes, folder: Path, **said: Any) -> Verified:
    return verify(io.BytesIO(bundle), None, OtherReleases(folder, **said))


OTHER = "the reader tokens was absent and is tokenreader 9 here"


def test_other_readers_that_give_the_same_verdict_are_remarked_on(service: Service, tiny_release: Path) -> None:
    bundle = bundle_of(service, whole_case(service).case)
    found = given_otherwise(bundle, tiny_release)
    remark = f"is the same, replayed with other readers: {OTHER}"
    assert found.sound
    assert found.replayed == found.verdicts
    remarks = {(each.where, str(each.words)) for each in found.remarks}
    assert remarks == {(name, remark) for name in verdicts_in(bundle)}


def test_other_readers_are_named_where_the_verdict_differs(service: Service, tiny_release: Path) -> None:
    bundle = bundle_of(service, whole_case(service).case)
    found = given_otherwise(bundle, tiny_release, next_photo="another")
    assert found.replayed == 0
    words = f"the replayed verdict differs in next_photo; {OTHER}"
    assert {str(fault.words) for fault in found.faults} == {words}
    assert found.remarks == ()


def test_a_verdict_that_names_no_readers_says_nothing_of_them(earlier: bytes) -> None:
    found = given_otherwise(earlier, RELEASE)
    assert (found.faults, found.remarks, found.replayed) == ((), (), 1)
