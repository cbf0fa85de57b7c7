"""Drafts what an officer asks a right holder: standard questions in the recipient's language and in the officer's."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from model.messages import Localized
from serve.enquiries.messages import NEEDED_BY, QUESTIONS
from serve.platform.translations import Language

BY_DEFAULT = ("genuine", "points")


class DraftedQuestion(NamedTuple):
    """The same questions twice.

    Attributes:
        text: in the recipient's language, as it is sent unless the officer changes it.
        own: in the officer's language; empty if both have the same one.
    """

    recipient: Language
    officer: Language
    text: str
    own: str

    @property
    def called(self) -> Localized:
        """The recipient's language, as the officer's calls it."""
        return Localized(self.officer.calls(self.recipient), self.officer.tag)


def drafted(names: Iterable[str], needed_by: date | None, recipient: Language, officer: Language) -> DraftedQuestion:
    """Questions for a right holder.

    Args:
        names: of standard questions, each of `QUESTIONS`; others are left out.
        needed_by: the day by which the officer needs the answer; None if there is none.
    """
    chosen = [name for name in QUESTIONS if name in set(names)]
    text = _written(chosen, needed_by, recipient)
    own = "" if recipient.tag == officer.tag else _written(chosen, needed_by, officer)
    return DraftedQuestion(recipient, officer, text, own)


def _written(names: Sequence[str], needed_by: date | None, language: Language) -> str:
    asked = [QUESTIONS[name] for name in names]
    return "\n".join(map(language.say, [*asked, NEEDED_BY.of(date=needed_by)] if needed_by else asked))
