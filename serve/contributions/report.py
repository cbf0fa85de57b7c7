"""The report of a contribution as a table, row by row, which a spreadsheet opens without calculating anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.messages import Wording, in_context, message
from serve.accounts.domain import Actor
from serve.contributions.domain import ContributedFile
from serve.contributions.findings import words_of
from serve.contributions.image_domain import ContributionFinding
from serve.contributions.messages import IMAGE_STATES, LABELS, SEVERITIES, STANDINGS
from serve.contributions.permissions import ContributionAction
from serve.contributions.shown import ShownImage, show_images
from serve.contributions.work import ContributionWork
from serve.platform.spreadsheets import written
from serve.platform.translations import Language
from serve.platform.work import Works

COLUMNS: Sequence[Wording] = (
    in_context("report column", "Row"),
    in_context("report column", "File"),
    in_context("report column", "State"),
    in_context("report column", "Product"),
    in_context("report column", "Label"),
    in_context("report column", "Item"),
    in_context("report column", "View"),
    in_context("report column", "Severity"),
    in_context("report column", "Code"),
    in_context("report column", "What was found, and what to do"),
    in_context("report column", "sha256"),
)
WHOLE_FILE = message("The whole file")


@dataclass(frozen=True)
class Reports:
    """The use case. It blocks."""

    work: Works[ContributionWork]

    def table(self, actor: Actor, contribution_id: str, language: Language) -> str:
        """The report in a reader's language; the export is recorded.

        Each row of the contribution has a line for each finding, and one if it has none. Files about which there is
        something to say as a whole come first.

        Raises:
            NotFoundError: there is no such contribution that the actor may see.
        """
        with self.work.look(actor) as work:
            work.contributions.get(contribution_id)
            files = work.contributions.files_with_findings(contribution_id, None)
            images = show_images(work, list(work.images.all(contribution_id)))
            work.record(ContributionAction.EXPORT, contribution_id)
        lines = [*_of_files(files), *(line for image in images for line in _of_image(image))]
        return written([COLUMNS, *lines], language)


def _of_files(files: Sequence[ContributedFile]) -> Iterator[Sequence[Wording]]:
    for file in files:
        for finding in file.findings:
            yield ("", file.name, WHOLE_FILE, "", "", "", "", *_told(finding), file.sha256)


def _of_image(shown: ShownImage) -> Iterator[Sequence[Wording]]:
    image, said = shown.image, shown.image.said
    state = IMAGE_STATES[image.state] if shown.standing is None else STANDINGS[shown.standing]
    label = "" if said.label is None else LABELS[said.label]
    known = (str(image.number), image.name, state, said.product or "", label, said.item or "", said.view or "")
    if shown.reason:
        yield (*known, "", "", shown.reason, image.sha256 or "")
    for finding in image.findings:
        yield (*known, *_told(finding), image.sha256 or "")
    if not image.findings and not shown.reason:
        yield (*known, "", "", "", image.sha256 or "")


def _told(finding: ContributionFinding) -> tuple[Wording, Wording, Wording]:
    return SEVERITIES[finding.severity], finding.code, words_of(finding)
