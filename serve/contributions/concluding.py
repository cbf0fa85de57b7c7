"""The last step of a check: what folders, names or the table say of the images, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from model.datasets.manifest_rows import ReadRows, read_rows
from model.errors import TableError
from serve.catalogue.service import Catalogue
from serve.contributions.domain import ContributedFile, Contribution, ContributionState
from serve.contributions.findings import KINDS, found
from serve.contributions.image_domain import OF_TABLE, ContributedImage, ContributionFinding, Severity
from serve.contributions.permissions import ContributionAction
from serve.contributions.rechecking import known, own_sheets, rechecked, shown_sheets
from serve.contributions.recording import record_all
from serve.contributions.understanding import ImageContext, ReadTable, as_finding, understand
from serve.contributions.work import ContributionWork
from serve.jobs.kinds import RunningJob
from serve.platform.objects import Objects
from serve.platform.work import Works

AGAIN = frozenset({"table-unreadable", "split-unused"})  # own kinds that each reading of a table finds again


class Tables(NamedTuple):
    """The tables of a contribution.

    Attributes:
        files: those with tables, with what was found in them.
        read: the first one that can be read.
    """

    files: Sequence[ContributedFile]
    read: ReadTable | None


class _Conclusion(NamedTuple):
    """What a check found: the contribution after it, new and changed rows, and the files with tables."""

    contribution: Contribution
    new: Sequence[ContributedImage]
    changed: Sequence[ContributedImage]
    files: Sequence[ContributedFile]


def conclude(
    works: Works[ContributionWork], objects: Objects, catalogue: Catalogue, job: RunningJob, done: int
) -> Mapping[str, Any]:
    """Judge all images of a contribution, and keep that it is checked.

    While it is checked, no one else changes it: so it is read and judged first, and written in a short transaction.
    """
    shown = shown_sheets(catalogue, job.actor)
    with works.look(job.actor) as work:
        contribution = work.contributions.get(job.job.about)
        tables = _tables(work.contributions.tables(contribution.id), objects)
        found_now = _concluded(work, contribution, tables, own_sheets(work, shown, contribution.right_holder_id), job)
    with works.begin(job.actor) as work:
        work.contributions.get(contribution.id, for_change=True)
        work.images.remove_of_tables(contribution.id)
        work.images.add(found_now.new)
        work.images.change(found_now.changed)
        work.contributions.change_files(found_now.files)
        work.contributions.change(found_now.contribution)
        record_all(work, ContributionAction.FIND, found_now.contribution)
        job.report(work, done + 1, done + 1)
    return {"images": found_now.contribution.summary.images}


def _concluded(
    work: ContributionWork, contribution: Contribution, tables: Tables, sheets: Mapping[str, Any], job: RunningJob
) -> _Conclusion:
    stored = list(work.images.all(contribution.id))
    given = {image.name: image.given for image in stored if image.place == OF_TABLE}
    before = [image for image in stored if image.place != OF_TABLE]
    archives = work.contributions.archives(contribution.id)
    by = ImageContext(job.actor.organisation.name, contribution.terms.licence, contribution.reading, archives)
    understood = understand(before, tables.read, by, sheets)
    new = [
        replace(
            row,
            contribution_id=contribution.id,
            number=number,
            right_holder_id=contribution.right_holder_id,
            given=given.get(row.name, row.given),
        )
        for number, row in enumerate(understood.lacking, contribution.next_image)
    ]
    summary = contribution.summary._replace(items_by=understood.items_by, is_guessed=understood.is_guessed)
    after = replace(
        contribution,
        state=ContributionState.CHECKED,
        turn=contribution.turn + 1,
        next_image=contribution.next_image + len(new),
        summary=summary,
    )
    now = [*understood.images, *new]
    after, images, _ = rechecked(after, now, now, known(work, contribution, now, sheets))
    changed = [image for old, image in zip(before, images, strict=False) if image != old]
    return _Conclusion(after, images[len(before) :], changed, tables.files)


def _tables(files: Sequence[ContributedFile], objects: Objects) -> Tables:
    """The tables, of which the first one counts."""
    checked = []
    read: ReadTable | None = None
    for file in files:
        kept = tuple(each for each in file.findings if each.code in KINDS and each.code not in AGAIN)
        if read is not None:
            second = found("table-second", file=file.name)
            checked.append(replace(file, findings=(*(each for each in kept if each != second), second)))
            continue
        try:
            rows = read_rows(objects.get(file.table_sha256 or file.sha256))
        except TableError as fault:
            unreadable = ContributionFinding("table-unreadable", Severity.ERROR, {}, fault.message)
            checked.append(replace(file, findings=(*kept, unreadable)))
            continue
        read = ReadTable(file.number, file.table_folder, rows)
        checked.append(replace(file, findings=(*kept, *_of_whole(rows, file))))
    return Tables(checked, read)


def _of_whole(rows: ReadRows, file: ContributedFile) -> list[ContributionFinding]:
    """What is wrong with a table as a whole, or with rows of which the image is not known."""
    told = {row.number for row in rows.rows} | rows.untyped.keys()
    said = [as_finding(each) for each in rows.findings if told.isdisjoint(each.rows)]
    if any(row.split_given for row in rows.rows):
        said.append(found("split-unused", file=file.name))
    return said
