"""Keys: a table of a product sheet, taken apart key by key; everything that is wrong is collected.

A value that is wrong or missing is replaced by an empty one, so that one run finds all faults, and a draft can be shown
as far as it goes.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from model.errors import CatalogueError
from model.messages import Message, Wording, apart, message

SLUG = re.compile(r"\w[\w.-]*")  # ids stand in URLs, file names and the manifest's points column
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # the part of BCP 47 that occurs
Path = tuple[str | int, ...]
T = TypeVar("T")

# Translators: each of these follows the name of a value and a colon, such as "points[2].title.en: is missing". Write a
# short phrase or sentence without a full stop. Words of the file format, such as true, stay as they are.
MISSING = message("is missing")
TEXT = message("must be a text")
LIST = message("must be a list")
ID = message("must be letters, digits and . _ - , with a letter or a digit first, such as asterun-label")
FLAG = message("must be true or false")
DAY = message("must be a day, written as YYYY-MM-DD")
BY_LANGUAGE = message("must be a table by language, with keys such as en or ja")
LANGUAGE = message("must be a language tag, such as en or zh-Hans")
ONE_OF = message("must be one of: {choices}")
TABLE = message("must be a table")
UNKNOWN = message("unknown key '{left}'")


@dataclass(frozen=True)
class SheetProblem:
    """One fault of a sheet.

    Attributes:
        path: of the value: keys, and places in lists counted from 0; empty if it is about the sheet as a whole.
        message: what is wrong with it, as a phrase that follows its name.
    """

    path: Path
    message: Wording

    @property
    def key(self) -> str:
        """The value's name for people, who count from 1, such as ``points[2].title.en``."""
        return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in self.path).lstrip(".")

    def within(self, source_name: str) -> Message:
        """The fault with the name of its file."""
        if not self.path:
            return message("{place}: {expected}", place=source_name, expected=self.message)
        return message("{place}: {key}: {expected}", place=source_name, key=self.key, expected=self.message)

    def __str__(self) -> str:
        return f"{self.key}: {self.message}" if self.path else str(self.message)


class SheetRefusedError(CatalogueError):
    """A sheet has faults.

    Attributes:
        problems: all of them, at least one. The message has them one after the other.
    """

    def __init__(self, problems: Sequence[SheetProblem], source_name: str) -> None:
        said = [problem.within(source_name) for problem in problems]
        super().__init__(said[0] if len(said) == 1 else Message("{problems}", values={"problems": apart(said)}))
        self.problems = tuple(problems)


class Keys:
    """One table; each method takes one key out of it.

    Attributes:
        problems: what is wrong, in the order in which it is found; shared by all tables of a sheet.
    """

    def __init__(self, table: Mapping[str, Any], problems: list[SheetProblem], path: Path = ()) -> None:
        """Copy the table; path: where it is in the sheet."""
        self._left = dict(table)
        self._path = path
        self.problems = problems

    def refuse_the_rest(self) -> None:
        """Note every key that is left: it is not known."""
        for key in sorted(self._left, key=str):
            self.problems.append(SheetProblem(self._path, UNKNOWN.of(left=str(key))))

    def wrong(self, reason: Wording, *key: str | int) -> None:
        """Note what is wrong with a value of this table, or with the table itself."""
        self.problems.append(SheetProblem((*self._path, *key), reason))

    def take(self, key: str) -> Any:
        """A value of any kind; None if the key is absent."""
        return self._left.pop(key, None)

    def optional_text(self, key: str) -> str | None:
        """A text; None if the key is absent, null or empty."""
        value = self.take(key)
        if value is not None and not isinstance(value, str):
            self.wrong(TEXT, key)
            return None
        return value if value and value.strip() else None

    def text(self, key: str) -> str:
        """A text that is not empty."""
        before = len(self.problems)
        value = self.optional_text(key)
        if value is None and len(self.problems) == before:
            self.wrong(MISSING, key)
        return value or ""

    def matching(self, key: str, pattern: re.Pattern[str], reason: Wording) -> str | None:
        """A text that a pattern matches in full; None if the key is absent or empty."""
        value = self.optional_text(key)
        if value is not None and not pattern.fullmatch(value):
            self.wrong(reason, key)
            return None
        return value

    def slug(self, key: str) -> str:
        """An id."""
        value = self.text(key)
        if value and not SLUG.fullmatch(value):
            self.wrong(ID, key)
            return ""
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            self.wrong(FLAG, key)
            return default
        return default if value is None else value

    def choice(self, key: str, kind: Callable[[str], T], choices: Sequence[str], default: T | None = None) -> T | None:
        """One of several words; `default` if the key is absent, which is a fault where there is no default."""
        word = self.optional_text(key) if default is not None else self.text(key)
        if not word:
            return default
        if word not in choices:
            self.wrong(ONE_OF.of(choices=", ".join(choices)), key)
            return default
        return kind(word)

    def day(self, key: str) -> date | None:
        """A day of TOML, or one written as a text; None if the key is absent or empty."""
        value = self.take(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            if value is None or value == "":
                return None
            return date.fromisoformat(value)
        except (ValueError, TypeError):
            self.wrong(DAY, key)
            return None

    def texts(self, key: str) -> dict[str, str]:
        """A table by language: at least one language, no empty text."""
        before = len(self.problems)
        texts = self.optional_texts(key)
        if not texts and len(self.problems) == before:
            self.wrong(MISSING, key)
        return texts

    def optional_texts(self, key: str) -> dict[str, str]:
        """The same; empty if the key is absent."""
        value = self.take(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.wrong(BY_LANGUAGE, key)
            return {}
        return {str(tag): text for tag, text in value.items() if self._is_text_in(key, str(tag), text)}

    def _is_text_in(self, key: str, tag: str, text: object) -> bool:
        if not LANGUAGE_TAG.fullmatch(tag):
            self.wrong(LANGUAGE, key, tag)
            return False
        if not isinstance(text, str):
            self.wrong(TEXT, key, tag)
            return False
        if not text.strip():
            self.wrong(MISSING, key, tag)
        return bool(text.strip())

    def sequence(self, key: str) -> list[Any]:
        """A list of anything, empty if the key is absent or null."""
        value = self.take(key)
        if value is not None and not isinstance(value, list):
            self.wrong(LIST, key)
            return []
        return value or []

    def words(self, key: str, pattern: re.Pattern[str] | None = None, reason: Wording = TEXT) -> tuple[str, ...]:
        """A list of texts that are not empty, each matching a pattern in full."""
        found = []
        for place, value in enumerate(self.sequence(key)):
            if not isinstance(value, str) or not value.strip():
                self.wrong(TEXT, key, place)
            elif pattern is not None and not pattern.fullmatch(value):
                self.wrong(reason, key, place)
            else:
                found.append(value)
        return tuple(found)

    def table(self, key: str) -> "Keys | None":
        """A table within this one, to be taken apart in turn; None if the key is absent or null."""
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.wrong(TABLE, key)
            return None
        return Keys(value, self.problems, (*self._path, key))

    def tables(self, key: str) -> list["Keys"]:
        """The tables of a list, each to be taken apart in turn."""
        tables = []
        for place, value in enumerate(self.sequence(key)):
            if isinstance(value, Mapping):
                tables.append(Keys(value, self.problems, (*self._path, key, place)))
            else:
                self.wrong(TABLE, key, place)
        return tables
