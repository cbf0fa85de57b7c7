"""What the forms of persons hold, and the choices that they offer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from model.messages import Wording
from serve.codelists.domain import CodeLists
from serve.codelists.messages import by_words
from serve.persons.domain import CODES, LONGEST, REASONS, PersonalData
from serve.platform.translations import Language

Typed = Annotated[str, Field(max_length=2 * LONGEST["address"])]  # the domain counts without the space around it
ANSWERS: Mapping[str, bool | None] = {"yes": True, "no": False}


class CasePersonForm(BaseModel):
    """What a person types and chooses of a person of a case."""

    role: Typed = ""
    name: Typed = ""
    address: Typed = ""
    country: Typed = ""
    identifier: Typed = ""
    is_business: Typed = ""
    claims_personal_use: Typed = ""
    reason: Typed = ""
    read: Typed = ""

    @property
    def said(self) -> PersonalData:
        """What is to be kept."""
        return PersonalData(
            self.role,
            self.name,
            self.address,
            self.country,
            self.identifier,
            ANSWERS.get(self.is_business),
            ANSWERS.get(self.claims_personal_use),
        )


Choices = Mapping[str, Sequence[tuple[str, Wording]]]


def choices(lists: CodeLists, day: date, language: Language) -> Choices:
    """For each field with listed codes, and for the reason, those that hold on a day, with their words."""
    named = {**CODES, "reason": REASONS}
    return {
        name: [(entry.code, words) for entry, words in by_words(lists[each], lists[each].valid_on(day), language)]
        for name, each in named.items()
    }
