"""Prints product sheets. Who made a copy, of what and in which language, is in the audit log."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import structlog

from serve.accounts.domain import Actor
from serve.catalogue.domain import SheetUse
from serve.catalogue.guide import Guide, drawn, read, seen_points
from serve.catalogue.guide_source import Source
from serve.catalogue.permissions import CatalogueAction
from serve.catalogue.printing.domain import GuideForm
from serve.catalogue.printing.making import printed
from serve.catalogue.usage import count_use
from serve.catalogue.work import SheetWork
from serve.platform.documents.typesetting import typeset
from serve.platform.translations import Language
from serve.platform.work import Works

PRINTED_SIDE = 480  # pixels of the longest side of a picture

log = structlog.get_logger(__name__)


class PrintRequest(NamedTuple):
    """What is to be printed.

    Attributes:
        language: of the print's own words; texts of the sheet that lack it come in the best of `languages`.
    """

    product: str
    form: GuideForm
    language: Language
    languages: Sequence[str] = ()


class Print(NamedTuple):
    """A printed copy, as a PDF; `name` is of the file."""

    name: str
    pdf: bytes


@dataclass(frozen=True)
class GuidePrints:
    """The use case. It blocks for as long as drawing and typesetting take."""

    guide: Guide
    work: Works[SheetWork]

    def make(self, actor: Actor, asked: PrintRequest) -> Print:
        """A copy for the actor, of what they may see; it is recorded before it is handed out.

        Raises:
            NotFoundError: there is no sheet of the product.
            StorageError: something can't be read, or the copy can't be recorded.
            TypesettingError: it could not be made.
        """
        source, sight = self.guide.source(asked.product), self.guide.catalogue.accounts.sight(actor)
        sheet = read(source, sight, (asked.language.tag, *asked.languages))
        points = {point.id: point for point in seen_points(source.sheet, sight)}

        def draw(point_id: str, whole: bool) -> bytes | None:  # noqa: FBT001  # one of two pictures
            content = source.picture(points[point_id])
            limits = self.guide.limits
            return drawn(content, points[point_id], limits, PRINTED_SIDE, whole=whole) if content else None

        made = typeset(printed(sheet, asked.form, actor, self.work.clock.now(), asked.language, draw))
        if made.remark:
            log.warning("typeface_missing", said=str(made.remark), product=sheet.id)
        self._record(actor, asked, source, made.pdf)
        return Print(f"{asked.form.value}-{sheet.id}.pdf", made.pdf)

    def _record(self, actor: Actor, asked: PrintRequest, source: Source, pdf: bytes) -> None:
        with self.work.begin(actor) as work:
            count_use(work, source.sheet.right_holder, source.sheet.id, SheetUse.PRINTED)
            work.record(
                CatalogueAction.EXPORT,
                source.sheet.id,
                form=asked.form.value,
                language=asked.language.tag,
                sha256=hashlib.sha256(pdf).hexdigest(),
                **source.state,
            )
