"""Problems and commands in the pseudo-language: what is still English in them was never made a message."""

import ast
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from typer import rich_utils
from typer.main import get_command

from model.errors import ShinganError
from serve.cli import cli
from serve.platform.command_messages import commands_in, speak
from serve.platform.problems import Problems
from serve.platform.reasons import LIMITED, PLAIN
from serve.platform.terminal import speak_in
from serve.platform.translations import ENGLISH, Language
from tests.serve.catalogues import ENGLISH as ENGLISH_WORD
from tests.serve.catalogues import speaking
from tests.serve.commands import Shingan, shingan
from tests.serve.running import Service
from tests.serve.tiny_release import GENUINE
from tests.serve.world import absent_id

ROOT = Path(__file__).parents[2]
ARABIC = {"accept-language": "ar"}
# What is no text: paths, options, ids, settings, values in JSON, and what was typed.
CODE = re.compile(
    r"`[^`]*`|\S*[/=_@]\S*|--[\w-]+|\b[a-z]-[0-9a-f]{4,}\b|SHINGAN\w*|\b[0-9A-Fa-f-]{16,}\b|Shingan|UTC|ASCII|JSON|UUID"
    r"|[A-Za-z-]+: [a-z]+/[a-z]+|YYYY-MM-DD|[\u2068\u2069]"
)
__all__ = ["shingan"]


def left(text: str, *given: str) -> list[str]:
    """Words of plain English in a text, without code and what was given."""
    for each in given:
        text = text.replace(each, "")
    return ENGLISH_WORD.findall(CODE.sub("", text))


@pytest.fixture(scope="module", autouse=True)
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The pseudo-language in the place of Arabic."""
    folder = tmp_path_factory.mktemp("locale")
    with speaking(folder, ar=None), pytest.MonkeyPatch.context() as patched:
        for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
            patched.delenv(name, raising=False)
        patched.setenv("LANG", "ar_EG.UTF-8")
        yield
    speak_in(ENGLISH)
    speak(get_command(cli))


# --- problems --------------------------------------------------------------------------------------------------------

TOO_LONG = "x" * 5000
CALLS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "no body": ("POST", "/v1/cases", {}),
    "no JSON": ("POST", "/v1/cases", {"content": "{", "headers": {"content-type": "application/json"}}),
    "text as body": ("POST", "/v1/cases", {"content": "x", "headers": {"content-type": "text/plain"}}),
    "a list": ("POST", "/v1/cases", {"json": [1]}),
    "unknown member": ("POST", "/v1/cases", {"json": {"nothing": 1}}),
    "no text": ("POST", "/v1/cases", {"json": {"place": 1}}),
    "long text": ("POST", "/v1/cases", {"json": {"place": TOO_LONG}}),
    "control character": ("POST", "/v1/cases", {"json": {"place": "\x07"}}),
    "unknown parameter": ("GET", "/v1/cases?nothing=1", {}),
    "twice": ("GET", "/v1/cases?state=open&state=open", {}),
    "no choice": ("GET", "/v1/cases?state=x", {}),
    "no day": ("GET", "/v1/cases?opened_from=1", {}),
    "wrong pattern": ("GET", "/v1/cases/x", {}),
    "no number": ("GET", "/v1/cases?limit=x", {}),
    "small number": ("GET", "/v1/cases?limit=0", {}),
    "large number": ("GET", "/v1/cases?limit=100000", {}),
    "missing": ("GET", f"/v1/cases/{absent_id('c')}", {}),
    "nowhere": ("GET", "/v1/nowhere", {}),
    "other method": ("DELETE", "/v1/cases", {}),
    "not permitted": ("POST", "/v1/organisations", {"json": {"kind": "agency", "name": "x"}}),
    "no photo": ("POST", "/v1/examinations", {"files": {"photos": ("x.jpg", b"x")}}),
    "no photos": ("POST", "/v1/examinations", {"data": {"product": "box"}}),
    "language": ("PUT", "/v1/me/preferences", {"json": {"language": "tlh"}}),
    "zone": ("PUT", "/v1/me/preferences", {"json": {"time_zone": "tlh"}}),
    "weak password": ("PUT", "/v1/me/password", {"json": {"old": "x", "new": "y"}}),
    "no value": ("PUT", "/v1/me/password", {"json": {}}),
}


KEPT = {"DELETE", "GET", "POST", "HEAD", "ar", "en"}  # methods and tags


def texts(value: Any, name: str = "") -> Iterator[str]:
    """The texts of a problem that are for people."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each, name)
    elif name in {"title", "detail"}:
        yield str(value)


