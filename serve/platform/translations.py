"""Renders messages in a language: its catalogue (gettext), its plural rules, numbers, dates and lists (CLDR).

A catalogue is `serve/locale/TAG/LC_MESSAGES/shingan.po`. English needs none: the ids of messages are English. One that
is marked incomplete is not offered; what any catalogue lacks is rendered in English.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache, cached_property, lru_cache, reduce
from gettext import GNUTranslations, NullTranslations
from itertools import takewhile
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from babel import Locale
from babel.dates import (
    format_date,
    format_datetime,
    format_skeleton,
    format_time,
    format_timedelta,
    get_datetime_format,
    get_timezone_name,
)
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from model.catalogue import FALLBACK_LANGUAGE
from model.messages import Listed, Localized, Message, Sentences, Share, Translated, Value, in_context
from serve.platform.tags import best

FOLDER = Path(__file__).parents[1] / "locale"
DOMAIN = "shingan"
INCOMPLETE = "# State: incomplete"  # a line of a catalogue's first comment
UNSPACED = frozenset({"ja", "zh"})  # a sentence follows the one before without a space
RIGHT_TO_LEFT = frozenset({"R", "AL"})  # bidirectional classes (Unicode, UAX 9)
ONE_HOUR = timedelta(hours=1)  # below, durations are told in minutes
LONG = timedelta(days=2)  # from here on, durations are told in days
LARGE = 10_000  # of hours or days, before Babel would tell larger units
# Names of the service and of catalogues, short enough for a line on a phone: they break at no hyphen.
NAME = re.compile(r"(?=.{3,24}$)[a-z0-9]+(?:-[a-z0-9]+)+")
SAMPLED = 200  # each plural category with whole numbers has one below
ISOLATE, END = "\u2068", "\u2069"  # around a text of unknown direction (UAX 9, FSI and PDI)

# Translators: keeps the titles of a list apart where "and" would not do, as titles may have commas.
APART = in_context("list of titles", "{first}; {rest}")


class Piece(NamedTuple):
    """A run of a rendered text.

    Attributes:
        language: its tag; empty if it is the language of the text around it, or unknown.
        is_others: whether its direction is its own: someone wrote it, or it is a number with a sign.
    """

    text: str
    language: str = ""
    is_others: bool = False


@dataclass(frozen=True)
class Language:
    """A language in which messages are rendered.

    Attributes:
        tag: BCP 47, as in `lang` of a page.
        zone: in which moments are written.
    """

    tag: str
    zone: tzinfo | None = None

    @cached_property
    def locale(self) -> Locale:
        """What CLDR says of it."""
        return Locale.parse(self.tag, sep="-")

    @cached_property
    def direction(self) -> str:
        """`ltr` or `rtl`, as in `dir` of a page."""
        return self.locale.text_direction

    @cached_property
    def name(self) -> str:
        """In itself, for a choice."""
        return _capitalised(self.locale.get_display_name(self.locale) or self.tag)

    @cached_property
    def short_name(self) -> str:
        """In itself, without script and country."""
        return _capitalised(self.locale.get_language_name(self.locale) or self.tag)

    def calls(self, other: "Language") -> str:
        """What a language is called in this one, within a sentence."""
        return other.locale.get_display_name(self.locale) or other.tag

    def say(self, value: Value) -> str:
        """A message or value as plain text.

        What is not the service's own text, such as a name, is kept apart from the text around it where their
        directions may differ.
        """
        match value:
            case Message():
                return self._template(value).format_map(self._values(value)) if value.values else self._template(value)
            case Sentences():
                return self._joiner.join(map(self.say, value.parts))
            case Listed():
                return self._list_of(len(value.values), is_closed=value.is_closed).format(
                    *map(self._part, value.values)
                )
            case Translated():
                return self.say(self.choose(value))
        return self._formatted(value)

    def mark(self, value: Value) -> Markup:
        """A message or value for a page: the same, with each text in another language marked as such."""
        match self.choose(value) if isinstance(value, Translated) else value:
            case Message() as said:
                template = escape(self._template(said))
                return _filled(template, _Marked(self, said.values)) if said.values else template
            case Sentences() as said:
                return escape(self._joiner).join(map(self.mark, said.parts))
            case Listed() as said:
                template = escape(self._list_of(len(said.values), is_closed=said.is_closed))
                return template.format(*map(self.mark_part, said.values))
            case Localized() as said:
                if said.language == self.tag:
                    return escape(said.text)
                return Markup('<bdi lang="{}">{}</bdi>').format(said.language, said.text)
        return escape(self.say(value))

    def mark_part(self, value: Value) -> Markup:
        """A value within a sentence for a page: a plain text is someone's own, and kept apart."""
        if isinstance(value, str) and not isinstance(value, Markup):
            words = Markup('<bdi class="id">{}</bdi>') if NAME.fullmatch(value) else Markup("<bdi>{}</bdi>")
            return words.format(value)
        if _is_signed(value):
            return escape(self._part(value))
        return value if isinstance(value, Markup) else self.mark(value)

    def pieces(self, value: Value) -> tuple[Piece, ...]:
        """A message or value as runs of text, each with its language: for documents that are no pages."""
        match self.choose(value) if isinstance(value, Translated) else value:
            case Message() as said:
                template = self._template(said)
                return tuple(self._filled(template, said.values)) if said.values else (Piece(template),)
            case Sentences() as said:
                runs = [(Piece(self._joiner), *self.pieces(part)) for part in said.parts]
                return sum(runs, ())[1:]
            case Listed() as said:
                template = self._list_of(len(said.values), is_closed=said.is_closed)
                return tuple(self._filled(template, {str(place): each for place, each in enumerate(said.values)}))
            case Localized() as said:
                return (Piece(said.text, "" if said.language == self.tag else said.language),)
            case str() as said:
                return (Piece(said, is_others=True),)
        return (Piece(self._formatted(value), is_others=self.direction == "rtl" and _is_signed(value)),)

    def _filled(self, template: str, values: Mapping[str, Value]) -> Iterator[Piece]:
        for literal, name, _, _ in Formatter().parse(template):
            yield Piece(literal)
            if name is not None:
                yield from self.pieces(values[name])

    def choose(self, text: Translated) -> Localized:
        """A text in this language; in English, or in any other, if there is none."""
        texts = text.texts
        tag = next(filter(None, (best(wish, tuple(texts)) for wish in (self.tag, FALLBACK_LANGUAGE))), None)
        tag = tag or next(iter(texts), FALLBACK_LANGUAGE)
        return Localized(texts.get(tag, ""), tag)

    def country(self, code: str) -> str:
        """The name of a country, by its code in ISO 3166-1; the code if it has none."""
        name: str = self.locale.territories.get(code, code)
        return name

    def month(self, day: date) -> str:
        """The calendar month of a day, in words, with its year, and its era where the language's days have one."""
        names_era = "G" in self.locale.date_formats["long"].pattern
        return format_skeleton("GyMMMM" if names_era else "yMMMM", day, locale=self.locale)

    def forms(self, message: Message) -> dict[str, str]:
        """The templates of a message for a script: by the plural category of CLDR, `other` if it counts nothing."""
        if not message.plural:
            return {"other": self._template(message)}
        samples = {category: self._sample(category) for category in (*self.locale.plural_form.tags, "other")}
        return {category: self._template(message.of(count=sample)) for category, sample in samples.items()}

    def _sample(self, category: str) -> int:
        """A whole number of a plural category; of one that only fractions have, any."""
        found = (number for number in range(SAMPLED) if self.locale.plural_form(number) == category)
        return next(found, SAMPLED)

    @property
    def _joiner(self) -> str:
        return "" if self.locale.language in UNSPACED else " "

    def _template(self, message: Message) -> str:
        if not message.text:
            return ""  # the catalogue's entry of this id is its header
        found = catalogue_of(self.tag)
        match bool(message.plural), bool(message.context):
            case True, True:
                return found.npgettext(message.context, message.text, message.plural, message.count)
            case True, False:
                return found.ngettext(message.text, message.plural, message.count)
            case False, True:
                return found.pgettext(message.context, message.text)
        return found.gettext(message.text)

    def _values(self, message: Message) -> Mapping[str, str]:
        return {name: self._part(value) for name, value in message.values.items()}

    def fixed(self, value: float, digits: int, *, is_alone: bool = False) -> str:
        """A number with so many digits after the decimal point, also where they are noughts; never -0.

        Args:
            is_alone: whether nothing stands beside it; otherwise its sign is kept on its side.
        """
        said = format_decimal(round(value, digits) + 0.0, format=f"0.{digits * '0'}", locale=self.locale)
        return self._isolated(said) if value < 0 and not is_alone else said

    def _part(self, value: Value) -> str:
        """A value within a sentence."""
        said = self.say(value)
        return self._isolated(said) if isinstance(value, (str, Localized, Translated)) or _is_signed(value) else said

    def _isolated(self, text: str) -> str:
        """Another's text, or a number with a sign, kept apart if its direction may be another one."""
        if self.direction == "rtl" or _runs_left(text):
            return f"{ISOLATE}{text}{END}"
        return text

    def _list_of(self, length: int, *, is_closed: bool) -> str:
        """The template of a list, with `{0}`, `{1}`, ... for its values."""
        places = [f"{{{index}}}" for index in range(length)]
        if is_closed or not places:
            return format_list(places, locale=self.locale)
        return reduce(self._apart, places)

    def _apart(self, first: str, rest: str) -> str:
        return self._template(APART).format(first=first, rest=rest)

    def to_the_minute(self, at: datetime) -> str:
        """A moment without its seconds, and without the name of its zone."""
        return _minute(at, self.locale, self.zone or UTC)

    def zone_at(self, at: datetime) -> str:
        """What the zone is called in which moments are written."""
        return get_timezone_name(at.astimezone(self.zone or UTC), "long", locale=self.locale)

    def _formatted(self, value: Value) -> str:
        """A number, a moment, or anything else, as the language writes it."""
        match value:
            case Share():
                shown = round(value.fraction, value.digits + 2)
                return format_percent(shown, locale=self.locale, decimal_quantization=False)
            case bool() | str():
                return str(value)
            case int() | float():
                return _decimal(value, self.locale)
            case datetime() | date() | timedelta():
                return self._time(value)
        return str(value)

    def _time(self, value: datetime | date | timedelta) -> str:
        match value:
            case datetime():
                return _moment(value, self.locale, self.zone)
            case timedelta() if value < ONE_HOUR:
                return format_timedelta(value, "minute", threshold=LARGE, locale=self.locale)
            case timedelta() if value < LONG:
                return format_timedelta(value, "hour", threshold=LARGE, locale=self.locale)
            case timedelta():
                return format_timedelta(value, "day", threshold=LARGE, locale=self.locale)
        return format_date(value, "long", locale=self.locale)


