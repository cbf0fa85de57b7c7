"""Rules of practice. Imports only the standard library and `model`."""

from dataclasses import replace
from datetime import datetime

from model.errors import ShinganError
from model.messages import message
from serve.cases.domain import ItemFinding
from serve.examinations.domain import Examination, Practice


class PracticeStateError(ShinganError):
    """The state of the practice does not allow this; the message says what to do."""


def revealed(examination: Examination, answer: ItemFinding | None, now: datetime) -> Examination:
    """Practice after its verdict was revealed.

    Args:
        answer: what the person says of the item; None if they say nothing.

    Raises:
        PracticeStateError: it is revealed already.
    """
    if not examination.has_hidden_verdict:
        raise PracticeStateError(message("The verdict is revealed already, so your answer can't be changed any more."))
    practice = Practice(None if answer is None else answer.value, now)
    return replace(examination, origin=replace(examination.origin, practice=practice))