@pytest.mark.parametrize("call", CALLS)
def test_no_english_is_left_in_a_problem_and_its_details(service: Service, call: str) -> None:
    method, path, sent = CALLS[call]
    headers = {**ARABIC, **sent.get("headers", {})}
    answer = service.client.request(method, path, **{**sent, "headers": headers})
    assert answer.status_code >= 400
    assert answer.headers["content-language"] == "ar"
    assert answer.headers["vary"] == "Accept-Language, Cookie"
    found = list(texts(answer.json()))
    assert len(found) >= 2
    names = re.findall(r"takes?: (.*)", answer.text) or [""]
    known = service.client.get("/openapi.json").text
    words = {word for text in found for word in left(text, *names, "tlh")}
    assert {word for word in words if not re.search(rf'"{word}"', known)} - {
        "DELETE",
        "GET",
        "POST",
        "HEAD",
        "ar",
        "en",
    } == set()


def test_no_english_is_left_in_the_kinds_of_problems(service: Service) -> None:
    language = Language("ar")
    for kind in Problems(service.parts.subjects.problems).kinds.values():
        assert left(language.say(kind.title)) == left(language.say(kind.advice)) == [], kind.slug


@pytest.mark.parametrize("path", ["/people", "/account/password", "/account/tokens", "/allowance"])
def test_no_english_is_left_where_a_form_is_not_valid(service: Service, path: str) -> None:
    client = service.as_("reviewer" if path == "/allowance" else "administrator")
    page = client.post(path, data={"username": TOO_LONG, "old": TOO_LONG, "label": TOO_LONG}, headers={
        **ARABIC, "accept": "text/html"})  # fmt: skip
    assert page.status_code == 422
    points = re.findall(r"<li>(.*?)</li>", page.text.partition('id="problem"')[2].partition("</section>")[0], re.DOTALL)
    assert points
    assert [word for point in points for word in left(re.sub(r"<[^>]+>", " ", point))] == []


def test_what_is_said_of_a_value_is_in_the_catalogue() -> None:
    language = Language("ar")
    for text in (*PLAIN.values(), *(each for _, each in LIMITED.values())):
        assert left(language.say(text.of(count=2, limit=3))) == []