@lru_cache(10_000)  # the same ones are on each page of a list, and take half of its time
def _moment(at: datetime, locale: Locale, zone: tzinfo | None) -> str:
    said = format_datetime(at, "medium", tzinfo=zone, locale=locale)
    return said if zone else f"{said} UTC"


@lru_cache(10_000)
def _minute(at: datetime, locale: Locale, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    day, time = format_date(local, "medium", locale), format_time(local, "short", locale=locale)
    pattern = str(get_datetime_format("medium", locale=locale)).replace("'", "")
    return pattern.replace("{0}", time).replace("{1}", day)


class _Marked(Mapping[str, Markup]):
    """The values of a message for a page, each marked when it is put in."""

    def __init__(self, language: Language, values: Mapping[str, Value]) -> None:
        self._language = language
        self._values = values

    def __getitem__(self, name: str) -> Markup:
        return self._language.mark_part(self._values[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _filled(template: Markup, values: Mapping[str, Markup]) -> Markup:
    """A template with its values, all of which are markup already: `Markup.format_map` would look at each again."""
    return Markup(str(template).format_map(values))  # noqa: S704  # template and values are escaped


def _is_signed(value: Value) -> bool:
    """Whether a value is a percentage, or below zero: in a text from right to left, its sign would change sides."""
    return isinstance(value, Share) or (isinstance(value, (int, float)) and value < 0)


def _runs_left(text: str) -> bool:
    """Whether a text has letters that are written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in text)


@lru_cache(maxsize=4096)
def _decimal(value: float, locale: Locale) -> str:
    """A number; the same few stand on every page."""
    return format_decimal(value, locale=locale)


def _capitalised(text: str) -> str:
    """With a capital at its beginning alone."""
    return text[:1].upper() + text[1:]


ENGLISH = Language(FALLBACK_LANGUAGE)


@cache
def catalogue_of(tag: str) -> NullTranslations:
    """The catalogue of a language, read once a process; an empty one if there is none."""
    path = path_of(tag)
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=tag.replace("-", "_"), domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)  # leaves out fuzzy entries
    compiled.seek(0)
    return GNUTranslations(compiled)


def path_of(tag: str) -> Path:
    """Where the catalogue of a language is, or would be."""
    return FOLDER / tag.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.po"


def offered() -> list[Language]:
    """The languages that a reader may choose, by their tags."""
    return [Language(tag) for tag in tags()]


@cache
def tags() -> tuple[str, ...]:
    """The languages that are offered, English first: those whose catalogue is complete."""
    paths = sorted(FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    complete = [path for path in paths if not is_incomplete(path)]
    return (FALLBACK_LANGUAGE, *(path.parents[1].name.replace("_", "-") for path in complete))


def is_incomplete(path: Path) -> bool:
    """Whether a catalogue says in its first comment that it is not complete yet."""
    with path.open(encoding="utf-8") as file:
        return INCOMPLETE in map(str.rstrip, takewhile(lambda line: line.startswith("#"), file))
