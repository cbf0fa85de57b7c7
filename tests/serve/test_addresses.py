"""A scheme's own port is the same origin, whether it is named or not; every other port and site is a foreign one."""

import pytest

from serve.platform.addresses import is_origin_of
from tests.serve.running import Service

SAME = [
    ("http://shingan.intra", "shingan.intra:80"),
    ("http://shingan.intra:80", "shingan.intra"),
    ("https://shingan.intra", "shingan.intra:443"),
    ("https://shingan.intra:443", "shingan.intra"),
    ("http://shingan.intra", "shingan.intra"),
    ("https://shingan.intra:8443", "shingan.intra:8443"),
    ("http://shingan.intra", "SHINGAN.Intra:80"),
    ("http://[::1]", "[::1]:80"),
    ("https://[2001:db8::a]", "[2001:DB8::A]:443"),
    ("http://[::1]:8000", "[::1]:8000"),
]
FOREIGN = [
    ("http://shingan.intra", "shingan.intra:443"),
    ("https://shingan.intra", "shingan.intra:80"),
    ("http://shingan.intra:8080", "shingan.intra"),
    ("http://shingan.intra", "shingan.intra:8080"),
    ("http://shingan.intra:0", "shingan.intra"),
    ("http://evil.example", "shingan.intra:80"),
    ("http://shingan.intra.evil.example", "shingan.intra"),
    ("http://[::2]", "[::1]:80"),
    ("http://evil@shingan.intra", "shingan.intra"),
    ("http://shingan.intra/", "shingan.intra"),
    ("http://shingan.intra", "shingan.intra/x"),
    ("ftp://shingan.intra", "shingan.intra"),
    ("http://shingan.intra:port", "shingan.intra"),
    ("http://[", "["),
    ("null", ""),
    ("", ""),
    ("http://", ""),
]


@pytest.mark.parametrize(("origin", "host"), SAME)
def test_the_same_site_and_port_are_one_origin(origin: str, host: str) -> None:
    assert is_origin_of(origin, host)


@pytest.mark.parametrize(("origin", "host"), FOREIGN)
def test_another_site_or_port_is_foreign(origin: str, host: str) -> None:
    assert not is_origin_of(origin, host)


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("shingan.intra:80", "http://shingan.intra", 401),  # it is checked, and names no person
        ("shingan.intra:81", "http://shingan.intra", 403),
        ("shingan.intra:80", "http://evil.example", 403),
        ("Shingan.Intra", "https://shingan.intra:443", 401),
        ("shingan.intra:443", "http://shingan.intra", 403),
    ],
)
@pytest.mark.parametrize("proxy", [{}, {"x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1"}])
def test_a_sign_in_is_taken_from_its_own_origin_alone(
    service: Service, proxy: dict[str, str], host: str, origin: str, status: int
) -> None:
    with service.visitor(headers={"host": host, "origin": origin, **proxy}) as visitor:
        assert visitor.post("/sign-in", data={"username": "unknown", "password": "x"}).status_code == status
