"""Keys: a table of a product sheet, taken apart key by key; what is refused is named by file and key."""

import re
from collections.abc import Mapping
from typing import Any

from model.errors import CatalogueError
from model.messages import message

SLUG = re.compile(r"\w[\w.-]*")  # ids stand in URLs, file names and the manifest's points column
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # the part of BCP 47 that occurs


class Keys:
    """One table; each method takes one key out of it, or raises CatalogueError with the place and the key."""

    def __init__(self, table: Mapping[str, Any], place: str) -> None:
        """Copy the table; place: what messages call it, such as "watch.toml"."""
        self._left = dict(table)
        self.place = place

    def refuse_the_rest(self) -> None:
        """Refuse the table if an unknown key is left."""
        if self._left:
            raise CatalogueError(message("{place}: unknown key '{left}'", place=self.place, left=min(self._left)))

    def wrong(self, key: str, expected: str) -> CatalogueError:
        """The error that says of one key what it has to be."""
        return CatalogueError(message("{place}: {key}: {expected}", place=self.place, key=key, expected=expected))

    def optional_text(self, key: str) -> str | None:
        """A text, None if the key is absent or null."""
        value = self._left.pop(key, None)
        if value is not None and not isinstance(value, str):
            raise self.wrong(key, "must be a text")
        return value

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self.optional_text(key)
        if not value or not value.strip():
            raise self.wrong(key, "must be filled")
        return value

    def slug(self, key: str) -> str:
        """An id."""
        value = self.text(key)
        if not SLUG.fullmatch(value):
            raise self.wrong(key, f"{value!r} must be letters, digits, '-', '_' and '.' alone")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self._left.pop(key, None)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, "must be true or false")
        return default if value is None else value

    def texts(self, key: str) -> dict[str, str]:
        """A table by language: at least one language, no empty text."""
        value = self._left.pop(key, None)
        if not isinstance(value, Mapping) or not value:
            raise self.wrong(key, 'must be a table by language, such as { en = "..." }')
        for tag, text in value.items():
            if not LANGUAGE_TAG.fullmatch(tag):
                raise self.wrong(key, f"{tag!r} is not a language tag")
            if not isinstance(text, str) or not text.strip():
                raise self.wrong(f"{key}.{tag}", "must be filled")
        return dict(value)

    def sequence(self, key: str) -> list[Any]:
        """A list of anything, empty if the key is absent or null."""
        value = self._left.pop(key, None)
        if value is not None and not isinstance(value, list):
            raise self.wrong(key, "must be a list")
        return value or []

    def tables(self, key: str) -> list["Keys"]:
        """The tables of a list, each to be taken apart in turn."""
        values = self.sequence(key)
        if not all(isinstance(value, Mapping) for value in values):
            raise self.wrong(key, "must be a list of tables")
        return [Keys(value, f"{self.place}: {key}[{number}]") for number, value in enumerate(values, start=1)]
