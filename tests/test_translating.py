"""The tools for translators: what they extract, what they call wrong, and how a language is added."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from typer.testing import CliRunner

from model.messages import message
from serve.platform import translations
from serve.platform.languages import language_for
from serve.platform.translations import is_incomplete, tags
from tests.serve.catalogues import forget
from translating import catalogues, checking, extracting
from translating.__main__ import app as command
from translating.pseudo import pseudo

ROOT = Path(__file__).parents[1]
HELLO, PHOTOS = "Hello {name}", ("{count} photo of {name}", "{count} photos of {name}")


@pytest.fixture
def code() -> Catalog:
    """Two messages of the code."""
    found = Catalog()
    found.add(HELLO)
    found.add(PHOTOS)
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of catalogues."""
    for module in (translations, catalogues):
        monkeypatch.setattr(module, "FOLDER", tmp_path)
    forget()
    yield tmp_path
    forget()


def faults(code: Catalog, *entries: tuple[object, object], may_lack: bool = False) -> list[str]:
    catalogue = Catalog(locale="ru")
    for text, translation in entries:
        catalogue.add(text, translation)  # type: ignore[arg-type]  # texts and tuples of texts
    return [fault.what for fault in checking.of_catalogue("ru", catalogue, code, may_lack=may_lack)]


SOUND = ((HELLO, "Привет, {name}"), (PHOTOS, ("{count} фотография {name}",) * 3))


def test_a_whole_catalogue_has_no_fault(code: Catalog) -> None:
    assert faults(code, *SOUND) == []


@pytest.mark.parametrize(
    ("text", "translation", "what"),
    [
        (HELLO, "Привет", "lacks {name}"),
        (HELLO, "Привет, {имя}", "names {имя}, which the English does not"),
        (HELLO, "Привет, {name", "its braces can't be read"),
        (HELLO, "Привет, {name!r}", "its braces can't be read"),
        (HELLO, "<b>Привет</b>, {name}", "its markup differs"),
        (HELLO, "Привет, {name} ", "begins or ends with a space"),
        (HELLO, "", "not translated"),
        (PHOTOS, ("{count} фотография {name}",) * 2, "has 2 plural forms, and the language has 3"),
        (PHOTOS, ("{count} фотография {name}", "", "{count} фотография {name}"), "not translated"),
    ],
)
def test_each_kind_of_fault_is_named(code: Catalog, text: object, translation: object, what: str) -> None:
    others = [entry for entry in SOUND if entry[0] != text]
    found = faults(code, (text, translation), *others)
    assert any(what in each for each in found), found


def test_what_is_missing_or_stale_is_named_and_an_incomplete_catalogue_may_lack(code: Catalog) -> None:
    assert faults(code, SOUND[0]) == ["missing; run `make messages`"]
    assert faults(code, *SOUND, ("Gone", "Нет")) == ["stale: the code does not have it; run `make messages`"]
    assert faults(code, SOUND[1], (HELLO, ""), may_lack=True) == []


def test_the_singular_may_leave_the_number_out(code: Catalog) -> None:
    code.add(("one place", "{count} places"))
    assert faults(code, *SOUND, (("one place", "{count} places"), ("место", "{count} места", "{count} мест"))) == []


def test_messages_are_found_in_code_and_templates_with_comments_for_translators() -> None:
    found = extracting.template()
    entry = found.get("{first}; {rest}", "list of titles")
    assert entry is not None
    assert entry.auto_comments[0].startswith("keeps the titles of a list apart")
    assert found.get("Skip to the content") is not None  # of a template
    assert found.get("Suspected counterfeit") is not None
    assert extracting.unreadable() == ()


@pytest.mark.usefixtures("folder")
def test_a_stub_of_a_language_is_added_by_one_command_and_not_offered_until_it_is_complete() -> None:
    done = CliRunner().invoke(command, ["add", "ko"])
    assert done.exit_code == 0, done.output
    path = Path(done.output.strip())
    catalogue = catalogues.read(path)
    for number, entry in enumerate([entry for entry in catalogue if isinstance(entry.id, str) and entry.id][:10]):
        entry.string = f"{entry.id} {number}번"
    catalogue.get("Sign in").string = "로그인"  # type: ignore[union-attr]  # it is there
    path.write_bytes(catalogues.written(catalogue))
    assert not catalogues.update()  # it is in its one form already
    assert is_incomplete(path)
    assert CliRunner().invoke(command, ["check"]).output == "The catalogues are complete.\n"
    assert tags() == ("en",)
    assert language_for(("ko", "fr")).tag == "en"
    path.write_text(path.read_text().replace("# State: incomplete\n", ""))
    for each in (tags, language_for):
        each.cache_clear()
    assert tags() == ("en", "ko")
    assert language_for(("ko-KR",)).say(message("Sign in")) == "로그인"
    assert language_for(("ko-KR",)).say(message("Nothing")) == "Nothing"
    assert "not translated" in CliRunner().invoke(command, ["check"]).output


@pytest.mark.parametrize("tag", ["klingon", "x", "../ko", ""])
def test_what_is_no_language_is_not_added(folder: Path, tag: str) -> None:
    with pytest.raises(catalogues.UnknownLanguageError):
        catalogues.add(tag)
    assert not list(folder.iterdir())


def test_the_command_checks_the_catalogues_of_the_code() -> None:
    done = CliRunner().invoke(command, ["check"])
    assert (done.exit_code, done.output) == (0, "The catalogues are complete.\n")


def test_the_docs_say_which_catalogues_a_native_speaker_has_read() -> None:
    table = (ROOT / "docs" / "languages.md").read_text(encoding="utf-8")
    for path in catalogues.paths():
        read = re.search(r"^# Read by a native speaker: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert read is not None, path
        assert f"| `{catalogues.tag_of(path)}` | {read[1]} |" in table


def test_the_pseudo_language_is_longer_and_keeps_values_and_tags() -> None:
    said = pseudo("Sign <b>in</b>, {name}")
    assert "{name}" in said
    assert "<b>" in said
    assert len(said) > 1.35 * len("Sign <b>in</b>, {name}")
    assert "Sign" not in said
