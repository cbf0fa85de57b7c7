"""Fills in the report of a case for its reader: messages, texts, and pictures without metadata."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from model.messages import NOTHING, Wording, sentences
from model.text_findings import TextResult
from model.verdict import Finding, GivenBy
from serve.cases.domain import Conclusion as FiledConclusion
from serve.cases.domain import First, Opinion
from serve.cases.dossier import ItemFile
from serve.cases.messages import FINDINGS, STATES
from serve.cases.report.domain import (
    CaseReport,
    GivenOpinion,
    LegalHold,
    NamedBy,
    ReportCode,
    ReportConclusion,
    ReportedAnswer,
    ReportedEnquiry,
    ReportedItem,
    ReportedPhotoRequest,
    ReportedReply,
    ReportPair,
    ReportPhoto,
    ReportPoint,
    ReportStep,
    ReportVerdict,
    ReportWithdrawal,
    SecondOpinion,
)
from serve.codelists.domain import CodeLists
from serve.enquiries.domain import Enquiry
from serve.enquiries.messages import OUTCOMES
from serve.enquiries.request_domain import PhotoRequest
from serve.evidence.custody import custody_of
from serve.evidence.events import BundledEvents
from serve.evidence.marks import Spot, marks_of
from serve.evidence.messages import WITHDRAWN, given
from serve.evidence.record_reporting import RecordReporting
from serve.evidence.snapshot import CaseSnapshot
from serve.examinations import doubts, text_messages
from serve.examinations.context import OTHERS
from serve.examinations.domain import Examination, PairKind, StoredPhoto
from serve.examinations.pairs import note_of, pair_of
from serve.examinations.pictures import Side
from serve.examinations.reading import ReadPoint, VerdictText, read
from serve.examinations.text_reading import ReadText
from serve.platform.languages import spoken
from serve.platform.translations import Language
from serve.releases.domain import KnownRelease

ReleaseOf = Callable[[Examination], KnownRelease | None]
Draw = Callable[[StoredPhoto], bytes]
DrawPair = Callable[[Examination, int, Side, int], bytes]  # of a finding by its index, so many pixels large
NAMED_BY: Mapping[GivenBy, NamedBy] = MappingProxyType(
    {GivenBy.OFFICER: NamedBy.OFFICER, GivenBy.BARCODE: NamedBy.BARCODE, GivenBy.MODEL: NamedBy.MODEL}
)
PAIR_SIDE, SMALL_PAIR_SIDE = 480, 240  # pixels of the longest side of a printed pair's pictures
PRINTED_PAIRS = frozenset({PairKind.SAME_PLACE, PairKind.NOT_FOUND, PairKind.PHOTO_ONLY, PairKind.LOOKALIKE})


class Printing(NamedTuple):
    """How a report is to be made.

    Attributes:
        language: in which it is made.
        at, by: the time, and who requested it.
        release_of: the release that gave an examination's verdict; None if it is no longer here.
        draw: a photo as a JPEG to print.
        draw_pair: one picture of a finding's pair, the same.
        draw_text: one picture of a line of print, the same.
        lists: of codes, for their words.
    """

    language: Language
    at: datetime
    by: Wording
    release_of: ReleaseOf
    draw: Draw
    draw_pair: DrawPair
    draw_text: DrawPair
    lists: CodeLists


def report_of(snapshot: CaseSnapshot, events: BundledEvents, printing: Printing) -> CaseReport:
    """The report of a case.

    Args:
        snapshot: the case as the reader may see it.
        events: its events.
        printing: how it is to be made.
    """
    case = snapshot.dossier.case
    hold = case.hold
    records = RecordReporting(snapshot, printing.lists, printing.language, printing.at)
    return CaseReport(
        number=case.number,
        id=case.id,
        agency=snapshot.agency.name,
        country=printing.language.country(snapshot.agency.country or ""),
        place=case.details.place,
        lane=case.details.lane,
        declaration=case.details.declaration,
        unit=case.details.unit,
        state=STATES[case.state],
        legal_hold=LegalHold(hold.reason, snapshot.name_of(hold.by), hold.since) if hold else None,
        notes=case.details.notes,
        opened_at=case.opened_at,
        opened_by=snapshot.name_of(case.opened_by),
        closed_at=case.closed_at,
        printed_at=printing.at,
        printed_by=printing.by,
        items=tuple(_Page(snapshot, file, printing).item() for file in snapshot.dossier.items),
        custody=custody_of(snapshot, events),
        steps=tuple(ReportStep(step.kind, step.reason, snapshot.name_of(step.by), step.at) for step in case.steps),
        interception=records.interception(),
        goods=records.goods(),
        procedures=records.procedures(),
        language=printing.language,
    )


class _Page:
    """One item of the report. Its photos count from 1 over all its examinations."""

    def __init__(self, snapshot: CaseSnapshot, file: ItemFile, printing: Printing) -> None:
        self._snapshot = snapshot
        self._file = file
        self._printing = printing
        self._wishes = [printing.language.tag]
        self._numbers = {place.digest: number for number, place in enumerate(file.photos, start=1)}
        examinations = [visit.examination for visit in file.visits]
        self._releases = {examination.id: printing.release_of(examination) for examination in examinations}
        self._readings = {examination.id: self._read(examination) for examination in examinations}
        self._marks = marks_of(file, self._readings)

    def _read(self, examination: Examination) -> VerdictText:
        release = self._releases[examination.id]
        description = release.description if release else None
        numbers = [self._numbers[photo.sha256] for photo in examination.photos]
        return read(examination.verdict, description, self._wishes, OTHERS, numbers)

    def item(self) -> ReportedItem:
        """The item."""
        file = self._file
        enquiries = [each for each in self._snapshot.enquiries if each.own.item_id == file.item.id]
        recognised, recognised_by = self._recognised()
        return ReportedItem(
            id=file.item.id,
            description=file.item.description,
            product=self._product(),
            recognised=recognised,
            recognised_by=recognised_by,
            photos=tuple(self._photos()),
            verdicts=tuple(self._verdict(visit.examination) for visit in file.visits),
            conclusions=tuple(self._conclusion(each) for each in file.conclusions),
            opinions=tuple(self._opinion(each) for each in file.opinions),
            enquiries=tuple(self._enquiry(each) for each in enquiries),
        )

    def _product(self) -> Wording:
        """The name of the product that it is meant to be, if a verdict's release has it.

        Otherwise the id. If the last verdict says that the photos don't show it, this says so, too.
        """
        name, visit = self._meant(), self._file.verdict
        verdict = visit.examination.verdict if visit else None
        judged_as_meant = verdict is not None and verdict.product.id == self._file.item.product_id
        return given(verdict, name) if verdict and name and judged_as_meant else name

    def _meant(self) -> Wording:
        meant = self._file.item.product_id
        for release in self._releases.values():
            known = release.description.products.get(meant or "") if release else None
            if known is not None:
                return spoken(known.sheet.name, self._wishes)
        return meant or ""

    def _recognised(self) -> tuple[Wording, NamedBy]:
        """The name of the product of the last verdict, if the officer named none for the item and nothing contradicts.

        With who named it.
        """
        visit = self._file.verdict
        if self._file.item.product_id or visit is None or not doubts.product_fits(visit.examination.verdict):
            return NOTHING, NamedBy.NO_ONE
        return self._compared_with(visit.examination)

    def _photos(self) -> list[ReportPhoto]:
        found = []
        examinations = {visit.examination.id: visit.examination for visit in self._file.visits}
        for place in self._file.photos:
            examination = examinations[place.examination_id]
            seen = self._readings[examination.id].photos[place.place]
            jpeg = self._printing.draw(examination.photos[place.place])
            note = seen.other_view or seen.aside or seen.in_part
            marks = tuple(self._marks.on_photos.get(place.digest, ()))
            found.append(ReportPhoto(jpeg, place.digest, seen.view, examination.created_at, note, marks))
        return found

    def _verdict(self, examination: Examination) -> ReportVerdict:
        reading = self._readings[examination.id]
        product, named_by = self._compared_with(examination)
        numbers = [self._numbers[photo.sha256] for photo in examination.photos]
        return ReportVerdict(
            examination=examination.id,
            examined_at=examination.created_at,
            release=reading.release,
            headline=reading.headline,
            means=sentences(reading.partly_shown, reading.means),
            means_not=reading.means_not,
            follows=examination.origin.follows or "",
            product=product,
            named_by=named_by,
            rests_on=reading.rests_on,
            leaning=reading.leaning,
            reasons=reading.reasons,
            remarks=reading.notes,
            basis=reading.basis,
            bound=reading.bound,
            strength=reading.strength,
            likelihood=reading.likelihood,
            photos=tuple(dict.fromkeys(numbers)),
            places_doubt=reading.places_doubt,
            points=(
                *(self._point(examination, point) for point in _points(reading)),
                *(self._text(examination, text) for text in reading.texts),
            ),
            codes=tuple(ReportCode(code.text, code.said, code.photo) for code in reading.codes),
            limits=reading.limits,
        )

    def _point(self, examination: Examination, point: ReadPoint) -> ReportPoint:
        return ReportPoint(
            title=point.told.title,
            finding=point.finding_words,
            strength=point.strength,
            genuine=point.told.genuine,
            counterfeit=point.told.counterfeit,
            note=point.told.note,
            photo=point.photo,
            pair=self._pair(examination, point),
            mark=self._marks.numbers.get(Spot(examination.id, is_text=False, place=point.index)),
        )

    def _text(self, examination: Examination, text: ReadText) -> ReportPoint:
        """A line of print, among the points: what it reads, and what genuine ones read."""
        release = self._releases[examination.id]
        pair = None
        if text.photo is not None and release is not None:
            photo, reference = (
                self._printing.draw_text(examination, text.index, side, PAIR_SIDE)
                for side in (Side.PHOTO, Side.REFERENCE)
            )
            pair = ReportPair(photo, reference, NOTHING, is_large=text.finding is TextResult.DEVIATES)
        read = text_messages.READ.of(read=text.read) if text.read else NOTHING
        genuine = text.genuine or text.built_like
        return ReportPoint(
            title=text.title,
            finding=text.said,
            strength=NOTHING,
            genuine=genuine,
            note=sentences(read, text.check),
            photo=text.photo,
            pair=pair,
            mark=self._marks.numbers.get(Spot(examination.id, is_text=True, place=text.index)),
        )

    def _pair(self, examination: Examination, point: ReadPoint) -> ReportPair | None:
        """The photo beside the genuine picture; of a point that matches, only where both show the same place."""
        release = self._releases[examination.id]
        if point.photo is None or release is None or not release.description.references:
            return None
        pair, is_large = pair_of(examination, point.index, release), point.finding is Finding.DEVIATES
        if not (pair.kind is PairKind.SAME_PLACE or (is_large and pair.kind in PRINTED_PAIRS)):
            return None
        side = PAIR_SIDE if is_large else SMALL_PAIR_SIDE
        photo, reference = (
            self._printing.draw_pair(examination, point.index, which, side) for which in (Side.PHOTO, Side.REFERENCE)
        )
        closer = self._printing.draw_pair(examination, point.index, Side.CLOSER, side) if pair.has_closer else None
        return ReportPair(photo, reference, note_of(pair), is_large, closer)

    def _conclusion(self, conclusion: FiledConclusion) -> ReportConclusion:
        return ReportConclusion(
            finding=FINDINGS[conclusion.finding],
            reason=conclusion.reason,
            by=self._snapshot.name_of(conclusion.by),
            at=conclusion.at,
            after_verdict=conclusion.first is First.VERDICT,
        )

    def _compared_with(self, examination: Examination) -> tuple[Wording, NamedBy]:
        """The name of a verdict's product, and who said that it is this one."""
        product, release = examination.verdict.product, self._releases[examination.id]
        if product.id is None:
            return NOTHING, NamedBy.NO_ONE
        known = release.description.products.get(product.id) if release else None
        name = spoken(known.sheet.name, self._wishes) if known else product.id
        return name, NAMED_BY[product.given_by]

    def _opinion(self, opinion: Opinion) -> SecondOpinion:
        answer = opinion.answer
        return SecondOpinion(
            question=opinion.question,
            asked_by=self._snapshot.name_of(opinion.asked_by),
            asked_of=self._snapshot.name_of(opinion.asked_of),
            asked_at=opinion.asked_at,
            given=GivenOpinion(FINDINGS[answer.finding], answer.reason, answer.at, answer.had_seen) if answer else None,
        )

    def _enquiry(self, enquiry: Enquiry) -> ReportedEnquiry:
        return ReportedEnquiry(
            right_holder=self._snapshot.organisations[enquiry.right_holder_id].name,
            question=enquiry.question,
            asked_by=self._snapshot.name_of(enquiry.own.by),
            asked_at=enquiry.asked_at,
            answers=tuple(
                ReportedAnswer(OUTCOMES[each.outcome], each.statement, each.name, each.at) for each in enquiry.answers
            ),
            requests=tuple(self._request(enquiry, each) for each in enquiry.requests),
            withdrawn=self._withdrawal(enquiry),
        )

    def _request(self, enquiry: Enquiry, request: PhotoRequest) -> ReportedPhotoRequest:
        reply = request.reply
        sent = [self._numbers[enquiry.photos[index].sha256] for index in reply.photos] if reply else []
        said = ReportedReply(tuple(sent), reply.text, self._snapshot.name_of(reply.by), reply.at) if reply else None
        return ReportedPhotoRequest(request.text, request.name, request.at, said)

    def _withdrawal(self, enquiry: Enquiry) -> ReportWithdrawal | None:
        by, at = enquiry.own.withdrawn_by, enquiry.withdrawn_at
        if by is None or at is None:
            return None
        return ReportWithdrawal(WITHDRAWN, self._snapshot.name_of(by), at)


def _points(reading: VerdictText) -> Sequence[ReadPoint]:
    return sorted((*reading.deviating, *reading.matching), key=lambda point: point.index)
