"""Which language serves a reader: tags are matched by language and script, and texts of sheets chosen by them."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from python_multipart.multipart import parse_options_header

from model.catalogue import FALLBACK_LANGUAGE
from model.messages import Localized
from serve.platform.tags import best
from serve.platform.translations import Language, tags

MAX_LANGUAGES = 8
LONGEST_TAG, LONGEST_ZONE = 35, 64


class _Preference(NamedTuple):
    quality: float
    tag: str


@lru_cache(maxsize=512)
def language_for(wishes: tuple[str, ...], zone: str = "") -> Language:
    """The first of these languages that is offered, otherwise English.

    Args:
        wishes: language tags, the best first.
        zone: its name in the IANA database; an unknown one counts as none.
    """
    chosen = next(filter(None, (best(wish, tags()) for wish in wishes[:MAX_LANGUAGES])), FALLBACK_LANGUAGE)
    return Language(chosen, zone_named(zone))


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo | None:
    """A time zone by its name in the IANA database; None if there is none of that name."""
    try:
        return ZoneInfo(name) if name and len(name) <= LONGEST_ZONE else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # the latter two: no name of a zone at all
        return None


@cache
def zones() -> list[str]:
    """The names of time zones to choose from, without old and abbreviated ones."""
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))


def preferred(accept_language: str, language: str | None = None) -> tuple[str, ...]:
    """Language tags, the best first: the requested one, then those of Accept-Language (RFC 9110, 12.5.4)."""
    wishes = [_preference(part) for part in accept_language.split(",")[:MAX_LANGUAGES]]
    ordered = sorted((wish for wish in wishes if wish.tag and wish.quality > 0), key=lambda wish: -wish.quality)
    requested = [language] if language else []
    return tuple(requested + [wish.tag for wish in ordered if wish.tag != "*"])


def _preference(part: str) -> _Preference:
    tag, parameters = parse_options_header(part)
    try:
        return _Preference(float(parameters.get(b"q", b"1")), tag.decode("latin-1"))
    except ValueError:
        return _Preference(0.0, "")


def spoken(texts: Mapping[str, str], wishes: Sequence[str]) -> Localized:
    """The text in the first language of `wishes` that exists, otherwise in English, otherwise in any; and which."""
    for wish in (*wishes, FALLBACK_LANGUAGE):
        tag = best(wish, tuple(texts))
        if tag is not None:
            return Localized(texts[tag], tag)
    return next((Localized(text, tag) for tag, text in texts.items()), Localized("", FALLBACK_LANGUAGE))
