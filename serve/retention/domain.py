"""The rules of retention. Imports only the standard library."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Rules:
    """After how long something is removed; None keeps it for ever.

    Attributes:
        closed_cases: counted from the day on which a case was closed. Cases under a legal hold stay.
        loose_examinations: of examinations without a case, counted from the day of the examination.
        alerts: counted from the last day of an alert, or from its withdrawal.
        clearances: the same for a clearance for seminars.
        seminars: counted from the day of a seminar.
        courses: of what a person answers in a course, counted from their last answer; of a course, from its end.
        shift_notes: counted from the moment when a note for the next shift was written.
        persons: of cases, counted from the day on which the case was closed. Those of held cases stay.
    """

    closed_cases: timedelta | None
    loose_examinations: timedelta | None
    alerts: timedelta | None = None
    clearances: timedelta | None = None
    seminars: timedelta | None = None
    courses: timedelta | None = None
    shift_notes: timedelta | None = None
    persons: timedelta | None = None

    def cases_before(self, now: datetime) -> datetime | None:
        """Cases closed before this time are removed; None if none are."""
        return None if self.closed_cases is None else now - self.closed_cases

    def examinations_before(self, now: datetime) -> datetime | None:
        """Loose examinations from before this time are removed; None if none are."""
        return None if self.loose_examinations is None else now - self.loose_examinations

    def alerts_before(self, now: datetime) -> datetime | None:
        """Alerts that were over before this time are removed; None if none are."""
        return None if self.alerts is None else now - self.alerts

    def clearances_before(self, now: datetime) -> datetime | None:
        """Clearances that were over before this time are removed; None if none are."""
        return None if self.clearances is None else now - self.clearances

    def seminars_before(self, now: datetime) -> date | None:
        """Seminars whose day was before this one are removed; None if none are."""
        return None if self.seminars is None else (now - self.seminars).date()

    def courses_before(self, now: datetime) -> datetime | None:
        """Courses, and people's rows in them, that were over before this time are removed; None if none are."""
        return None if self.courses is None else now - self.courses

    def shift_notes_before(self, now: datetime) -> datetime | None:
        """Notes for the next shift that were written before this time are removed; None if none are."""
        return None if self.shift_notes is None else now - self.shift_notes

    def persons_before(self, now: datetime) -> datetime | None:
        """Persons of cases that were closed before this time are removed; None if none are before their case."""
        return None if self.persons is None else now - self.persons


@dataclass(frozen=True)
class Removed:
    """What one run removed, or would remove.

    Attributes:
        cases: their number.
        examinations: of those cases and loose ones.
        photos: objects that no row named any more, uploads' too.
        uploads: that had expired.
        contributions: that their people had removed before they were submitted.
        alerts: that had expired or were withdrawn.
        clearances: the same.
        seminars: with their slots and sittings.
        courses: that were over.
        learners: people whose answers in a course were removed.
        certificates: that had expired.
        shift_notes: for the next shift.
        persons: of cases that stay.
    """

    cases: int
    examinations: int
    photos: int
    uploads: int = 0
    contributions: int = 0
    alerts: int = 0
    clearances: int = 0
    seminars: int = 0
    courses: int = 0
    learners: int = 0
    certificates: int = 0
    shift_notes: int = 0
    persons: int = 0
