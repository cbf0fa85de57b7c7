"""HTTP clients of the servers that tests start on the loopback address, without TLS."""

import ssl
from typing import Any

import httpx

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # no authorities, which httpx would read for each client


def client_of(base: str, *, timeout: float = 60, **options: Any) -> httpx.Client:
    """A new client of a server; close it."""
    return httpx.Client(base_url=base, timeout=timeout, verify=NO_TLS, **options)
