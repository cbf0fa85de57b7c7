"""Messages before they are rendered: English text, which is their id in every catalogue, and the values in it.

The code that knows what happened makes a message; the code that knows the reader renders it
(`serve.platform.translations`). Until then nothing compares, joins or parses it. `str` gives the English text: for
logs, and for commands that have one language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, TypeAlias

ENGLISH = "en"
TWO = 2
LONG = 48  # hours; longer ones are told in days
COUNT = "count"  # the value that chooses between singular and plural


class Localized(NamedTuple):
    """A text in a language of its own, such as a product's name on its sheet."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Translated:
    """A text in several languages, such as a product's names on its sheet; the reader's is chosen when it is rendered.

    Attributes:
        texts: by language tag.
    """

    texts: Mapping[str, str] = field(hash=False)

    def __str__(self) -> str:
        return self.texts.get(ENGLISH) or next(iter(self.texts.values()), "")

    def __bool__(self) -> bool:
        return bool(self.texts)


class Share(NamedTuple):
    """A fraction that is written as a percentage.

    Attributes:
        digits: after the decimal point, at most.
    """

    fraction: float
    digits: int = 0

    def __str__(self) -> str:
        return f"{round(100 * self.fraction, self.digits):,g}%"


@dataclass(frozen=True)
class Listed:
    """Several values as one list.

    Attributes:
        is_closed: whether "and" stands before the last one; otherwise they stand apart, as titles do.
    """

    values: tuple["Value", ...]
    is_closed: bool = True

    def __str__(self) -> str:
        texts = [english(value) for value in self.values]
        if not self.is_closed:
            return "; ".join(texts)
        last = ", and " if len(texts) > TWO else " and "
        return last.join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)

    def __bool__(self) -> bool:
        return bool(self.values)


@dataclass(frozen=True)
class Message:
    """A message with its values.

    Attributes:
        text: in English, with the names of values in braces; the singular if there is a plural.
        plural: in English; empty if the message counts nothing.
        context: tells two messages with one English text apart; empty if there is only one.
    """

    text: str
    plural: str = ""
    context: str = ""
    values: Mapping[str, "Value"] = field(default_factory=dict, hash=False)

    def of(self, **values: "Value") -> "Message":
        """The message with these values in addition; `count` chooses between singular and plural."""
        return Message(self.text, self.plural, self.context, {**self.values, **values})

    @property
    def count(self) -> int:
        """How many the message counts; 1 if it counts nothing."""
        counted = self.values.get(COUNT, 1)
        return counted if isinstance(counted, int) else 1

    def __str__(self) -> str:
        text = self.plural if self.plural and self.count != 1 else self.text
        return text.format_map({name: english(value) for name, value in self.values.items()}) if self.values else text

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Sentences:
    """Whole sentences one after the other."""

    parts: tuple["Wording", ...]

    def __str__(self) -> str:
        return " ".join(map(str, self.parts))

    def __bool__(self) -> bool:
        return bool(self.parts)


Wording: TypeAlias = Message | Sentences | Localized | Translated | str
Value: TypeAlias = Wording | Listed | Share | int | float | datetime | date | timedelta | Path
NOTHING = Message("")


def message(text: str, **values: Value) -> Message:
    """A message; values whose names stand in it in braces may also be added later (`Message.of`)."""
    return Message(text, values=values)


def counted(one: str, more: str, **values: Value) -> Message:
    """A message whose form depends on the value `count`.

    Args:
        one: the English text for one.
        more: for any other number.
    """
    return Message(one, more, values=values)


def in_context(context: str, text: str, **values: Value) -> Message:
    """A message whose English text alone is ambiguous.

    Args:
        context: which of its meanings it has, for translators.
    """
    return Message(text, context=context, values=values)


def sentences(*parts: Wording) -> Sentences:
    """Sentences one after the other, without the empty ones."""
    return Sentences(tuple(part for part in parts if part))


def listed(values: Sequence[Value]) -> Listed:
    """Values as a list in a sentence: "1, 2, and 3"."""
    return Listed(tuple(values))


def apart(values: Sequence[Value]) -> Listed:
    """Titles as a list that keeps them apart: "Front of the box; Seal, close up"."""
    return Listed(tuple(values), is_closed=False)


def english(value: Value) -> str:
    """A value as it stands in an English message."""
    match value:
        case bool() | str():
            return str(value)
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.10g}"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S %Z}"
        case timedelta():
            hours = round(value.total_seconds() / 3600)
            return f"{round(hours / 24)} days" if hours >= LONG else f"{hours} hours"
    return str(value)
