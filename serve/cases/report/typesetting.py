"""Sets the report of a case as a PDF."""

from pathlib import Path

from serve.cases.report.domain import CaseReport
from serve.cases.report.messages import CHECK, CHECK_SIGNATURE, LABELS, LOOKS_LEFT_OUT, TITLED
from serve.platform.documents import typesetting
from serve.platform.documents.typefaces import Typefaces
from serve.platform.documents.typesetting import Document, Typeset

TEMPLATE = Path(__file__).parent / "templates" / "case.typ"


def typeset(report: CaseReport, typefaces: Typefaces | None = None) -> Typeset:
    """The report as a PDF, and what typefaces it lacks.

    Args:
        report: what to show.
        typefaces: for drawing; by default all of the machine.

    Raises:
        TypesettingError: it can't be made, for instance because a photo is no JPEG. A character that can't be drawn is
            no error.
    """
    return typesetting.typeset(document_of(report), typefaces)


def document_of(report: CaseReport) -> Document:
    """The report as a document."""
    titled = TITLED.of(number=report.number)
    left_out = LOOKS_LEFT_OUT.of(count=report.custody.looks_left_out)
    return Document(
        template=TEMPLATE,
        content=report,
        labels=LABELS,
        sentences={"check": CHECK, "check_signature": CHECK_SIGNATURE, "titled": titled, "looks_left_out": left_out},
        title=titled,
        language=report.language,
        made_at=report.printed_at,
    )
