"""Enquiries are drafted in the right holder's language, and the officer reads the same in their own."""

import re
from collections.abc import Iterator

import httpx
import pytest

from serve.accounts.languages import OrganisationLanguages
from serve.audit.service import Audit
from serve.enquiries.messages import NEEDED_BY, QUESTIONS
from tests.serve.catalogues import speaking
from tests.serve.enquiring import asking, made, stopped
from tests.serve.running import Service

PAGE = {"accept": "text/html"}
JAPANESE, DAY = "写真の品物は御社の純正品ですか。", "{date}までにご回答ください。"


@pytest.fixture(scope="module", autouse=True)
def japanese(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A catalogue with two questions, which is offered."""
    folder = tmp_path_factory.mktemp("locale")
    with speaking(folder, ja={QUESTIONS["genuine"].text: JAPANESE, NEEDED_BY.text: DAY}):
        yield


@pytest.fixture(autouse=True)
def undecided(service: Service) -> Iterator[None]:
    """All that a test chooses for the right holder is forgotten after it."""
    yield
    service.parts[OrganisationLanguages].choose(None, service.people.holder.id, None)
    made(service.as_("reviewer").put("/v1/me/preferences", json={}))


def choose(service: Service, language: str) -> httpx.Response:
    given = {"organisation": service.people.holder.id, "language": language}
    return service.as_("administrator").post("/organisations/language", data=given)


def form(service: Service, path: str, **given: object) -> httpx.Response:
    """The form to ask, as it comes first, or with what was chosen in it."""
    if given:
        return service.client.post(f"{path}/enquiries/draft", data=given, headers=PAGE)
    return service.client.get(f"{path}/enquiries/new", headers=PAGE)


def drafted(page: httpx.Response) -> tuple[str, str]:
    """Language and text of the drafted question."""
    found = re.search(r'<textarea[^>]* lang="([^"]+)"[^>]*>([^<]*)<', page.text)
    assert found, page.text
    return found[1], found[2]


def page_of(one: object) -> str:
    return str(getattr(one, "path", "")).removeprefix("/v1")


def test_an_administrator_chooses_the_language_and_the_draft_is_in_it_with_the_officers_under_it(
    service: Service,
) -> None:
    path = page_of(stopped(service.client))
    assert drafted(form(service, path))[0] == "en"
    assert choose(service, "ja").status_code == 303
    page = form(service, path)
    assert drafted(page) == ("ja", f"{JAPANESE}\n{QUESTIONS['points'].text}")
    assert f'lang="en" dir="ltr">{QUESTIONS["genuine"].text}' in page.text
    assert "is written to in Japanese" in page.text


def test_chosen_questions_and_the_day_are_written_and_the_photos_stay_chosen(service: Service) -> None:
    one = stopped(service.client)
    choose(service, "ja")
    page = form(service, page_of(one), standard=["genuine"], needed_by="2026-12-24", foreign_photos=[])
    assert drafted(page) == ("ja", f"{JAPANESE}\n2026年12月24日までにご回答ください。")
    assert "We need the answer by December 24, 2026." in page.text
    assert f'value="{one.examination}:0">' in page.text  # it was not ticked
    kept = form(service, page_of(one), standard=["genuine"], photos=[f"{one.examination}:0"])
    assert f'value="{one.examination}:0" checked>' in kept.text


def test_what_is_sent_is_kept_as_sent_with_its_language(service: Service) -> None:
    one, words = stopped(service.client), "私の言葉で書きました。"
    photos = {"photos": f"{one.examination}:0"}
    sent = service.client.post(f"{page_of(one)}/enquiries", data={"question": words, "language": "ja", **photos})
    name = sent.headers["location"].rpartition("/")[2]
    found = made(service.as_("reviewer").get(f"/v1/enquiries/{name}"))
    assert (found["question"], found["language"]) == (words, "ja")
    for client in (service.as_("reviewer"), service.client):
        assert f'lang="ja" dir="auto">{words}<' in client.get(f"/enquiries/{name}", headers=PAGE).text
    assert service.parts[Audit].verify().faults == ()


def test_without_a_choice_its_people_decide_and_otherwise_it_is_english(service: Service) -> None:
    languages, holder = service.parts[OrganisationLanguages], service.people.holder.id
    assert languages.of(holder) == "en"
    made(service.as_("reviewer").put("/v1/me/preferences", json={"language": "ja"}))
    assert languages.of(holder) == "ja"
    choose(service, "en")
    assert languages.of(holder) == "en"


def test_a_language_that_is_not_offered_is_refused_and_another_organisations_is_not_theirs(service: Service) -> None:
    assert choose(service, "tlh").status_code == 422
    given = {"organisation": service.people.holder.id, "language": "ja"}
    assert service.as_("officer").post("/organisations/language", data=given).status_code == 403
    one = stopped(service.client)
    refused = service.client.post(f"{one.path}/enquiries", json={**asking(one), "language": "tlh"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/language"


def test_an_organisation_is_created_with_its_language(service: Service) -> None:
    given = {"kind": "right_holder", "name": "日本の権利者", "language": "ja"}
    added = made(service.as_("administrator").post("/v1/organisations", json=given))
    assert service.parts[OrganisationLanguages].of(added["id"]) == "ja"
