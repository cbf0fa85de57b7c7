"""Files of a contribution are read as they arrive: the contributor sees faults while the others are on the way."""

from collections.abc import Callable
from itertools import count

import pytest

from model.formats import IntakeLimits
from serve.contributions.checking import READ
from serve.contributions.domain import ContributionState
from serve.contributions.filing import ContributionFiles
from serve.contributions.looking import PictureFacts, look_at
from serve.contributions.service import Contributions
from serve.contributions.shown import FoundKind
from serve.contributions.verifier import ContributionVerifier
from tests.serve.contributing import Contributor, picture, run_checks, zipped
from tests.serve.jobbing import runner_of
from tests.serve.record import faults_after
from tests.serve.rules.desk import Team

_products = count()


@pytest.fixture
def holder(team: Team) -> Contributor:
    """A person who contributes images of a product that no other test has."""
    return Contributor(team.parts, team.contributor.actor, f"arrival-{next(_products)}")


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], list[bytes]]:
    """Have something happen while the first image is looked at, and say which images were."""

    def begin(what: Callable[[], object]) -> list[bytes]:
        looked: list[bytes] = []

        def looking(content: bytes, limits: IntakeLimits) -> PictureFacts:
            looked.append(content)
            if len(looked) == 1:
                what()
            return look_at(content, limits)

        monkeypatch.setattr("serve.contributions.checking.look_at", looking)
        return looked

    return begin


def files(count: int) -> dict[str, bytes]:
    """Files of so many genuine items."""
    return {f"genuine/{number:02d}/front.jpg": picture() for number in range(count)}


def read(holder: Contributor) -> None:
    """Read every file that has arrived."""
    runner = runner_of(holder.parts, READ)
    while (job := runner.take()) is not None:
        runner.run(job)


def unrecorded(holder: Contributor, contribution: str) -> list[str]:
    """What the log does not say of a contribution."""
    return [each for each in faults_after(holder, ContributionVerifier()) if contribution in each]


def told(kinds: tuple[FoundKind, ...]) -> dict[str, tuple[str, ...]]:
    """The names of the images of which something was found, by its code."""
    return {kind.code: kind.names for kind in kinds}


def test_faults_are_shown_before_the_check_which_reads_nothing_again(
    holder: Contributor, meanwhile: Callable[[Callable[[], object]], list[bytes]]
) -> None:
    read(holder)  # what other tests have left
    looked = meanwhile(lambda: None)
    whole = picture()
    contribution = holder.begin(files(2))
    read(holder)
    holder.add(contribution, {"genuine/02/half.jpg": whole[: len(whole) // 2], "notes.txt": b"seen in a shop"})
    assert holder.view(contribution).unread == 2
    read(holder)
    shown = holder.view(contribution)
    assert (shown.contribution.state, shown.unread, shown.kinds) == (ContributionState.COLLECTING, 0, ())
    assert told(shown.found_so_far) == {"photo-truncated": ("genuine/02/half.jpg",), "file-ignored": ("notes.txt",)}
    assert unrecorded(holder, contribution) == []
    shown = holder.check(contribution)
    assert (shown.contribution.summary.states, shown.found_so_far) == ({"ready": 2, "faulty": 1, "left_out": 1}, ())
    assert len(looked) == 3
    holder.add(contribution, {"genuine/03/half.jpg": picture()[:900]})
    read(holder)
    assert told(holder.view(contribution).found_so_far) == {"photo-truncated": ("genuine/03/half.jpg",)}


def test_one_reading_waits_however_many_files_arrive(holder: Contributor) -> None:
    read(holder)
    contribution = holder.begin(files(1))
    holder.add(contribution, files(1))
    runner = runner_of(holder.parts, READ)
    taken = [runner.take(), runner.take()]
    assert [job is None for job in taken] == [False, True]
    assert taken[0] is not None
    runner.run(taken[0])
    assert holder.view(contribution).unread == 0


def test_what_is_taken_out_while_it_is_read_leaves_no_row(
    holder: Contributor, meanwhile: Callable[[Callable[[], object]], list[bytes]]
) -> None:
    contribution = holder.begin(files(2))
    meanwhile(lambda: holder.parts[ContributionFiles].remove(holder.actor, contribution, 1))
    read(holder)
    assert [image.file for image in holder.images(contribution)] == [2]
    assert unrecorded(holder, contribution) == []


def test_what_arrives_while_others_are_read_is_read_too(
    holder: Contributor, meanwhile: Callable[[Callable[[], object]], list[bytes]]
) -> None:
    contribution = holder.begin({"pack.zip": zipped(files(3))})
    meanwhile(lambda: holder.add(contribution, {"genuine/07/front.jpg": picture()}))
    read(holder)
    assert (len(holder.images(contribution)), holder.view(contribution).unread) == (4, 0)


def test_a_check_takes_over_what_is_being_read(
    holder: Contributor, meanwhile: Callable[[Callable[[], object]], list[bytes]]
) -> None:
    contribution = holder.begin(files(3))

    def check() -> None:
        holder.parts[Contributions].check(holder.actor, contribution)
        run_checks(holder.parts)

    meanwhile(check)
    read(holder)
    shown = holder.view(contribution).contribution
    assert (shown.state, shown.summary.states) == (ContributionState.CHECKED, {"ready": 3})
    assert len(holder.images(contribution)) == 3
    assert unrecorded(holder, contribution) == []


@pytest.mark.parametrize("sent", ["files", "zip"])
def test_a_file_for_which_there_is_no_room_is_named_once(
    holder: Contributor, monkeypatch: pytest.MonkeyPatch, sent: str
) -> None:
    monkeypatch.setattr("serve.contributions.checking.MOST_IMAGES", 3)
    monkeypatch.setattr("serve.contributions.checking.BATCH", 2)
    contribution = holder.begin({"pack.zip": zipped(files(5))} if sent == "zip" else files(5))
    read(holder)
    shown = holder.view(contribution)
    assert (len(holder.images(contribution)), shown.unread) == (3, 0)
    found = [(file.name, each.code) for file in shown.found_in_files for each in file.findings]
    last = [f"genuine/{number:02d}/front.jpg" for number in (2, 3, 4)]  # the step in which there was no room any more
    assert found == [(name, "contribution-full") for name in (["pack.zip"] if sent == "zip" else last)]
