"""Results that leave the service: tables and reports. Who took them is in the audit log."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import structlog

from serve.accounts.domain import Actor
from serve.platform.documents.typesetting import typeset
from serve.platform.translations import Language
from serve.platform.work import Works
from serve.results import spreadsheets
from serve.results.naming import SheetNames
from serve.results.permissions import ResultAction
from serve.results.printing.making import report
from serve.results.service import Results
from serve.results.work import ResultWork

PRINTED_SIDE = 480  # pixels of the longest side of a photo

log = structlog.get_logger(__name__)


class ExportReader(NamedTuple):
    """For whom something is made.

    Attributes:
        language: of the service's own words.
        languages: tags in which texts of product sheets are looked for, the best first.
    """

    language: Language
    languages: Sequence[str]


@dataclass(frozen=True)
class Exports:
    """The use cases; they block. What is made is recorded before it is handed out."""

    work: Works[ResultWork]
    results: Results

    def table(self, actor: Actor, seminar_id: str, sitting_id: str | None, reader: ExportReader) -> str:
        """The figures of a seminar or sitting as CSV.

        Raises:
            NotFoundError: as for `Results.of_seminar`.
        """
        read = self.results.of_seminar(actor, seminar_id, sitting_id)
        made = spreadsheets.of_seminar(read, SheetNames(read.held, reader.languages), reader.language)
        self._record(actor, seminar_id, made.encode(), reader)
        return made

    def overview(self, actor: Actor, country: str | None, year: int | None, reader: ExportReader) -> str:
        """The figures of several seminars as CSV."""
        made = spreadsheets.of_overview(self.results.overview(actor, country, year), reader.language)
        self._record(actor, actor.organisation_id, made.encode(), reader)
        return made

    def report(self, actor: Actor, seminar_id: str, sitting_id: str | None, reader: ExportReader) -> bytes:
        """The report of a seminar or sitting as PDF.

        Raises:
            NotFoundError: as for `Results.of_seminar`.
            TypesettingError: it could not be made.
        """
        read = self.results.of_seminar(actor, seminar_id, sitting_id)
        names = SheetNames(read.held, reader.languages)
        photos = [(each, self.results.picture(read.seminar, each, PRINTED_SIDE)) for each in read.figures.most_tapped]
        made = typeset(report(read, names, photos, self.work.clock.now(), reader.language))
        if made.remark:
            log.warning("typeface_missing", said=str(made.remark), seminar=seminar_id)
        self._record(actor, seminar_id, made.pdf, reader)
        return made.pdf

    def _record(self, actor: Actor, subject: str, made: bytes, reader: ExportReader) -> None:
        with self.work.begin(actor) as work:
            digest = hashlib.sha256(made).hexdigest()
            work.record(ResultAction.EXPORT, subject, language=reader.language.tag, sha256=digest)
