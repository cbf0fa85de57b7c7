"""Origins (RFC 6454): whether an address belongs to the host that a call names."""

from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


class _Site(NamedTuple):
    host: str
    port: int


def is_origin_of(origin: str, host: str) -> bool:
    """Whether an Origin header names the same site as a Host header.

    A scheme's default port counts as named. A Host header names no scheme, and a proxy that terminates TLS may hide it:
    the scheme of the origin counts for both.
    """
    try:
        named = urlsplit(origin)
        if named.path or named.query or named.fragment:
            return False
        return _site(named, named.scheme) == _site(urlsplit(f"//{host}"), named.scheme)
    except (KeyError, ValueError):  # another scheme, or nothing that a browser sends
        return False


def _site(address: SplitResult, scheme: str) -> _Site:
    """The site of an address with only host and port.

    Raises:
        KeyError: the scheme has no default port. ValueError: the host or the port is invalid.
    """
    default = DEFAULT_PORTS[scheme]
    if not address.hostname or "@" in address.netloc or address.path or address.query or address.fragment:
        raise ValueError(address.netloc)
    return _Site(address.hostname, default if address.port is None else address.port)
