"""Pages in the pseudo-language: what is still English on them was never made a message."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from model.messages import Localized
from model.sheet_trade import Contact, Party, Right, RightKind, Route, TradeDetails
from serve.accounts.signing_in import SignIn
from serve.catalogue.guide import GuidePoint, GuideSheet
from serve.catalogue.guide_source import OF_VERSION
from serve.catalogue.printing.domain import GuideForm
from serve.catalogue.printing.making import printed
from serve.platform.documents.typesetting import rendered
from serve.platform.translations import Language
from serve.releases.service import Releases
from tests.serve.alerting import alert_on, known_on
from tests.serve.catalogues import ENGLISH, english_in_report, speaking
from tests.serve.clearing import clearance_on, taught_on
from tests.serve.coursing import course_pages
from tests.serve.every_page import PAGES, Texts, dead_fragments, examined, whole_case
from tests.serve.frozen import set_on
from tests.serve.planning import demo_on, lesson_on, shown_on
from tests.serve.resulting import results_on
from tests.serve.running import Service
from tests.serve.seizing import seized_on
from tests.serve.world import Dossier, World, signing_certificate_on

NAMES = re.compile(
    r"\u2068[^\u2069]*\u2069|Shingan|Acme \w+|The (front|back|logo|seal|secret|whole)|[A-Z]\w+/[\w/+-]+|English|UTC"
    r"|\b[0-9A-Z]{4}-[0-9A-Z]{4}\b"  # a join code
)


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
def names(service: Service, dossier: Dossier) -> dict[str, str]:
    """What a right holder's pages are about."""
    world = World(service)
    release = service.parts[Releases].active.examiner.release.id
    made = {"sheet_id": world.sheet("acme"), "job_id": world.job(), "set_id": set_on(service)}
    made |= {"entry_id": world.entry(), "contribution_id": world.contribution(), "alert_id": alert_on(service)}
    made["clearance_id"] = clearance_on(service)
    taught_on(service, "first", "logo", "seal", view="front")
    made |= {"clearance_id": clearance_on(service), **lesson_on(service)}
    made |= {"sitting_id": shown_on(service), "demo_id": demo_on(service)}
    made |= course_pages(service)._asdict()
    made["results_id"] = results_on(service)
    made["organisation_id"] = service.people.agencies["first"].id
    made["returned_from"], made["returned_id"] = world.returned()
    made["undecided_id"] = world.undecided()
    made |= {"practice_id": world.practice(), "revealed_id": world.practice(is_revealed=True)}
    made["line_id"] = seized_on(service.as_("officer"), dossier.case_id, dossier.item_id)
    world.case_person(dossier.case_id)
    known_on(service)
    made |= world.procedures()
    made["fingerprint"] = signing_certificate_on(service)
    return {**made, "release_id": release}


def page_of(client: httpx.Client, path: str) -> str:
    return client.get(path, headers={"accept": "text/html", "accept-language": "ar"}).text


@pytest.mark.parametrize(("role", "path"), [(role, path) for role, paths in PAGES.items() for path in paths])
def test_no_english_is_left_on_a_page_and_its_links_to_itself_lead_somewhere(
    service: Service, dossier: Dossier, examinations: list[str], names: dict[str, str], role: str, path: str
) -> None:
    with service.visitor() as visitor:
        client = visitor if role == "visitor" else service.as_(role)
        for examination in examinations if "{examination}" in path else [""]:
            page = page_of(client, path.format(examination=examination, **names, **vars(dossier)))
            assert '<html lang="ar" dir="rtl">' in page
            assert "/problems/" not in page or role == "visitor"
            assert english_in(page) == []
            assert dead_fragments(page) == []


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


def test_no_english_is_left_in_a_printed_guide(service: Service) -> None:
    named = Localized("The box", "en")
    party, route = Party("Acme works", "SE", "Acme cartons"), Route("Acme port", "Acme pier")
    trade = TradeDetails(
        rights=(Right(RightKind.DESIGN, "1", "EU", expires=date(2031, 4, 30)),),
        contacts=(Contact("Acme desk", time_zone="Asia/Tokyo", languages=("ja",)),),
        makers=(party,),
        routes=(route,),
    )
    point = GuidePoint("p", named, named, named, named, has_picture=False)
    sheet = GuideSheet(
        "box",
        "acme",
        named,
        "",
        (),
        None,
        (),
        (point,),
        OF_VERSION.of(number=1, day=date(2026, 11, 27)),
        is_examinable=False,
        trade=trade,
    )
    actor = service.parts[SignIn].by_token(service.people.token("officer"))
    for form in GuideForm:
        made = printed(sheet, form, actor, datetime.now(UTC), Language("ar"), lambda *_: None)
        assert english_in_report(rendered(made, Language("ar"), "", {})) == []


def test_english_that_was_forgotten_is_found() -> None:
    page = '<p>Forgotten <bdi>Aiko</bdi></p><img alt="Left behind"><p lang="en">Sheet</p><p>⟦Fôûñd~⟧</p>'
    assert english_in(page) == ["Forgotten", "Left behind"]
