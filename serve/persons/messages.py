"""What pages say of persons of a case, in words of the reader's language."""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType

from model.messages import Message, Wording, in_context, message
from serve.codelists.domain import CodeLists
from serve.codelists.messages import words_of
from serve.persons.domain import CODES, PersonalData
from serve.persons.permissions import CasePersonAction
from serve.platform.translations import Language

YES, NO = message("Yes"), message("No")
# Translators: what was done with what is kept of a person.
DEEDS: Mapping[str, Message] = MappingProxyType(
    {
        CasePersonAction.CREATE: in_context("done with a person's data", "Recorded"),
        CasePersonAction.CHANGE: in_context("done with a person's data", "Corrected"),
        CasePersonAction.VIEW: in_context("done with a person's data", "Looked at"),
        CasePersonAction.EXPORT: in_context("done with a person's data", "Exported"),
        CasePersonAction.DELETE: in_context("done with a person's data", "Removed"),
    }
)


def in_words(said: PersonalData, lists: CodeLists, language: Language) -> Mapping[str, Wording]:
    """What is kept that is not empty, by the name of its field; codes in words."""
    found: dict[str, Wording] = {}
    for name, value in asdict(said).items():
        if isinstance(value, bool):
            found[name] = YES if value else NO
        elif value:
            found[name] = words_of(lists[CODES[name]], value, language) if name in CODES else str(value)
    return found