def test_no_error_is_raised_with_plain_english() -> None:
    """An error that people may read has a message; a path and the system's own words are no text of ours."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "serve").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and is_ours(path, node.exc)
        and plain(node.exc)
    ]
    assert found == []


def is_ours(path: Path, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Name) or "migrations" in path.parts:
        return False
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    kind = getattr(import_module(name), call.func.id, None)
    return isinstance(kind, type) and issubclass(kind, (ShinganError, typer.BadParameter))


def plain(call: ast.Call) -> bool:
    """Whether its first argument is a text with words in it, instead of a message."""
    first = call.args[0] if call.args else None
    parts = first.values if isinstance(first, ast.JoinedStr) else [first]
    return any(isinstance(each, ast.Constant) and re.search(r"[a-z]{2}", str(each.value)) for each in parts)


# --- commands --------------------------------------------------------------------------------------------------------


def test_no_english_is_left_in_the_help_of_any_command() -> None:
    speak_in(Language("ar"))
    command = get_command(cli)
    speak(command)
    for each in commands_in(command):
        context = each.context_class(each)
        assert left(each.get_usage(context).partition(" ")[0]) == [], each.name
        for text in (each.help, *(getattr(option, "help", "") for option in each.get_params(context))):
            assert text, each.name
            assert left(text) == [], each.name
    titles = (rich_utils.ARGUMENTS_PANEL_TITLE, rich_utils.OPTIONS_PANEL_TITLE, rich_utils.COMMANDS_PANEL_TITLE)
    assert left(" ".join((*titles, rich_utils.DEFAULT_STRING, rich_utils.REQUIRED_LONG_STRING))) == []


def test_help_is_printed_in_the_language_of_the_terminal_or_of_the_call(shingan: Shingan) -> None:
    for call in (["user", "add", "--help"], ["--language", "ar", "--help"], ["backup", "--help"]):
        done = shingan(*call)
        assert done.status == 0
        for word in ("Usage", "Options", "Commands", "Arguments", "Show", "required", "Data folder"):
            assert word not in done.out
    assert "Usage: " in shingan("--language", "en", "user", "add", "--help").out


WRONG = (
    "nothing", "usr", "user ad", "user list --dta x", "check", "serve --port x", "serve --port 99999",
    "user add x --organisation y --role z", "case export x", "case export x --out nthng/c.zip", "case list --limit 0",
    "case list --limit", "user list x", "verify nthng", "restore nthng", "--language xx user list", "user list",
    "backup b --data nthng", "release activate nthng", "audit verify",
)  # fmt: skip


@pytest.mark.parametrize("call", WRONG)
def test_no_english_is_left_in_what_a_wrong_call_is_told(shingan: Shingan, call: str) -> None:
    done = shingan(*call.split())
    assert done.status == 2
    assert done.error.startswith("⟦") or "⟦" in done.error
    commands = {name for each in commands_in(get_command(cli)) for name in (each.name or "", *each_choice(each))}
    said = [word for word in left(done.error.rpartition("(")[0] or done.error) if word not in call.split()]
    assert set(said) - commands - {"photos", "bundle", "data", "folder", "ar", "en"} == set()


def each_choice(command: Any) -> list[str]:
    """The words that an option of a command takes, and the names of its arguments."""
    described = [each.type_descriptor for each in command.params if getattr(each, "type_descriptor", None)]
    return [word for each in described for choice in each.choices or () for word in re.split(r"_", str(choice.value))]


def test_no_english_is_left_in_what_commands_say(shingan: Shingan, tiny_release: Path, tmp_path: Path) -> None:
    (tmp_path / "g.jpg").write_bytes(GENUINE)
    calls = (
        "organisation add Bz --kind agency --country JP",
        "user add bzq --role officer --organisation Bz --openid",
        "user disable bzq",
        "user enable bzq",
        "user unlink bzq",
        "user reset-factors bzq",
        "user reset-password bzq",
        "user disable xyz",
        "audit verify",
        "retention apply",
        "retention apply --dry-run",
        "case reindex",
        "backup ../bck",
        "verify bndl",
        "release list",
        "release propose " + str(tiny_release),
    )
    (tmp_path / "bndl").write_bytes(b"x")
    for call in calls:
        done = shingan(*call.split())
        assert left(done.out + done.error) == [], (call, done)
        assert "\u2068" not in done.out + done.error


def test_json_stays_as_it_is_in_every_language(shingan: Shingan) -> None:
    shingan("organisation", "add", "Bz", "--kind", "agency", "--country", "JP")
    spoken = [shingan("--language", tag, "organisation", "list", "--json").out for tag in ("ar", "en")]
    assert spoken[0] == spoken[1]
    assert json.loads(spoken[0])[0]["kind"] == "agency"
    assert shingan("audit", "verify", "--json").out == shingan("--language", "en", "audit", "verify", "--json").out


def test_a_locale_without_a_language_is_english(shingan: Shingan, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value, word in (
        ("LC_ALL", "C", "Missing"),
        ("LC_MESSAGES", "POSIX", "Missing"),
        ("LC_ALL", "ar", "⟦"),
        ("LC_ALL", "C.UTF-8", "Missing"),
        ("LC_ALL", "xx_XX.UTF-8", "Missing"),
    ):
        monkeypatch.setenv(name, value)
        assert shingan("check").error.startswith(word)
    monkeypatch.setenv("LANGUAGE", "xx:ar")
    assert shingan("check").error.startswith("⟦")


def test_help_in_a_script_without_spaces_is_not_cut_off(shingan: Shingan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for call in (["verify", "--help"], ["--help"]):
        assert "…" not in shingan("--language", "ar", *call).out
