"""Vocabulary: the names that a field may hold, and which of them people mean by what they write."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping

from model.datasets.spelling import alike, difference
from model.messages import Wording, message

CLOSE = 0.75  # difflib's ratio, at and above which a text is a typing error for another
SHORTEST = 3  # characters; shorter texts are close to too many others
MANY = 1000  # words; among more of them typing errors are not looked for, as each takes a comparison with all
BETWEEN_PARTS = re.compile(r"[\W_]+")
# Translators: {said} is a phrase without a full stop that says what is wrong; {name} is a word of a file format.
MEANT = message("{said}; did you mean {name}?")
MEANT_AND_ALIKE = message("{said}; did you mean {name} (it differs {how})?")


class Vocabulary:
    """Names, each with the other words that people write for it."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        """Take names with their synonyms; of two names with one synonym, it means the first."""
        self._words: dict[str, str] = {}
        for name, synonyms in names.items():
            for word in (name, *synonyms):
                self._words.setdefault(_plain(word), name)
        self._names = {alike(name): name for name in reversed(list(names))}

    def named(self, text: str) -> str | None:
        """The name that a text is, apart from spelling, or that it is a synonym of; None if there is none."""
        return self._names.get(alike(text)) or self._words.get(_plain(text))

    def meant(self, text: str) -> str | None:
        """The same, typing errors included."""
        return self.named(text) or self._words.get(self._closest(_plain(text)))

    def proposed(self, said: Wording, text: str) -> Wording:
        """What is wrong with a text, then the question which name is meant; without the question if none is near.

        Args:
            said: what is wrong, a phrase without a full stop.
        """
        name = self.meant(text)
        if name is None:
            return said
        if alike(name) != alike(text):
            return MEANT.of(said=said, name=repr(name))
        return MEANT_AND_ALIKE.of(said=said, name=repr(name), how=difference(text, name))

    def _closest(self, word: str) -> str:
        if len(word) < SHORTEST or len(self._words) > MANY:
            return ""
        return next(iter(difflib.get_close_matches(word, self._words, n=1, cutoff=CLOSE)), "")


def _plain(word: str) -> str:
    """A word without letter case, accents, width, and what stands between its parts: for finding, not for showing."""
    letters = (each for each in unicodedata.normalize("NFD", alike(word)) if not unicodedata.combining(each))
    return BETWEEN_PARTS.sub(" ", "".join(letters)).strip()
