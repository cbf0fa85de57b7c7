"""What is kept of a person of a case, and its rules. Imports only the standard library and `model`."""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from model.errors import ShinganError, ValueRejectedError
from model.messages import Message, counted, message
from serve.audit.domain import record_digest
from serve.codelists.domain import CodeLists

LONGEST: Mapping[str, int] = MappingProxyType({"name": 200, "address": 500, "identifier": 100})  # characters
MOST_PERSONS = 50  # of one case
REASONS, ROLES = "person_reason", "person_role"  # lists of codes
# Translators: each is the label of a field about a person of a customs seizure.
TITLES: Mapping[str, Message] = MappingProxyType(
    {
        "role": message("Role in the case"),
        "name": message("Name of the person"),
        "address": message("Address"),
        "country": message("Country"),
        "identifier": message("Identifying number"),
        "is_business": message("Acts as a business"),
        "claims_personal_use": message("Claims personal use"),
        "reason": message("Reason"),
    }
)
CODES: Mapping[str, str] = MappingProxyType({"role": ROLES, "country": "country"})
"""The list of each field whose value is a code."""
# Translators: {field} is the label of a field.
TOO_LONG = counted("{field}: at most {count} character is kept.", "{field}: at most {count} characters are kept.")
CONTROL = message("{field}: holds a control character; remove it.")
NEEDED = message("{field}: choose one.")


class CasePersonRejectedError(ValueRejectedError):
    """A value about a person is invalid; the message says why, and never repeats the value."""


class KeyLostError(ShinganError):
    """What is kept of a person can't be read: its key is missing, or is another one."""


@dataclass(frozen=True)
class PersonalData:
    """What is kept of a person. Only the role is needed.

    Attributes:
        role: a code, such as that of the addressee.
        identifier: such as the number of a tax payer, or of an identity card.
        is_business: None if it is not known.
        claims_personal_use: of the goods; None if it is not known.
    """

    role: str
    name: str = ""
    address: str = ""
    country: str = ""
    identifier: str = ""
    is_business: bool | None = None
    claims_personal_use: bool | None = None

    def __repr__(self) -> str:
        """Without what it says, which might get into a log."""
        return "PersonalData(...)"


@dataclass(frozen=True)
class CasePerson:
    """A person of a case as it is stored.

    Attributes:
        sealed: what is kept of the person, encrypted with the key of this person.
    """

    id: str
    organisation_id: str
    case_id: str
    sealed: str
    added_by: str
    added_at: datetime
    changed_by: str
    changed_at: datetime

    @property
    def digest(self) -> str:
        """A sha256 over its values. Of what is encrypted, it tells nothing."""
        return record_digest(asdict(self))

    @property
    def version(self) -> str:
        """Names the person as it is read."""
        return self.digest[:16]

    @property
    def seal(self) -> Mapping[str, str]:
        """What the audit log keeps of it."""
        return {"case": self.case_id, "sha256": self.digest}


def checked(said: PersonalData, before: PersonalData | None, lists: CodeLists, now: datetime) -> PersonalData:
    """What is to be kept, cleaned and checked; codes that stay as they were before are not checked again.

    Raises:
        CasePersonRejectedError: a value is invalid.
        CodeRejectedError: a value is no code of its list.
    """
    cleaned: dict[str, Any] = {name: _line(getattr(said, name), name) for name in LONGEST}
    found = replace(said, **cleaned)
    if not found.role:
        raise CasePersonRejectedError(NEEDED.of(field=TITLES["role"]), "role")
    for name, list_id in CODES.items():
        value = getattr(found, name)
        if value and (before is None or value != getattr(before, name)):
            lists.require(list_id, value, now.date(), name)
    return found


def check_reason(reason: str, lists: CodeLists, now: datetime) -> None:
    """Refuse what is no reason.

    Raises:
        CasePersonRejectedError: none is given.
        CodeRejectedError: it is none of the list.
    """
    if not reason:
        raise CasePersonRejectedError(NEEDED.of(field=TITLES["reason"]), "reason")
    lists.require(REASONS, reason, now.date(), "reason")


def _line(text: str, name: str) -> str:
    line = " ".join(text.split())
    if len(line) > LONGEST[name]:
        raise CasePersonRejectedError(TOO_LONG.of(field=TITLES[name], count=LONGEST[name]), name)
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in line):
        raise CasePersonRejectedError(CONTROL.of(field=TITLES[name]), name)
    return line
