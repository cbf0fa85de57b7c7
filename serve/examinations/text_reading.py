"""Marked texts of a verdict in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

import rstr

from model.messages import NOTHING, Message
from model.patterns import compile_pattern
from model.text_findings import TextFinding, TextResult
from model.verdict import Verdict
from serve.examinations import text_messages
from serve.examinations.confidentiality import WITHHELD
from serve.examinations.context import VerdictContext

LONGEST_EXAMPLE = 40  # characters; a longer one helps no one
SEED = 7


@dataclass(frozen=True)
class ReadText:
    """One line of print; `index` is its place in the verdict, `photo` the number of a photo, None if none shows it.

    Attributes:
        read: the reading; empty if it was not read.
        genuine: the text of all genuine items; empty if they differ, or if it is unknown.
        built_like: an example of genuine texts if they differ; empty if they don't, or if it is unknown.
        check: what to do if it differs.
    """

    index: int
    finding: TextResult
    title: Message
    said: Message
    read: str
    genuine: str
    built_like: Message
    check: Message
    photo: int | None


def read_texts(context: VerdictContext) -> Iterator[ReadText]:
    """The texts that differ, then the others, each in the sheet's order; without those that no photo shows."""
    found = [(index, text) for index, text in enumerate(context.verdict.texts) if not _is_on_no_photo(text)]
    for index, text in sorted(found, key=lambda each: each[1].finding is not TextResult.DEVIATES):
        photo = None if text.photo is None else context.numbers[text.photo]
        yield ReadText(
            index=index,
            finding=text.finding,
            title=text_messages.TITLES[text.kind] if text.kind else text_messages.CONFIDENTIAL_TITLE,
            said=_said(context, text),
            read=text.read or "",
            genuine=_genuine(context, text),
            built_like=_built_like(context, text),
            check=text_messages.CHECK if text.finding is TextResult.DEVIATES and text.read else NOTHING,
            photo=photo,
        )


def texts_on_no_photo(verdict: Verdict) -> Sequence[Message]:
    """Their kinds, each once."""
    unseen = [text_messages.TITLES[text.kind] for text in verdict.texts if _is_on_no_photo(text) and text.kind]
    return list(dict.fromkeys(unseen))


def _is_on_no_photo(text: TextFinding) -> bool:
    return text.photo is None and text.id != WITHHELD


def _said(context: VerdictContext, text: TextFinding) -> Message:
    if text.id == WITHHELD:
        return text_messages.CONFIDENTIAL[text.finding]
    texts = text_messages.BY_PATTERN if _has_pattern(context, text) else text_messages.WORD_FOR_WORD
    return texts[text.finding]


def _genuine(context: VerdictContext, text: TextFinding) -> str:
    is_known = context.sheet is not None  # without the sheet it may be a text or a pattern
    return (text.expected or "") if is_known and not _has_pattern(context, text) else ""


def _built_like(context: VerdictContext, text: TextFinding) -> Message:
    example = example_of(text.expected) if text.expected and _has_pattern(context, text) else ""
    return text_messages.LIKE.of(example=example) if example else NOTHING


def _has_pattern(context: VerdictContext, text: TextFinding) -> bool:
    """Whether what is expected is a pattern, by the sheet."""
    marked = next((each for each in context.sheet.texts if each.id == text.id), None) if context.sheet else None
    return marked is not None and marked.pattern is not None


@lru_cache(maxsize=1024)
def example_of(pattern: str) -> str:
    """An invented text that a pattern matches, the same every time; empty if none is found."""
    try:
        example = " ".join(rstr.Rstr(Random(SEED)).xeger(pattern).split())
        return example if len(example) <= LONGEST_EXAMPLE and compile_pattern(pattern)(example) else ""
    except Exception:  # noqa: BLE001  Python's syntax is not quite RE2's; an example is a help, and not needed
        return ""
