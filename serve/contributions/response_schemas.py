"""Contributions as bodies of the API, in the reader's language."""

from typing import Any

from model.datasets.fields import Capture, PointMark
from serve.contributions.domain import ContributedFile, Contribution
from serve.contributions.examples import CONTRIBUTIONS
from serve.contributions.findings import words_of
from serve.contributions.image_domain import ContributionFinding, ImageState
from serve.contributions.schemas import (
    ConsentOut,
    ContributedFileOut,
    ContributedImageOut,
    ContributionOut,
    ContributionSummaryOut,
    FindingOut,
    FoundKindOut,
    GroupOut,
    MarkOut,
    ReadingBody,
    UnderstoodOut,
)
from serve.contributions.shown import FoundKind, ShownContribution, ShownImage
from serve.platform.translations import Language


def summary_out(shown: ShownContribution) -> ContributionSummaryOut:
    """A contribution in a list."""
    return ContributionSummaryOut(**_summary(shown))


def _summary(shown: ShownContribution) -> dict[str, Any]:
    contribution = shown.contribution
    states = contribution.summary.states
    return {
        "id": contribution.id,
        "state": contribution.state,
        "created_by": shown.created_by,
        "created_at": contribution.created_at,
        "submitted_at": contribution.submitted_at,
        "licence": contribution.terms.licence,
        "note": contribution.note,
        "images": {state: states.get(state.value, 0) for state in ImageState},
        "files": shown.files,
        "tables": shown.tables,
        "unread": shown.unread,
        "bytes": shown.bytes,
        "sent_back": shown.reviewed.sent_back,
        "other_label": shown.reviewed.other_label,
        "corrects": contribution.corrects,
        "job": contribution.job_id,
    }


def contribution_out(shown: ShownContribution, language: Language) -> ContributionOut:
    """A contribution, with what was found."""
    contribution = shown.contribution
    terms = contribution.terms
    return ContributionOut(
        **_summary(shown),
        reading=ReadingBody(**contribution.reading._asdict()),
        consent=ConsentOut(by=shown.consent_by, at=terms.consent_at, statement=terms.statement),
        reason=contribution.reason,
        understood=_understood(contribution),
        findings=[_kind_out(kind, language) for kind in shown.kinds if kind.images],
        found_so_far=[_kind_out(kind, language) for kind in shown.found_so_far],
        found_in_files=[file_out(file, language) for file in shown.found_in_files],
    )


def _understood(contribution: Contribution) -> UnderstoodOut:
    summary = contribution.summary
    groups = [GroupOut(**{**group._asdict(), "views": dict(group.views)}) for group in summary.groups]
    return UnderstoodOut(items_by=summary.items_by, guessed=summary.is_guessed, groups=groups)


def _kind_out(kind: FoundKind, language: Language) -> FoundKindOut:
    return FoundKindOut(
        code=kind.code,
        severity=kind.severity,
        images=kind.images,
        title=language.say(kind.title),
        cure=language.say(kind.cure),
    )


def file_out(file: ContributedFile, language: Language) -> ContributedFileOut:
    """A file."""
    return ContributedFileOut(
        number=file.number,
        name=file.name,
        kind=file.kind,
        sha256=file.sha256,
        size=file.size,
        read=file.is_read,
        findings=[_finding_out(finding, language) for finding in file.findings],
    )


def image_out(shown: ShownImage, language: Language) -> ContributedImageOut:
    """A row."""
    image, said = shown.image, shown.image.said
    address = f"{CONTRIBUTIONS}/{image.contribution_id}/images/{image.number}.jpg"
    return ContributedImageOut(
        number=image.number,
        file=image.file,
        name=image.name,
        sha256=image.sha256,
        size=image.size,
        width=image.width,
        height=image.height,
        product=said.product,
        label=said.label,
        item=said.item,
        view=said.view,
        source=said.source,
        capture=said.capture or Capture.PHOTO,
        contributed_on=said.contributed_on,
        marks=[mark_out(mark) for mark in said.marks or ()],
        state=image.state,
        left_out=image.state is ImageState.LEFT_OUT,
        standing=shown.standing,
        reason=shown.reason,
        settled_label=shown.settled_label,
        entry=image.entry_id,
        findings=[_finding_out(finding, language) for finding in image.findings],
        picture=address if image.sha256 else None,
    )


def mark_out(mark: PointMark) -> MarkOut:
    """A marked point."""
    return MarkOut(point=mark.id, box=None if mark.box is None else list(mark.box))


def _finding_out(finding: ContributionFinding, language: Language) -> FindingOut:
    return FindingOut(code=finding.code, severity=finding.severity, detail=language.say(words_of(finding)))
