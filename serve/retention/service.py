"""Removes what is old: rows, with an event for each, then the photos that no row names any longer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import anyio
import anyio.to_thread
import structlog

from serve.alerts.permissions import AlertAction
from serve.audit.domain import RETENTION
from serve.cases.permissions import CaseAction
from serve.clearances.permissions import ClearanceAction
from serve.contributions.permissions import ContributionAction
from serve.courses.learner_store import LearnerName
from serve.courses.permissions import CourseAction, LearningAction
from serve.examinations.permissions import ExaminationAction
from serve.persons.permissions import CasePersonAction
from serve.platform.errors import ClockError, StorageError
from serve.platform.objects import Objects
from serve.platform.tenancy import the_service
from serve.platform.work import Works
from serve.results.keeping import keep_totals
from serve.retention.domain import Removed, Rules
from serve.retention.work import RetentionWork
from serve.seizures.permissions import SeizureAction
from serve.seminars.permissions import SeminarAction, SlotAction
from serve.shifts.permissions import ShiftAction
from serve.sittings.permissions import SittingAction
from serve.uploads.domain import Upload
from serve.uploads.permissions import UploadAction

log = structlog.get_logger(__name__)
BATCH = 100
ALL = 1_000_000  # rows that are counted
ITSELF = the_service(RETENTION)
PRELIMINARY = timedelta(days=1)  # how long an examination of reduced copies stays, independent of the settings
UNTOUCHED = timedelta(days=1)  # a row may be about to name an object written since then


@dataclass(frozen=True)
class Retention:
    """The use cases. All of them block, except `keep_applying`.

    Attributes:
        sweeps: remove what rows named that are gone, other than objects.
    """

    work: Works[RetentionWork]
    objects: Objects
    rules: Rules
    sweeps: Sequence[Callable[[datetime], object]] = ()

    def due(self, now: datetime) -> Removed:
        """What would be removed now."""
        with self.work.look(ITSELF) as work:
            cases = examinations = 0
            if moment := self.rules.cases_before(now):
                ids = work.cases.ids_closed_before(moment)
                cases = len(ids)
                examinations += work.examinations.count_of_cases(ids)
            if moment := self.rules.examinations_before(now):
                examinations += work.examinations.count_loose_before(moment)
            examinations += work.examinations.count_preliminary_before(now - PRELIMINARY)
            uploads = work.uploads.count_due(now)
            contributions = work.contributions.count_due()
            moment = self.rules.alerts_before(now)
            alerts = work.alerts.count_over_before(moment) if moment else 0
            moment = self.rules.clearances_before(now)
            clearances = work.clearances.count_over_before(moment) if moment else 0
            day = self.rules.seminars_before(now)
            seminars = work.seminars.count_before(day, work.courses.seminar_ids()) if day else 0
            moment = self.rules.courses_before(now)
            courses = len(work.courses.ids_over_before(moment, ALL)) if moment else 0
            learners = len(work.learning.idle_since(moment, ALL)) if moment else 0
            certificates = work.learning.count_expired(now.date())
            moment = self.rules.shift_notes_before(now)
            notes = len(work.notes.ids_before(moment, ALL)) if moment else 0
            moment = self.rules.persons_before(now)
            persons = work.persons.count_of_closed_before(moment) if moment else 0
        learned = (courses, learners, certificates, notes, persons)
        return Removed(cases, examinations, 0, uploads, contributions, alerts, clearances, seminars, *learned)

    def apply(self, now: datetime) -> Removed:
        """Remove what the rules say, each case in a transaction of its own, with an event.

        After an interruption, the next call continues.

        Raises:
            ClockError: the machine's clock is clearly wrong, so nothing more is removed.
            StorageError: the database or the object store does not answer; what was removed is recorded.
        """
        persons, cases, examinations = self._remove_persons(now), 0, 0
        if moment := self.rules.cases_before(now):
            while batch := self._closed(moment):
                for case_id in batch:
                    examinations += self._remove_case(case_id, moment, now)
                    cases += 1
        if moment := self.rules.examinations_before(now):
            while removed := self._remove_loose(moment, now):
                examinations += removed
        while removed := self._remove_preliminary(now):
            examinations += removed
        uploads = self._remove_uploads(now)
        contributions, alerts = self._remove_contributions(now), self._remove_alerts(now)
        learners, certificates = self._remove_learning(now), self._remove_certificates(now)
        courses = self._remove_courses(now)
        clearances, seminars = self._remove_clearances(now), self._remove_seminars(now)
        gone = (cases, examinations, self._sweep(now), uploads, contributions, alerts, clearances, seminars)
        result = Removed(*gone, courses, learners, certificates, self._remove_shift_notes(now), persons)
        for sweep in self.sweeps:
            sweep(now)
        return result

    async def keep_applying(self, seconds: float) -> None:
        """Apply the rules repeatedly until cancelled; temporary errors are only logged."""
        while True:
            try:
                removed = await anyio.to_thread.run_sync(self.apply, self.work.clock.now())
                if any(removed.__dict__.values()):
                    log.info("retention_applied", **removed.__dict__)
            except (StorageError, ClockError) as fault:
                log.warning("retention_not_applied", error=str(fault))
            await anyio.sleep(seconds)

    def _closed(self, moment: datetime) -> list[str]:
        with self.work.look(ITSELF) as work:
            return [case.id for case in work.cases.closed_before(moment, BATCH)]

    def _remove_case(self, case_id: str, moment: datetime, now: datetime) -> int:
        with self.work.begin(ITSELF) as work:
            case = work.cases.get(case_id, for_change=True)
            if case.hold is not None or case.closed_at is None or case.closed_at >= moment:
                return 0  # held or reopened in the meantime
            gone = work.examinations.delete_of_case(case_id)
            work.shadows.delete_of(gone.ids)
            sent = {photo.sha256 for enquiry in work.enquiries.of_case(case_id) for photo in enquiry.photos}
            work.enquiries.delete_of_case(case_id)
            work.procedures.delete_of_case(case_id)
            work.opinions.delete_of_case(case_id)
            for name in work.seizures.delete_of_case(case_id):
                work.record(SeizureAction.DELETE, name, case=case_id)
            _delete_persons(work, case_id)
            work.cases.delete(case_id)
            work.leaving.add(gone.photos | sent, now)
            closed_at = case.closed_at.isoformat()
            work.record(CaseAction.DELETE, case_id, case=case_id, examinations=sorted(gone.ids), closed_at=closed_at)
        return len(gone.ids)

    def _remove_persons(self, now: datetime) -> int:
        """Remove the persons of cases that were closed long enough ago; the cases stay. Their number."""
        moment, removed = self.rules.persons_before(now), 0
        if moment is None:
            return 0
        while some := self._found(lambda work: work.persons.cases_closed_before(moment, BATCH)):
            for case_id in some:
                with self.work.begin(ITSELF) as work:
                    case = work.cases.get(case_id, for_change=True)
                    if case.hold is None and case.closed_at is not None and case.closed_at < moment:
                        removed += _delete_persons(work, case_id)
        return removed

    def _remove_loose(self, moment: datetime, now: datetime) -> int:
        with self.work.begin(ITSELF) as work:
            gone = work.examinations.delete_loose_before(moment, BATCH)
            work.shadows.delete_of(gone.ids)
            work.leaving.add(gone.photos, now)
            for examination_id in gone.ids:
                work.record(ExaminationAction.DELETE, examination_id)
        return len(gone.ids)

    def _remove_preliminary(self, now: datetime) -> int:
        with self.work.begin(ITSELF) as work:
            gone = work.examinations.delete_preliminary_before(now - PRELIMINARY, BATCH)
            work.leaving.add(gone.photos, now)
            for examination_id in gone.ids:
                work.record(ExaminationAction.DELETE, examination_id)
        return len(gone.ids)

    def _remove_uploads(self, now: datetime) -> int:
        """Remove uploads that have expired, and the rest of others, and return the number of the first.

        The bytes of an upload that something else names by now stay.
        """
        expired = 0
        while some := self._due_uploads(now):
            expired += sum(upload.expires_at <= now for upload in some)
        while self._spent_parts(now):
            pass
        return expired

    def _remove_contributions(self, now: datetime) -> int:
        """Remove contributions that their people have removed, with what they named."""
        removed = 0
        while due := self._due_contributions():
            for contribution_id in due:
                with self.work.begin(ITSELF) as work:
                    named = work.images.delete(contribution_id) | work.contributions.delete(contribution_id)
                    work.leaving.add(named, now)
                    work.record(ContributionAction.DELETE, contribution_id)
            removed += len(due)
        while self._discarded(now):
            pass
        return removed

    def _remove_alerts(self, now: datetime) -> int:
        """Remove alerts that have been over for long enough, with what they named."""
        moment = self.rules.alerts_before(now)
        return self._remove_each(
            lambda work: work.alerts.ids_over_before(moment, BATCH) if moment else [],
            lambda work, some: work.leaving.add(work.alerts.delete(some), now),
            AlertAction.DELETE,
        )

    def _remove_shift_notes(self, now: datetime) -> int:
        """Remove notes for the next shift that were written long enough ago."""
        moment = self.rules.shift_notes_before(now)
        return self._remove_each(
            lambda work: work.notes.ids_before(moment, BATCH) if moment else [],
            lambda work, some: work.notes.delete(some),
            ShiftAction.DELETE,
        )

    def _remove_clearances(self, now: datetime) -> int:
        """Remove clearances that have been over for long enough."""
        moment = self.rules.clearances_before(now)
        return self._remove_each(
            lambda work: work.clearances.ids_over_before(moment, BATCH) if moment else [],
            lambda work, some: work.clearances.delete(some),
            ClearanceAction.DELETE,
        )

    def _remove_each(
        self,
        find: Callable[[RetentionWork], list[str]],
        delete: Callable[[RetentionWork, list[str]], object],
        action: StrEnum,
    ) -> int:
        """Remove what is found, a batch in each transaction, and record each removal; the number of them."""
        removed = 0
        while some := self._found(find):
            with self.work.begin(ITSELF) as work:
                delete(work, some)
                for name in some:
                    work.record(action, name)
            removed += len(some)
        return removed

    def _found(self, find: Callable[[RetentionWork], list[str]]) -> list[str]:
        with self.work.look(ITSELF) as work:
            return find(work)

    def _remove_seminars(self, now: datetime) -> int:
        """Remove seminars whose day is long enough ago, with their slots and sittings. Their totals stay."""
        day, removed = self.rules.seminars_before(now), 0
        while day and (some := self._seminars_before(day)):
            with self.work.begin(ITSELF) as work:
                keep_totals(work, some)
                _remove_sittings(work, some)
                for slot in work.slots.of(some):
                    work.record(SlotAction.REMOVE, slot)
                work.seminars.delete(some)
                for seminar_id in some:
                    work.record(SeminarAction.DELETE, seminar_id)
            removed += len(some)
        return removed

    def _seminars_before(self, day: date) -> list[str]:
        with self.work.look(ITSELF) as work:
            return work.seminars.ids_before(day, BATCH, work.courses.seminar_ids())

    def _remove_learning(self, now: datetime) -> int:
        """Remove the answers and tests of people who have not answered in a course for long enough."""
        moment, removed = self.rules.courses_before(now), 0
        while moment and (some := self._idle_since(moment)):
            for learner in some:
                with self.work.begin(ITSELF) as work:
                    gone = work.learning.delete(learner)
                    for name in gone.answers:
                        work.record(LearningAction.ANSWER_DELETE, name)
                    for name in gone.tests:
                        work.record(LearningAction.TEST_DELETE, name)
            removed += len(some)
        return removed

    def _idle_since(self, moment: datetime) -> list[LearnerName]:
        with self.work.look(ITSELF) as work:
            return work.learning.idle_since(moment, BATCH)

    def _remove_certificates(self, now: datetime) -> int:
        """Remove certificates whose last day is over."""
        removed = 0
        while some := self._expired(now):
            removed += len(some)
        return removed

    def _expired(self, now: datetime) -> list[str]:
        with self.work.begin(ITSELF) as work:
            some = work.learning.delete_expired(now.date(), BATCH)
            for name in some:
                work.record(LearningAction.CERTIFICATE_DELETE, name)
        return some

    def _remove_courses(self, now: datetime) -> int:
        """Remove courses that have been over for long enough, and of which no one has a row any more."""
        moment, removed = self.rules.courses_before(now), 0
        while moment and (some := self._courses_over(moment)):
            with self.work.begin(ITSELF) as work:
                work.courses.delete(some)
                for name in some:
                    work.record(CourseAction.DELETE, name)
            removed += len(some)
        return removed

    def _courses_over(self, moment: datetime) -> list[str]:
        with self.work.look(ITSELF) as work:
            return work.courses.ids_over_before(moment, BATCH)

    def _discarded(self, now: datetime) -> int:
        """Let objects leave that removed files of contributions named, and return their number."""
        with self.work.begin(ITSELF) as work:
            names = work.contributions.discarded(BATCH)
            work.leaving.add(names, now)
        return len(names)

    def _due_contributions(self) -> list[str]:
        with self.work.look(ITSELF) as work:
            return work.contributions.due(BATCH)

    def _due_uploads(self, now: datetime) -> list[Upload]:
        with self.work.begin(ITSELF) as work:
            due = work.uploads.due(now, BATCH)
            work.leaving.add(work.uploads.delete(due), now)
            for upload in due:
                if upload.is_recorded:
                    work.record(UploadAction.REMOVE, upload.id)
        return due

    def _spent_parts(self, now: datetime) -> int:
        with self.work.begin(ITSELF) as work:
            names = work.uploads.delete_spent_parts(BATCH)
            work.leaving.add(names, now)
        return len(names)

    def _sweep(self, now: datetime) -> int:
        """Remove objects that no row names any longer, and return their number."""
        with self.work.look(ITSELF) as work:
            names = work.leaving.all(limit=1_000_000)
        return sum(self._removed(name, now) for name in names)

    def _removed(self, name: str, now: datetime) -> bool:
        with self.work.begin(ITSELF) as work:
            if work.leaving.is_named(name):
                work.leaving.forget(name)
                return False
            if self.objects.remove(name, untouched_since=now - UNTOUCHED):
                work.leaving.forget(name)
                return True
        return False


def _delete_persons(work: RetentionWork, case_id: str) -> int:
    """Remove the persons of a case, and return their number. Their keys are removed afterwards."""
    ids = work.persons.delete_of_case(case_id)
    for person_id in ids:
        work.record(CasePersonAction.DELETE, person_id, case=case_id)
    return len(ids)


def _remove_sittings(work: RetentionWork, seminar_ids: Sequence[str]) -> None:
    ids = work.sittings.ids_of(seminar_ids)
    work.sittings.delete(ids)
    for sitting_id in ids:
        work.record(SittingAction.DELETE, sitting_id)
