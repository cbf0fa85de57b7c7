"""Whose language: the one place that finds in which language and time zone a request is answered.

The person's own setting comes first, then what was chosen in this browser, then what the browser asks for.
"""

from starlette.requests import HTTPConnection

from serve.platform.languages import language_for, preferred
from serve.platform.translations import Language

LANGUAGE_COOKIE, ZONE_COOKIE = "shingan_language", "shingan_zone"


def language_of(request: HTTPConnection) -> Language:
    """The language of the answer to a request, with the reader's time zone."""
    actor = getattr(request.state, "actor", None)
    zone = getattr(actor, "time_zone", None) or request.cookies.get(ZONE_COOKIE, "")
    return language_for(tuple(wanted(request)), zone)


def wanted(request: HTTPConnection) -> list[str]:
    """Language tags for a request, the best first; some may not be offered."""
    actor = getattr(request.state, "actor", None)
    chosen = (getattr(actor, "language", None), request.cookies.get(LANGUAGE_COOKIE))
    return [*filter(None, chosen), *preferred(request.headers.get("accept-language", ""))]


def languages_of(request: HTTPConnection) -> tuple[str, ...]:
    """The order in which texts of product sheets are looked for: what the reader wants, then the answer's language."""
    return tuple(dict.fromkeys((*wanted(request), language_of(request).tag)))
