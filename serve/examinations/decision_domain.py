"""Deciding before the verdict shows. Imports only the standard library and `model`."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from model.errors import ShinganError
from serve.audit.domain import record_digest


class DecisionStateError(ShinganError):
    """The verdict of an examination does not wait for a decision, or no longer; the message says which."""


class Said(StrEnum):
    """What a person says of an item before they see the verdict, in the words of a conclusion."""

    GENUINE = "genuine"
    COUNTERFEIT = "counterfeit"
    UNDETERMINED = "undetermined"


class ExaminingRule(NamedTuple):
    """What an organisation asks of its people who examine.

    Attributes:
        decides_first: whether they say what they think of an item before its verdict shows.
        changed_at: UTC.
    """

    organisation_id: str
    decides_first: bool
    changed_by: str
    changed_at: datetime

    @property
    def digest(self) -> str:
        """A sha256 over it, which the audit log keeps."""
        return record_digest(self._asdict())


class FirstDecision(NamedTuple):
    """That the person who examined decides before the verdict shows, as their organisation asks.

    Attributes:
        said: what they said of the item; None as long as they have not decided.
        at: UTC; None as long as they have not decided. Said and without a time: with the call that examines.
    """

    said: Said | None = None
    at: datetime | None = None


def decision_seal(decision: FirstDecision) -> dict[str, Any] | None:
    """What the audit log keeps of what was decided before the verdict showed; None if nothing was."""
    if decision.said is None:
        return None
    at = decision.at.isoformat(timespec="microseconds") if decision.at else None
    return {"decision": decision.said.value, "at": at}
