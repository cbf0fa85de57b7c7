"""Code lists: dated codes, and which of them hold on a day. Imports only the standard library and `model`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from model.errors import ShinganError, ValueRejectedError
from model.messages import Message, message

LONGEST_CODE = 40  # characters
# Translators: {list} is the id of a list of codes, such as goods_kind; {code} is a word of that list.
UNKNOWN_CODE = message("{code}: no code of the list {list}; GET /v1/code-lists/{list} shows all")
NEAR_CODE = message("{code}: no code of the list {list}; did you mean {near}?")
NOT_THEN = message("{code}: a code of the list {list}, but not on {day}")
WRONG_FORM = message("{code}: not of the form that the list {list} asks for, such as {example}")


class CodeListFileError(ShinganError):
    """A file of code lists can't be used; the message names the place in it."""


class CodeRejectedError(ValueRejectedError):
    """A value is no code of its list; the message says why."""


@dataclass(frozen=True)
class ListedCode:
    """One entry of a list.

    Attributes:
        words: the operator's, by language tag; none if the service has words of its own for it.
        valid_from, valid_until: the first and the last day on which it may be written; None without a limit.
    """

    code: str
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    valid_from: date | None = None
    valid_until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it may be written on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


@dataclass(frozen=True)
class CodeList:
    """A list.

    Attributes:
        edition: the day of this edition.
        source: which law, form or standard it is from.
        codes: in the order in which they are offered. With none, every value of the form is a code.
        form: a pattern; empty if the codes are listed.
        example: a value of that form.
    """

    id: str
    edition: date
    source: str
    codes: tuple[ListedCode, ...] = ()
    form: str = ""
    example: str = ""

    def valid_on(self, day: date) -> Iterator[ListedCode]:
        """The codes that may be written on a day."""
        return (each for each in self.codes if each.covers(day))

    def find(self, code: str) -> ListedCode | None:
        """The entry of a code, also of one that has ended; None if the list has none."""
        return next((each for each in self.codes if each.code == code), None)

    def refusal(self, code: str, day: date) -> Message | None:
        """Why a code may not be written on a day; None if it may."""
        if not self.codes:
            is_of_form = re.fullmatch(self.form, code) is not None
            return None if is_of_form else WRONG_FORM.of(code=code, list=self.id, example=self.example)
        entry = self.find(code)
        if entry is None:
            near = get_close_matches(code, [each.code for each in self.codes], 1)
            wrong = NEAR_CODE.of(code=code, list=self.id, near=near[0]) if near else None
            return wrong or UNKNOWN_CODE.of(code=code, list=self.id)
        return None if entry.covers(day) else NOT_THEN.of(code=code, list=self.id, day=day)


@dataclass(frozen=True)
class CodeLists:
    """Every list by its id: those that ship, or the operator's in their place."""

    lists: Mapping[str, CodeList]

    def __iter__(self) -> Iterator[CodeList]:
        return iter(self.lists.values())

    def __getitem__(self, list_id: str) -> CodeList:
        return self.lists[list_id]

    def with_own(self, own: Mapping[str, CodeList]) -> "CodeLists":
        """These with the operator's lists, each in place of the one with its id."""
        return CodeLists({**self.lists, **own})

    def require(self, list_id: str, code: str, day: date, member: str) -> None:
        """Refuse what is no code of a list on a day.

        Args:
            member: the name of the value in the call.

        Raises:
            CodeRejectedError: it is none; the message names the list.
        """
        if refusal := self[list_id].refusal(code, day):
            raise CodeRejectedError(refusal, member)
