"""Pages: one Jinja environment over the subjects' template folders, and the headers that keep pages safe.

A template writes its own texts as messages, `{{ _("Sign in") }}`; every message in it is rendered in the reader's
language. `| marked` also marks texts in other languages, for everything but attributes.
"""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple

from fastapi import Depends
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.meta import find_referenced_templates
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from starlette.requests import HTTPConnection, Request

from model.messages import Listed, Localized, Message, Sentences, Share, Value
from serve.platform.days import days_until
from serve.platform.demo_data import DemoData
from serve.platform.dependencies import provided
from serve.platform.reader import language_of
from serve.platform.templating import LanguageEnvironment
from serve.platform.translations import ENGLISH, Language, catalogue_of, offered
from serve.platform.waiting import ALL_OF_IT, THINGS, Waiting

POLICY = "Content-Security-Policy"
SECURITY_HEADERS: Mapping[str, str] = {
    POLICY: (
        "default-src 'none'; img-src 'self' blob:; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}
API_PREFIXES = ("/v1/", "/healthz", "/readyz", "/metrics", "/openapi.json")


class MenuEntry(NamedTuple):
    """A page that the menu leads to.

    Attributes:
        permission: people who have it see the entry.
        is_first: whether it stands before the others: it is then the first page of the people who see it.
        is_late: whether it stands after the others.
        is_start: whether people who may not examine can begin there.
    """

    permission: str
    path: str
    title: Message
    is_first: bool = False
    is_late: bool = False
    is_start: bool = True


@dataclass(frozen=True)
class FoundWaiting:
    """What waits for the reader of a page, and how much."""

    count: int
    said: Message


def wants_page(request: HTTPConnection) -> bool:
    """Whether a browser requests a page."""
    asks = "text/html" in request.headers.get("accept", "")
    return asks and not request.url.path.startswith(API_PREFIXES)


def names_of(request: Request) -> dict[str, Any]:
    """The names for every page: who is signed in, None if no one is; the reader's language; where the page is."""
    demo = request.app.state.parts.made.get(DemoData)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return {
        "actor": getattr(request.state, "actor", None),
        "language": language_of(request),
        "here": here if request.method == "GET" else "/",
        "path": request.url.path,
        "waiting": {},
        "demo_is_being_made": demo is not None and demo.is_being_made,
    }


def _waiting(request: Request) -> Mapping[str, FoundWaiting]:
    """What waits for the reader, by the path of its entry in the menu; all of it together at the page that lists it."""
    actor, waiting = getattr(request.state, "actor", None), request.app.state.parts.made.get(Waiting)
    if actor is None or waiting is None:  # a service without the subject
        return {}
    counts = waiting.counts(actor)
    found: dict[str, FoundWaiting] = {}
    for kind in (kind for kind in waiting.of(actor) if kind.name in counts):
        count, said = counts[kind.name], kind.said
        if kind.path in found:  # another kind is listed on the same page
            count, said = count + found[kind.path].count, THINGS
        found[kind.path] = FoundWaiting(count, said.of(count=count))
    total = sum(counts.values())
    return {**found, ALL_OF_IT: FoundWaiting(total, THINGS.of(count=total))} if total else found


_reading: ContextVar[Language] = ContextVar("reading", default=ENGLISH)  # the language of the page being rendered
_RENDERED = (Message, Sentences, Listed, Localized, Share)


def _said(value: Any) -> Any:
    """What a template's expression gives: a message in the reader's language, anything else as it is."""
    return _reading.get().say(value) if isinstance(value, _RENDERED) else value


def _fixed(value: float, digits: int) -> str:
    """A number with so many digits after the decimal point."""
    return _reading.get().fixed(value, digits)


def _marked(value: Value) -> Markup:
    """A message or value, each text in another language marked as such, and someone's own; not for attributes."""
    return _reading.get().mark_part(value)


def _month(month: str) -> str:
    """A calendar month, written as 2026-11, in words."""
    return _reading.get().month(date.fromisoformat(f"{month}-01"))


def _country(code: str | None) -> str:
    """The name of a country, by its code in ISO 3166-1; the code if it has none."""
    return _reading.get().country(code or "")


def _for_script(language: Language) -> Callable[[Mapping[str, Message]], Markup]:
    """Makes the block with messages for a page's scripts, which `messages.js` reads; the same few are on many pages."""

    @lru_cache
    def block(messages: tuple[tuple[str, Message], ...]) -> Markup:
        forms = {name: language.forms(each) for name, each in messages}
        return Markup('<script type="application/json" id="messages">{}</script>').format(htmlsafe_json_dumps(forms))

    return lambda messages: block(tuple(messages.items()))


def _moment(at: datetime) -> Markup:
    """A moment in the reader's time zone."""
    return _time(at, _reading.get().say(at))


def _minute(at: datetime) -> Markup:
    """A moment in the reader's time zone, without its seconds."""
    return _time(at, _reading.get().to_the_minute(at))


def _recorded(at: datetime) -> Markup:
    """A moment of a record: in the reader's time zone, with UTC beside it."""
    utc = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if _reading.get().zone is None:
        return _time(at, utc)
    return Markup('{} <span class="utc" dir="ltr">({})</span>').format(_moment(at), utc)


def _day(at: datetime) -> Markup:
    """The day of a moment in the reader's time zone."""
    language = _reading.get()
    day = at.astimezone(language.zone or UTC).date()
    return _time(at, language.say(day))


def _days_until(day: date, now: datetime) -> int:
    """How many days are left until a day, as the reader counts them."""
    return days_until(day, now, _reading.get().zone)


def _time(at: datetime, said: str) -> Markup:
    """A moment as an element, which scripts and machines can read too."""
    # A list has many of them, and `format` takes twice as long.
    return Markup('<time datetime="%s">%s</time>') % (at.astimezone(UTC).isoformat(), said)


_FUNCTIONS: Mapping[str, Any] = {
    "days_until": _days_until,
    "share": Share,
}


class Pages:
    """Renders templates; an unknown name in one is an error, and everything is escaped."""

    def __init__(
        self,
        folders: Sequence[Path],
        menu: Sequence[MenuEntry] = (),
        messages: Mapping[str, Any] = MappingProxyType({}),
        bundle: Callable[[str], str] = str,
    ) -> None:
        self.menu = menu
        self._folders = folders
        self._globals = {**messages, **_FUNCTIONS, "menu": menu, "bundle": bundle}
        self._environments: dict[Any, Environment] = {}  # by catalogue

    def render(self, template: str, **names: Any) -> str:
        """The page rendered from a template with these names; `language` is the reader's."""
        language: Language = names["language"]
        token = _reading.set(language)
        try:
            return self._environment_of(language).get_template(template).render(**names)
        finally:
            _reading.reset(token)

    def prepare(self, template: str, language: Language) -> None:
        """Compile a template and those that it takes parts of, which otherwise its first reader waits for."""
        environment, found, left = self._environment_of(language), set[str](), [template]
        while left:
            name = left.pop()
            if name in found or environment.loader is None:
                continue
            found.add(name)
            environment.get_template(name)
            source = environment.loader.get_source(environment, name)[0]
            left += filter(None, find_referenced_templates(environment.parse(source)))

    def _environment_of(self, language: Language) -> Environment:
        catalogue = catalogue_of(language.tag)
        if catalogue not in self._environments:
            self._environments[catalogue] = self._environment(language)
        return self._environments[catalogue]

    def _environment(self, language: Language) -> Environment:
        environment = LanguageEnvironment(
            language.say,
            loader=FileSystemLoader(self._folders),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,  # templates change with the service alone
            finalize=_said,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.update(self._globals, offered=offered(), for_script=_for_script(language))
        environment.filters.update(
            fixed=_fixed,
            marked=_marked,
            moment=_moment,
            minute=_minute,
            recorded=_recorded,
            day=_day,
            month=_month,
            country=_country,
        )
        parts = environment.get_template("language_choice.html").make_module({"language": language}).__dict__
        environment.globals["language_choice"] = parts["choice"]()  # the same on every page in this language
        return environment


PagesPart = Annotated[Pages, Depends(provided(Pages))]


def rendered(request: Request, pages: Pages, template: str, **names: Any) -> str:
    """The page for the caller, with their menu."""
    given = {**names_of(request), "waiting": _waiting(request), **names}
    return pages.render(template, **given)
