"""Response bodies of code lists."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from serve.codelists.domain import CodeList, CodeLists, ListedCode
from serve.codelists.messages import NAMES, by_words
from serve.platform.translations import Language


class CodeListRef(BaseModel):
    """A list of codes, without them."""

    id: str
    name: str
    edition: date
    source: str
    form: str | None = Field(description="A pattern; null if the codes are listed. Every value that fits is a code.")
    codes_count: int = Field(ge=0, description="How many codes it has, also those that have ended.")


class CodeListsOut(BaseModel):
    """Every list of codes."""

    code_lists: list[CodeListRef]


class ListedCodeOut(BaseModel):
    """A code, and what it is called in your language."""

    code: str
    words: str
    valid_from: date | None
    valid_until: date | None


class CodeListOut(CodeListRef):
    """A list of codes."""

    codes: list[ListedCodeOut]


def lists_out(lists: CodeLists, language: Language) -> CodeListsOut:
    """Every list, for the API."""
    return CodeListsOut(code_lists=[CodeListRef(**_named(each, language)) for each in lists])


def list_out(codes: CodeList, entries: Iterable[ListedCode], language: Language) -> CodeListOut:
    """A list with some of its codes, for the API."""
    shown = [
        ListedCodeOut(
            code=entry.code,
            words=language.say(words),
            valid_from=entry.valid_from,
            valid_until=entry.valid_until,
        )
        for entry, words in by_words(codes, entries, language)
    ]
    return CodeListOut(**_named(codes, language), codes=shown)


def _named(codes: CodeList, language: Language) -> dict[str, Any]:
    return {
        "id": codes.id,
        "name": language.say(NAMES[codes.id]),
        "edition": codes.edition,
        "source": codes.source,
        "form": codes.form or None,
        "codes_count": len(codes.codes),
    }


_LIST: dict[str, Any] = {
    "id": "goods_kind",
    "name": "Kind of infringement",
    "edition": "2026-11-01",
    "source": "Regulation (EU) No 608/2013, Article 2",
    "form": None,
    "codes_count": 7,
}
_CODE: dict[str, Any] = {"code": "pirated", "words": "Pirated work", "valid_from": None, "valid_until": None}
EXAMPLES: dict[str, Any] = {
    "CodeListsOut": {"code_lists": [_LIST]},
    "CodeListOut": {**_LIST, "codes": [_CODE]},
}
