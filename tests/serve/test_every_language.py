"""Pages, kinds of problems and commands in every language that is offered: nothing of them is left in English."""

from collections.abc import Iterator
from functools import cache

import pytest
from typer.main import get_command

from serve.cli import cli
from serve.platform.command_messages import commands_in, speak
from serve.platform.problems import Problems
from serve.platform.terminal import speak_in
from serve.platform.translations import ENGLISH, Language, catalogue_of, tags
from serve.releases.service import Releases
from tests.serve.alerting import alert_on
from tests.serve.clearing import clearance_on, taught_on
from tests.serve.coursing import course_pages
from tests.serve.every_page import PAGES, Texts, examined, whole_case
from tests.serve.frozen import set_on
from tests.serve.planning import demo_on, lesson_on, shown_on
from tests.serve.resulting import results_on
from tests.serve.running import Service
from tests.serve.seizing import seized_on
from tests.serve.world import Dossier, World, signing_certificate_on
from translating.extracting import template
from translating.termbase import TAGS

OTHERS = [tag for tag in tags() if tag != "en"]
# A page is read in a third of the languages, each of which reads another third of the pages. `test_pseudo.py` shows of
# every page that all it says are messages, and `translating check` that each message has a translation whose names
# in braces are the same.
EVERY = 3
SHORTEST = 12  # letters; shorter words may be the same in two languages, as "Menu" is


@pytest.fixture(scope="module")
def examinations(service: Service) -> list[str]:
    return examined(service)


@pytest.fixture(scope="module")
def dossier(service: Service) -> Dossier:
    return whole_case(World(service))


@cache
def left_in_english(tag: str) -> frozenset[str]:
    """English texts without values that this language says in another way."""
    texts = {entry.id for entry in template() if isinstance(entry.id, str) and "{" not in entry.id}
    return frozenset(
        text for text in texts if len(text) >= SHORTEST and catalogue_of(tag).gettext(text) not in {text, ""}
    )


def test_every_language_of_the_termbase_is_offered() -> None:
    assert set(tags()) == set(TAGS)


@pytest.fixture(scope="module")
def pages(service: Service, dossier: Dossier, examinations: list[str]) -> list[tuple[str, str]]:
    """The path of every page, and the role of who reads it; what the pages show is made once for all languages."""
    return list(filled(service, dossier, examinations))


def filled(service: Service, dossier: Dossier, examinations: list[str]) -> Iterator[tuple[str, str]]:
    release = service.parts[Releases].active.examiner.release.id
    names = {"sheet_id": World(service).sheet("acme"), "job_id": World(service).job(), "release_id": release}
    names["entry_id"] = World(service).entry()
    names["returned_from"], names["returned_id"] = World(service).returned()
    names["undecided_id"] = World(service).undecided()
    names["line_id"] = seized_on(service.as_("officer"), dossier.case_id, dossier.item_id)
    World(service).case_person(dossier.case_id)
    names["practice_id"] = World(service).practice()
    names["revealed_id"] = World(service).practice(is_revealed=True)
    names["set_id"] = set_on(service)
    names["contribution_id"] = World(service).contribution()
    names["alert_id"] = alert_on(service)
    names["clearance_id"] = clearance_on(service)
    taught_on(service, "first", "logo", "seal", view="front")
    names |= {"clearance_id": clearance_on(service), **lesson_on(service)}
    names |= {"sitting_id": shown_on(service), "demo_id": demo_on(service)}
    names |= course_pages(service)._asdict()
    names["results_id"] = results_on(service)
    names["organisation_id"] = service.people.agencies["first"].id
    names |= World(service).procedures()
    names["fingerprint"] = signing_certificate_on(service)
    for role, paths in PAGES.items():
        for path in paths:
            for examination in examinations if "{examination}" in path else [""]:
                yield role, path.format(examination=examination, **names, **vars(dossier))


@pytest.mark.parametrize("tag", OTHERS)
def test_pages_speak_the_language(service: Service, pages: list[tuple[str, str]], tag: str) -> None:
    language = Language(tag)
    for role, path in pages[OTHERS.index(tag) % EVERY :: EVERY]:
        with service.visitor() as visitor:
            client = visitor if role == "visitor" else service.as_(role)
            answer = client.get(path, headers={"accept": "text/html", "accept-language": tag})
        assert answer.status_code == (404 if path == "/nothing-here" else 200), path
        assert f'<html lang="{tag}" dir="{language.direction}">' in answer.text, path
        parser = Texts()
        parser.feed(answer.text)
        assert [text for text in parser.found if text in left_in_english(tag)] == [], path
        assert [text for text in parser.found if "{" in text] == [], path


@pytest.mark.parametrize("tag", OTHERS)
def test_every_kind_of_problem_has_words_in_the_language(service: Service, tag: str) -> None:
    language = Language(tag)
    for kind in Problems(service.parts.subjects.problems).kinds.values():
        for text in (kind.title, kind.advice):
            assert not text or language.say(text) != str(text), (tag, kind.slug)


@pytest.mark.parametrize("tag", OTHERS)
def test_a_problem_is_answered_in_the_language(service: Service, tag: str) -> None:
    answer = service.client.post("/v1/cases", json={"place": 1}, headers={"accept-language": tag})
    assert answer.status_code == 422
    assert answer.headers["content-language"] == tag
    problem = answer.json()
    said = [problem["title"], problem["detail"], *(each["detail"] for each in problem["errors"])]
    assert not set(said) & left_in_english(tag)


@pytest.fixture
def command() -> Iterator[None]:
    yield
    speak_in(ENGLISH)
    speak(get_command(cli))


@pytest.mark.usefixtures("command")
@pytest.mark.parametrize("tag", OTHERS)
def test_the_help_of_every_command_speaks_the_language(tag: str) -> None:
    speak_in(Language(tag))
    whole = get_command(cli)
    speak(whole)
    for each in commands_in(whole):
        texts = [each.help, *(getattr(option, "help", "") for option in each.params)]
        assert not set(texts) & left_in_english(tag), each.name
