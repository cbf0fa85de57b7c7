"""The list of what is kept of people. A test holds it against every column of the database that names a person."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from model.messages import Message, Wording, counted, message
from serve.accounts.domain import ABSOLUTE
from serve.accounts.permissions import Role
from serve.platform.idempotency import KEPT as CALLS_KEPT
from serve.platform.settings import Settings
from serve.resets.domain import VALID_FOR

# Translators: each says how long something is kept.
ACCOUNT = message("As long as your account exists. An account is disabled, and never deleted.")
UNTIL_REMOVED = message("Until you change or remove it.")
FOR_EVER = message("For ever: others must be able to see who did it.")
NO_LIMIT = message("For ever: the operator has set no limit.")
LOG = message("For ever: nothing of the audit log can be removed without a trace.")
HOURS = counted("At most {count} hour.", "At most {count} hours.")
MINUTES = counted("At most {count} minute.", "At most {count} minutes.")
AFTER_CASE = counted(
    "{count} day after the case is closed, unless it is held.",
    "{count} days after the case is closed, unless it is held.",
)
AFTERWARDS = counted("{count} day afterwards.", "{count} days afterwards.")
LAST_DAY = message("Until the last day of the certificate.")

AGENCY = (Role.OFFICER, Role.SENIOR_OFFICER)
AGENCY_AND_TRAINERS = (*AGENCY, Role.TRAINER)
HOLDER = (Role.CONTRIBUTOR, Role.REVIEWER)
OPERATOR = (Role.CURATOR, Role.ORGANISER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class KeptKind:
    """One kind of thing that is kept of people.

    Attributes:
        columns: which name a person by their id, each as `table.column`.
        lasts: for how long, by the operator's settings.
        roles: of whom it is kept; empty for all.
        shown: further columns of the tables that an export of one's own data has.
    """

    what: Message
    columns: tuple[str, ...]
    lasts: Callable[[Settings], Wording]
    roles: Collection[str] = ()
    shown: tuple[str, ...] = ()

    def concerns(self, role: str) -> bool:
        """Whether it is kept of people with this role."""
        return not self.roles or role in self.roles


def _always(words: Wording) -> Callable[[Settings], Wording]:
    return lambda _: words


def _days(setting: str, words: Callable[..., Wording] = AFTERWARDS.of) -> Callable[[Settings], Wording]:
    """So many days as a setting says; for ever where it is not set."""

    def lasts(settings: Settings) -> Wording:
        days = getattr(settings, setting)
        return NO_LIMIT if days is None else words(count=days)

    return lasts


def _persons(settings: Settings) -> Wording:
    """As long as the persons of a case, which go first."""
    days = [each for each in (settings.person_retention_days, settings.retention_days) if each is not None]
    return AFTER_CASE.of(count=min(days)) if days else NO_LIMIT


def _of(table: str, *columns: str) -> tuple[str, ...]:
    return tuple(f"{table}.{column}" for column in columns)


KEPT = (
    KeptKind(
        message("Your account: name, username, role, when it was made"),
        _of("people", "id"),
        _always(ACCOUNT),
        shown=_of("people", "username", "name", "role", "created_at", "disabled_at"),
    ),
    KeptKind(
        message("Language and time zone that you chose"),
        _of("preferences", "person_id"),
        _always(UNTIL_REMOVED),
        shown=_of("preferences", "language", "time_zone"),
    ),
    KeptKind(
        message("Your sign-ins that have not ended"),
        _of("sessions", "person_id"),
        _always(HOURS.of(count=int(ABSOLUTE.total_seconds() // 3600))),
        shown=_of("sessions", "created_at", "used_at"),
    ),
    KeptKind(
        message("Your API tokens: what they are for, when they were used"),
        _of("api_tokens", "person_id"),
        _always(UNTIL_REMOVED),
        shown=_of("api_tokens", "id", "label", "created_at", "used_on"),
    ),
    KeptKind(
        message("Your passkeys, your app for one-time codes, and your recovery codes"),
        (*_of("passkeys", "person_id"), *_of("one_time_secrets", "person_id"), *_of("recovery_codes", "person_id")),
        _always(UNTIL_REMOVED),
        shown=(
            *_of("passkeys", "id", "name", "made_at", "used_on"),
            *_of("one_time_secrets", "id", "made_at", "confirmed_at"),
            *_of("recovery_codes", "id", "made_at"),
        ),
    ),
    KeptKind(
        message("With what your devices encrypt what waits on them"),
        _of("device_keys", "person_id"),
        _always(UNTIL_REMOVED),
        shown=_of("device_keys", "made_at"),
    ),
    KeptKind(
        message("Your e-mail address for notices, and which notices are due"),
        (*_of("notice_addresses", "person_id"), *_of("notices", "person_id")),
        _always(UNTIL_REMOVED),
        shown=(*_of("notice_addresses", "address", "confirmed_at", "told_at"), *_of("notices", "kind", "made_at")),
    ),
    KeptKind(
        message("A link that you asked for, to choose a new password"),
        _of("password_resets", "person_id"),
        _always(MINUTES.of(count=int(VALID_FOR.total_seconds() // 60))),
        shown=_of("password_resets", "made_at"),
    ),
    KeptKind(
        message("What you sent, as a digest, so that what is sent twice counts once"),
        _of("idempotency_keys", "key"),
        _always(AFTERWARDS.of(count=CALLS_KEPT.days)),
        shown=_of("idempotency_keys", "created_at"),
    ),
    KeptKind(
        message("What you did and looked at, in the audit log"),
        _of("audit_events", "actor"),
        _always(LOG),
        shown=_of("audit_events", "at", "action", "subject"),
    ),
    KeptKind(
        message("Files that you began to send"),
        _of("uploads", "person_id"),
        _days("upload_days"),
        shown=_of("uploads", "id", "name", "created_at"),
    ),
    KeptKind(
        message("Long jobs that you asked for"),
        _of("jobs", "person_id"),
        _days("job_days"),
        shown=_of("jobs", "id", "kind", "created_at"),
    ),
    KeptKind(
        message("What you recorded, concluded or were asked in cases"),
        (
            *_of("cases", "opened_by", "closed_by", "hold_by"),
            *_of("case_steps", "done_by"),
            *_of("case_items", "added_by"),
            *_of("conclusions", "concluded_by"),
            *_of("opinions", "asked_by", "asked_of"),
            *_of("interceptions", "changed_by"),
            *_of("goods_lines", "changed_by"),
            *_of("procedures", "made_by", "changed_by"),
            *_of("procedure_steps", "done_by"),
            *_of("enquiries", "asked_by", "withdrawn_by", "unread_by"),
            *_of("enquiry_photo_requests", "replied_by", "unread_by"),
        ),
        _days("retention_days", AFTER_CASE.of),
        AGENCY,
    ),
    KeptKind(
        message("That you recorded or corrected persons of a case"),
        _of("case_persons", "added_by", "changed_by"),
        _persons,
        AGENCY,
    ),
    KeptKind(
        message("Examinations without a case"),
        _of("examinations", "examined_by", "filed_by"),
        _days("loose_retention_days"),
        (*AGENCY_AND_TRAINERS, Role.ADMINISTRATOR),
    ),
    KeptKind(
        message("Notes for the next shift"),
        _of("shift_notes", "written_by"),
        _days("shift_retention_days"),
        AGENCY,
    ),
    KeptKind(
        message("Your answers and tests in courses"),
        (*_of("course_answers", "person_id"), *_of("course_tests", "person_id")),
        _days("course_retention_days"),
        AGENCY_AND_TRAINERS,
        (*_of("course_answers", "id", "choice", "sureness", "at"), *_of("course_tests", "id", "begun_at", "ended_at")),
    ),
    KeptKind(
        message("Your certificates"),
        _of("course_certificates", "person_id"),
        _always(LAST_DAY),
        AGENCY_AND_TRAINERS,
        _of("course_certificates", "id", "title", "right", "asked", "passed_at", "valid_until"),
    ),
    KeptKind(
        message("Seminars that you prepared and sittings that you held, slots that you released or returned"),
        (
            *_of("seminars", "prepared_by"),
            *_of("seminar_slots", "asked_by", "decided_by"),
            *_of("sittings", "opened_by"),
        ),
        _days("seminar_retention_days"),
        (Role.TRAINER, Role.ORGANISER, Role.REVIEWER),
    ),
    KeptKind(
        message("Courses that you offered"),
        _of("courses", "offered_by", "withdrawn_by"),
        _days("course_retention_days"),
        (Role.TRAINER,),
    ),
    KeptKind(
        message("Your answers to enquiries and your requests for photos, and that you were told of an enquiry"),
        (
            *_of("enquiry_answers", "answered_by"),
            *_of("enquiry_photo_requests", "asked_by"),
            *_of("enquiry_escalations", "person_id"),
        ),
        _days("retention_days", AFTER_CASE.of),
        HOLDER,
    ),
    KeptKind(
        message("That you are told of enquiries that wait too long"),
        _of("enquiry_contacts", "person_id", "changed_by"),
        _always(UNTIL_REMOVED),
        HOLDER,
    ),
    KeptKind(
        message("Alerts that you sent or withdrew"),
        _of("alerts", "sent_by", "withdrawn_by"),
        _days("alert_retention_days"),
        (Role.REVIEWER,),
    ),
    KeptKind(
        message("Clearances that you gave or withdrew"),
        (*_of("clearances", "given_by"), *_of("clearance_parts", "withdrawn_by")),
        _days("clearance_retention_days"),
        (Role.REVIEWER,),
    ),
    KeptKind(
        message("Items that you contributed, and product sheets that you wrote or published"),
        (
            *_of("contributions", "created_by", "consent_by"),
            *_of("review_entries", "contributed_by"),
            *_of("sheet_versions", "saved_by", "published_by"),
            *_of("sheet_pictures", "added_by"),
        ),
        _always(FOR_EVER),
        HOLDER,
    ),
    KeptKind(
        message("What you decided on contributed items, data sets, releases and rules"),
        (
            *_of("review_decisions", "decided_by"),
            *_of("gold_items", "proposed_by", "confirmed_by"),
            *_of("frozen_sets", "created_by"),
            *_of("releases", "staged_by", "changed_by", "rolled_back_by"),
            *_of("trials", "created_by", "overridden_by"),
            *_of("shadows", "started_by"),
            *_of("examining_rules", "changed_by"),
        ),
        _always(FOR_EVER),
        OPERATOR,
    ),
)
"""What is kept of people: first of all of them, then by what they do."""
