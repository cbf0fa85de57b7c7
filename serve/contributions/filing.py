"""The files of a contribution: uploads that it takes, and those that are taken out again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.datasets.picture_names import is_picture_name
from serve.accounts.domain import Actor
from serve.contributions.checking import ask_to_read, is_table
from serve.contributions.domain import (
    LONGEST_NAME,
    MOST_FILES,
    ContributedFile,
    Contribution,
    ContributionRejectedError,
    ContributionState,
    FileKind,
)
from serve.contributions.label_checks import summary_of
from serve.contributions.permissions import ContributionAction
from serve.contributions.recording import record_all, record_files
from serve.contributions.refusals import TOO_MANY_FILES
from serve.contributions.shown import ShownContribution, open_for_change, show
from serve.contributions.work import ContributionWork
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, cut
from serve.platform.work import Works
from serve.uploads.domain import Upload
from serve.uploads.service import sent, take

PURPOSE = "contribution"
ARCHIVES = (".zip",)
TABLES = (".csv",)


class Added(NamedTuple):
    """A contribution with the files that were added to it.

    Attributes:
        number: of the file, if one upload was added and its file is still there.
    """

    shown: ShownContribution
    number: int | None


@dataclass(frozen=True)
class ContributionFiles:
    """The use cases. All of them block."""

    work: Works[ContributionWork]

    def page(self, actor: Actor, contribution_id: str, after: int, limit: int) -> Page[ContributedFile]:
        """The files of a contribution, in the order of their arrival.

        Raises:
            NotFoundError: there is no such contribution that the actor may see.
        """
        with self.work.look(actor) as work:
            work.contributions.get(contribution_id)
            found = work.contributions.files(contribution_id, after, limit + 1)
        return cut(found, limit, lambda file: str(file.number))

    def view(self, actor: Actor, contribution_id: str, number: int) -> ContributedFile:
        """One file.

        Raises:
            NotFoundError: there is no such contribution or file that the actor may see.
        """
        with self.work.look(actor) as work:
            work.contributions.get(contribution_id)
            return work.contributions.file(contribution_id, number)

    def add(self, actor: Actor, contribution_id: str, uploads: Sequence[str], call: IdempotentCall = UNNAMED) -> Added:
        """Take uploads as files: all of them or none.

        A file of the same name and bytes is not added again; one of the same name and other bytes replaces it.

        Args:
            uploads: ids of finished uploads of the actor.

        Raises:
            ConflictError: an upload is not complete, or was used for something else.
            ContributionRejectedError: there are too many.
            ContributionStateError: the contribution is being checked, or was submitted.
            NotFoundError: there is no such contribution or upload that the actor may see.
        """
        if len(uploads) > MOST_FILES:
            raise ContributionRejectedError(TOO_MANY_FILES.of(limit=MOST_FILES), "uploads")
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                found = open_for_change(work, contribution_id)
                taken = [take(work, each, PURPOSE, contribution_id) for each in dict.fromkeys(uploads)]
                if _add(work, found, taken):
                    ask_to_read(work, contribution_id)
            shown = show(work, [work.contributions.get(contribution_id)], whole=True)[0]
            return Added(shown, _number(work, contribution_id, uploads))

    def remove(self, actor: Actor, contribution_id: str, number: int, call: IdempotentCall = UNNAMED) -> None:
        """Take a file out, with its rows.

        Raises:
            ContributionStateError: the contribution is being checked, or was submitted.
            NotFoundError: there is no such contribution or file that the actor may see.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return
            found = open_for_change(work, contribution_id)
            work.contributions.file(contribution_id, number)
            _remove(work, found, [number], (), found.next_file)


def _number(work: ContributionWork, contribution_id: str, uploads: Sequence[str]) -> int | None:
    """The number of the file that a single upload became; None for several, and if it is gone."""
    upload = sent(work, uploads[0]) if len(uploads) == 1 else None
    if upload is None:
        return None
    number, sha256 = work.contributions.file_names(contribution_id).get(_name(upload), (None, ""))
    return number if sha256 == upload.sha256 else None


def _add(work: ContributionWork, contribution: Contribution, taken: Sequence[Upload]) -> bool:
    """Write those of the uploads that are new, and return whether there were any; the latest of one name counts."""
    there = work.contributions.file_names(contribution.id)
    named = {_name(upload): upload for upload in taken}
    new = {name: upload for name, upload in named.items() if there.get(name, (0, ""))[1] != upload.sha256}
    if not new:
        return False
    files = [
        ContributedFile(
            contribution_id=contribution.id,
            number=number,
            right_holder_id=contribution.right_holder_id,
            name=name,
            sha256=upload.sha256 or "",
            size=upload.length,
            kind=kind_of(name),
        )
        for number, (name, upload) in enumerate(new.items(), contribution.next_file)
    ]
    replaced = [there[name][0] for name in new if name in there]
    _remove(work, contribution, replaced, files, contribution.next_file + len(files))
    return True


def _remove(
    work: ContributionWork,
    contribution: Contribution,
    gone: Sequence[int],
    added: Sequence[ContributedFile],
    next_file: int,
) -> None:
    """Delete files with their rows, write others, and record both; it must be checked again."""
    named = work.contributions.remove_files(contribution.id, gone) | work.images.remove_of_files(contribution.id, gone)
    work.contributions.discard(contribution, named)
    work.contributions.add_files(added)
    after = replace(contribution, state=ContributionState.COLLECTING, turn=contribution.turn + 1, next_file=next_file)
    if gone:
        summary = contribution.summary
        left = work.images.all(contribution.id)
        after = replace(after, summary=summary_of(left, summary.items_by, is_guessed=summary.is_guessed))
    work.contributions.change(after)
    if gone:
        record_all(work, ContributionAction.FILE_REMOVE, after)
    else:
        record_files(work, ContributionAction.FILE_ADD, after)


def _name(upload: Upload) -> str:
    """An upload's path with slashes, without characters that can't be seen; its end, if it is too long."""
    plain = "".join(letter for letter in upload.name.replace("\\", "/") if letter.isprintable())
    return plain[-LONGEST_NAME:].lstrip("/") or upload.id


def kind_of(name: str) -> FileKind:
    """What a file is meant to be, by its name; what it is, its bytes decide when it is read."""
    lower = name.lower()
    if lower.endswith(ARCHIVES):
        return FileKind.ARCHIVE
    if is_table(name) or lower.endswith(TABLES):
        return FileKind.TABLE
    return FileKind.IMAGE if is_picture_name(name) else FileKind.OTHER
