"""Reads files of code lists: the one that ships, and the operator's."""

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from babel.numbers import get_territory_currencies
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from model.messages import message
from serve.accounts.countries import countries
from serve.codelists.domain import LONGEST_CODE, CodeList, CodeListFileError, CodeLists, ListedCode
from serve.platform.exact_reasons import exactly

SHIPPED = Path(__file__).with_name("code_lists.toml")
WRONG_PLACE = message("{path}: {place}: {reason}")
WRONG_FILE = message("{path}: {reason}")
UNKNOWN_LIST = message("{path}: there is no list {list}; there are: {lists}")
TWICE = message("{path}: the list {list} is there twice")

CodeText = Annotated[str, StringConstraints(pattern=r"^[\w][\w.-]*$", max_length=LONGEST_CODE)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _CodeIn(_Strict):
    code: CodeText
    words: dict[str, Text] = {}
    valid_from: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError(message("valid_until is before valid_from"))
        return self


class _ListIn(_Strict):
    id: Text
    edition: date
    source: Text
    codes: tuple[CodeText | _CodeIn, ...] = ()
    taken_from: Literal["countries", "currencies"] | None = None
    form: str = ""
    example: str = ""

    @model_validator(mode="after")
    def _has_codes(self) -> Self:
        if sum(map(bool, (self.codes, self.taken_from, self.form))) != 1:
            raise ValueError(message("needs one of codes, taken_from and form"))
        if self.form and not _fits(self.form, self.example):
            raise ValueError(message("form must be a pattern, and example a value of that form"))
        names = [each.code for each in self._entries()]
        if len(set(names)) != len(names):
            raise ValueError(message("has a code twice"))
        return self

    def _entries(self) -> tuple[ListedCode, ...]:
        if self.taken_from == "countries":
            return tuple(map(ListedCode, sorted(countries())))
        if self.taken_from == "currencies":
            return tuple(map(ListedCode, sorted(_currencies(self.edition))))
        return tuple(
            ListedCode(each) if isinstance(each, str) else ListedCode(**each.model_dump()) for each in self.codes
        )

    def to_domain(self) -> CodeList:
        return CodeList(self.id, self.edition, self.source, self._entries(), self.form, self.example)


class _FileIn(_Strict):
    lists: Annotated[tuple[_ListIn, ...], Field(min_length=1)]


def code_lists(own: Path | None = None) -> CodeLists:
    """The lists that ship, with the operator's in place of those with their ids.

    Args:
        own: the operator's file; None if there is none.

    Raises:
        CodeListFileError: it can't be read, or something in it is wrong.
    """
    if own is None:
        return _shipped()
    found = _read(own)
    for each in found:
        if each not in _shipped().lists:
            known = ", ".join(_shipped().lists)
            raise CodeListFileError(UNKNOWN_LIST.of(path=own, list=each, lists=known))
    return _shipped().with_own(found)


@cache
def _shipped() -> CodeLists:
    return CodeLists(_read(SHIPPED))


def _read(path: Path) -> dict[str, CodeList]:
    try:
        lists = _FileIn.model_validate(tomllib.loads(path.read_text("utf-8"))).lists
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise CodeListFileError(WRONG_PLACE.of(path=path, place=place, reason=exactly(first))) from error
    except OSError as error:
        raise CodeListFileError(WRONG_FILE.of(path=path, reason=error.strerror or str(error))) from error
    except ValueError as error:  # not UTF-8, or not TOML
        raise CodeListFileError(WRONG_FILE.of(path=path, reason=str(error))) from error
    found: dict[str, CodeList] = {}
    for each in lists:
        if each.id in found:
            raise CodeListFileError(TWICE.of(path=path, list=each.id))
        found[each.id] = each.to_domain()
    return found


def _currencies(day: date) -> set[str]:
    """The currencies with which people pay in any country on a day."""
    return {code for country in countries() for code in get_territory_currencies(country, day, day)}


def _fits(form: str, example: str) -> bool:
    try:
        return re.fullmatch(form, example) is not None
    except re.error:
        return False
