"""Which language tag serves a reader of another: tags are matched by language and script."""

from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.core import get_global


class _Kind(NamedTuple):
    """What two tags must share for one to stand in for the other."""

    language: str
    script: str | None


@lru_cache(maxsize=4096)  # a page asks for each text of each sheet
def best(wish: str, offered: tuple[str, ...]) -> str | None:
    """The tag among those offered that serves a reader of `wish`: the same one, or one of its language and script."""
    same = {tag.lower(): tag for tag in offered}
    if wish.lower() in same:
        return same[wish.lower()]
    kind = _kind(wish)
    return next((tag for tag in offered if kind is not None and _kind(tag) == kind), None)


@lru_cache(maxsize=512)
def _kind(tag: str) -> _Kind | None:
    """Language and script of a tag; None if it is none that CLDR knows."""
    name = tag.replace("-", "_")
    try:
        locale = Locale.parse(get_global("likely_subtags").get(name, name))
    except (ValueError, UnknownLocaleError):
        return None
    return _Kind(locale.language, locale.script)
