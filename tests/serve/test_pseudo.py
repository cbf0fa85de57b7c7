"""Pages in the pseudo-language: what is still English on them was never made a message."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.serve.catalogues import ENGLISH, speaking
from tests.serve.every_page import PAGES, Texts, examined, whole_case
from tests.serve.running import Service
from tests.serve.world import Dossier, World

NAMES = re.compile(r"\u2068[^\u2069]*\u2069|Shingan|Acme \w+|The (front|back|logo|whole)|[A-Z]\w+/[\w/+-]+|English|UTC")


def english_in(page: str) -> list[str]:
    """Texts of a page with words in plain English."""
    parser = Texts()
    parser.feed(page)
    return [text for text in parser.found if ENGLISH.search(NAMES.sub("", text))]


@pytest.fixture(scope="module", autouse=True)
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The pseudo-language in the place of Arabic."""
    folder = tmp_path_factory.mktemp("locale")
    with speaking(folder, ar=None):
        yield folder


@pytest.fixture(scope="module")
def examinations(service: Service) -> list[str]:
    return examined(service)


@pytest.fixture(scope="module")
def dossier(service: Service) -> Dossier:
    return whole_case(World(service))


@pytest.fixture(scope="module")
def sheet_id(service: Service) -> str:
    return World(service).sheet("acme")


def page_of(client: httpx.Client, path: str) -> str:
    return client.get(path, headers={"accept": "text/html", "accept-language": "ar"}).text


@pytest.mark.parametrize(("role", "path"), [(role, path) for role, paths in PAGES.items() for path in paths])
def test_no_english_is_left_on_a_page(
    service: Service, dossier: Dossier, examinations: list[str], sheet_id: str, role: str, path: str
) -> None:
    with service.visitor() as visitor:
        client = visitor if role == "visitor" else service.as_(role)
        for examination in examinations if "{examination}" in path else [""]:
            page = page_of(client, path.format(examination=examination, sheet_id=sheet_id, **vars(dossier)))
            assert '<html lang="ar" dir="rtl">' in page
            assert "/problems/" not in page or role == "visitor"
            assert english_in(page) == []


@pytest.mark.parametrize(
    ("role", "path", "form"),
    [
        ("visitor", "/sign-in", {"username": "x", "password": "not it"}),
        ("officer", "/account/password", {"old": "not it", "new": "short"}),
        ("reviewer", "/allowance", {"everyone": "true", "were_ticked": "o-1"}),
        ("administrator", "/people", {"role": "officer", "organisation": "nowhere", "username": "x", "name": "X"}),
    ],
)
def test_no_english_is_left_where_a_form_is_refused(
    service: Service, role: str, path: str, form: dict[str, str]
) -> None:
    with service.visitor(headers={"origin": service.base}) as visitor:
        client = visitor if role == "visitor" else service.as_(role)
        answer = client.post(path, data=form, headers={"accept": "text/html", "accept-language": "ar"})
        assert answer.is_client_error
        assert english_in(answer.text) == []


def test_english_that_was_forgotten_is_found() -> None:
    page = '<p>Forgotten <bdi>Aiko</bdi></p><img alt="Left behind"><p lang="en">Sheet</p><p>⟦Fôûñd~⟧</p>'
    assert english_in(page) == ["Forgotten", "Left behind"]
