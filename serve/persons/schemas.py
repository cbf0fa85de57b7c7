"""Request and response bodies of the persons of a case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from serve.accounts.schemas import Body
from serve.cases.examples import EXAMPLES as CASE_EXAMPLES
from serve.cases.response_schemas import person_ref
from serve.cases.schemas import PersonRef
from serve.codelists.domain import LONGEST_CODE
from serve.persons.domain import LONGEST, REASONS, ROLES, CasePerson, PersonalData
from serve.persons.service import PersonEvent, PersonExport, PersonsOfCase, SeenPerson
from serve.platform.paging import PageOut

PERSON_PATTERN = "^k-[0-9a-f]{32}$"
Code = Annotated[str, Field(max_length=LONGEST_CODE)]
ROLE, REASON = f"A code of the list `{ROLES}`.", f"A code of the list `{REASONS}`."
COUNTRY = "A code of the list `country`; empty: unknown."


class CasePersonIn(Body):
    """A new person of a case. What is left out is not known."""

    role: Code = Field(description=ROLE)
    name: str = Field(default="", max_length=LONGEST["name"])
    address: str = Field(default="", max_length=LONGEST["address"])
    country: Code = Field(default="", description=COUNTRY)
    identifier: str = Field(default="", max_length=LONGEST["identifier"])
    is_business: bool | None = None
    claims_personal_use: bool | None = None

    @property
    def said(self) -> PersonalData:
        """What is to be kept."""
        return PersonalData(**self.model_dump())


class CasePersonChange(Body):
    """A correction; what is left out stays."""

    reason: Code = Field(description=REASON)
    role: Code = Field(default="", description=ROLE)
    name: str = Field(default="", max_length=LONGEST["name"])
    address: str = Field(default="", max_length=LONGEST["address"])
    country: Code = Field(default="", description=COUNTRY)
    identifier: str = Field(default="", max_length=LONGEST["identifier"])
    is_business: bool | None = None
    claims_personal_use: bool | None = None


class CasePersonReasonIn(Body):
    """Why someone needs what is kept of a person, or removes it."""

    reason: Code = Field(description=REASON)


class CasePersonOut(BaseModel):
    """A person of a case, without anything about them."""

    id: str
    added_by: PersonRef
    added_at: datetime
    changed_by: PersonRef
    changed_at: datetime


class CasePersonsOut(PageOut):
    """One page of the persons of a case, in the order in which they were recorded."""

    persons: list[CasePersonOut]


class PersonalDataOut(BaseModel):
    """What is kept of a person."""

    role: str
    name: str
    address: str
    country: str
    identifier: str
    is_business: bool | None
    claims_personal_use: bool | None


class SeenPersonOut(CasePersonOut):
    """A person of a case, with what is kept of them."""

    version: str = Field(description="For `If-Match`, in quotation marks.")
    kept: PersonalDataOut | None = Field(description="Null if it can't be read, because its key is lost.")


class SeenPersonsOut(BaseModel):
    """All persons of a case, with what is kept of them."""

    persons: list[SeenPersonOut]


class PersonEventOut(BaseModel):
    """Something that was done with what is kept of a person."""

    at: datetime
    action: str
    reason: str


class PersonExportOut(BaseModel):
    """All that is kept of one person of a case, to hand out."""

    case: str = Field(description="Its number.")
    agency: str
    kept: PersonalDataOut | None = Field(description="Null if it can't be read, because its key is lost.")
    recorded_at: datetime
    changed_at: datetime
    kept_days: int | None = Field(description="After the case is closed, unless it is held; null: no limit is set.")
    kept_until: datetime | None = Field(description="Null while the case is open or held, or without a limit.")
    history: list[PersonEventOut] = Field(description="What was done with it, and for which reason.")


def entry_out(person: CasePerson, names: Mapping[str, str]) -> CasePersonOut:
    """A person, without anything about them."""
    return CasePersonOut(**_entry(person, names))


def _entry(person: CasePerson, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": person.id,
        "added_by": person_ref(person.added_by, names),
        "added_at": person.added_at,
        "changed_by": person_ref(person.changed_by, names),
        "changed_at": person.changed_at,
    }


def seen_out(seen: SeenPerson, names: Mapping[str, str]) -> SeenPersonOut:
    """A person, with what is kept of them."""
    return SeenPersonOut(**_entry(seen.person, names), version=seen.person.version, kept=_kept(seen))


def _kept(seen: SeenPerson) -> PersonalDataOut | None:
    return PersonalDataOut(**seen.said.__dict__) if seen.said else None


def export_out(export: PersonExport) -> PersonExportOut:
    """What is kept of a person, to hand out."""
    of, person = export.of, export.seen.person
    return PersonExportOut(
        case=of.case.number,
        agency=export.agency,
        kept=_kept(export.seen),
        recorded_at=person.added_at,
        changed_at=person.changed_at,
        kept_days=of.kept_for.days if of.kept_for else None,
        kept_until=of.kept_until,
        history=[_event(each) for each in events_of(of, person.id)],
    )


def events_of(of: PersonsOfCase, person_id: str) -> list[PersonEvent]:
    """What was done with what is kept of one person."""
    return [each for each in of.events if each.person_id == person_id]


def _event(event: PersonEvent) -> PersonEventOut:
    return PersonEventOut(at=event.at, action=event.action, reason=event.reason)


_BY = CASE_EXAMPLES["CaseOut"]["opened_by"]
_ENTRY: dict[str, Any] = {
    "id": "k-6b7c8d9e0f1a4b2c8d3e4f5a6b7c8d9e",
    "added_by": _BY,
    "added_at": "2026-11-25T10:30:00Z",
    "changed_by": _BY,
    "changed_at": "2026-11-25T10:30:00Z",
}
_KEPT: dict[str, Any] = {
    "role": "addressee",
    "name": "Maarja Tamm",
    "address": "Pikk 1, Tallinn",
    "country": "EE",
    "identifier": "",
    "is_business": False,
    "claims_personal_use": True,
}
_SEEN: dict[str, Any] = {**_ENTRY, "version": "0f1e2d3c4b5a6978", "kept": _KEPT}
EXAMPLES: dict[str, Any] = {
    "CasePersonOut": _ENTRY,
    "CasePersonsOut": {"persons": [_ENTRY], "after": None},
    "SeenPersonsOut": {"persons": [_SEEN]},
    "PersonExportOut": {
        "case": "2026-000001",
        "agency": "Tallinn Customs",
        "kept": _KEPT,
        "recorded_at": "2026-11-25T10:30:00Z",
        "changed_at": "2026-11-25T10:30:00Z",
        "kept_days": 365,
        "kept_until": None,
        "history": [{"at": "2026-11-25T10:30:00Z", "action": "case_person:create", "reason": ""}],
    },
}
