"""Code lists: what ships, the operator's file in its place, the API and the command."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from serve.codelists.code_file import code_lists
from serve.codelists.domain import CodeListFileError, CodeRejectedError
from serve.codelists.messages import NAMES, WORDS, words_of
from serve.platform.translations import ENGLISH, Language
from tests.serve.commands import Shingan, one_line, shingan
from tests.serve.running import Service
from tests.test_docs import ROOT

__all__ = ["shingan"]

DAY = date(2026, 11, 28)
OWN = """
[[lists]]
id = "detection"
edition = 2027-01-01
source = "Our handbook, chapter 4"
codes = [
    { code = "sniffer", words = { en = "Sniffer dog", de = "Spürhund" }, valid_from = 2027-01-01 },
    { code = "hint", valid_until = 2026-12-31 },
]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_every_code_that_ships_has_words_and_every_list_a_name_and_a_source() -> None:
    lists = code_lists()
    assert set(lists.lists) == set(NAMES)
    for each in lists:
        assert each.source
        assert each.codes or each.form
        if each.id in WORDS:
            assert {entry.code for entry in each.codes} == set(WORDS[each.id]), each.id
    assert {"JP", "DE", "TW"} <= {entry.code for entry in lists["country"].codes}
    assert {"JPY", "EUR", "USD"} <= {entry.code for entry in lists["currency"].codes}
    assert "DEM" not in {entry.code for entry in lists["currency"].codes}


def test_the_documentation_names_every_list_that_ships() -> None:
    text = (ROOT / "docs" / "code-lists.md").read_text(encoding="utf-8")
    assert all(f"`{each.id}`" in text for each in code_lists())


def test_a_code_that_is_none_is_refused_with_the_list_and_the_next_one() -> None:
    lists = code_lists()
    lists.require("goods_kind", "pirated", DAY, "kind")
    for code, said in {"pirate": "did you mean pirated?", "zzzz": "/v1/code-lists/goods_kind"}.items():
        with pytest.raises(CodeRejectedError, match="goods_kind") as refused:
            lists.require("goods_kind", code, DAY, "kind")
        assert said in str(refused.value)
        assert refused.value.field == "kind"
    lists.require("port", "JPTYO", DAY, "port")
    with pytest.raises(CodeRejectedError, match="such as DEHAM"):
        lists.require("port", "Hamburg", DAY, "port")


def test_an_operators_list_takes_the_place_of_the_one_that_ships(own: Path) -> None:
    lists = code_lists(own)
    assert [each.code for each in lists["detection"].codes] == ["sniffer", "hint"]
    assert lists["basis"] == code_lists()["basis"]
    assert str(words_of(lists["detection"], "sniffer", Language("de"))) == "Spürhund"
    assert str(words_of(lists["detection"], "sniffer", Language("ja"))) == "Sniffer dog"
    lists.require("detection", "hint", DAY, "detection")
    with pytest.raises(CodeRejectedError, match="not on"):
        lists.require("detection", "sniffer", DAY, "detection")


def test_a_code_that_ended_or_that_no_list_has_is_still_shown() -> None:
    lists = code_lists()
    assert words_of(lists["detection"], "from-an-earlier-list", ENGLISH) == "from-an-earlier-list"
    assert words_of(lists["country"], "JP", ENGLISH) == "Japan"
    assert words_of(lists["currency"], "EUR", ENGLISH) == "Euro"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[lists]]\nid = "nothing"\nedition = 2027-01-01\nsource = "x"\ncodes = ["a"]', "no list nothing"),
        ('[[lists]]\nid = "basis"\nedition = 2027-01-01\nsource = "x"\ncodes = ["a", "a"]', "a code twice"),
        ('[[lists]]\nid = "basis"\nedition = 2027-01-01\nsource = "x"', "needs one of"),
        ('[[lists]]\nid = "port"\nedition = 2027-01-01\nsource = "x"\nform = "["', "form must be"),
        (2 * '[[lists]]\nid = "basis"\nedition = 2027-01-01\nsource = "x"\ncodes = ["a"]\n', "twice"),
        ("lists = 3", "lists"),
        ("[[", ""),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CodeListFileError) as refused:
        code_lists(path)
    assert str(refused.value).startswith(str(path))
    assert said in str(refused.value)


def test_every_reader_gets_lists_in_their_language(service: Service) -> None:
    officer = service.as_("officer")
    listed = {each["id"]: each for each in officer.get("/v1/code-lists").json()["code_lists"]}
    assert set(listed) == set(NAMES)
    assert listed["port"]["form"] == "[A-Z]{2}[A-Z2-9]{3}"
    french = officer.get("/v1/code-lists/country", headers={"accept-language": "fr"}).json()
    assert {"code": "DE", "words": "Allemagne", "valid_from": None, "valid_until": None} in french["codes"]
    on = officer.get("/v1/code-lists/basis", params={"on": "2026-11-28"}).json()
    assert [each["code"] for each in on["codes"]] == ["upon-application", "ex-officio"]
    assert officer.get("/v1/code-lists/nothing").status_code == 404


def test_a_service_with_a_wrong_file_does_not_start(start_service: Callable[..., Service], tmp_path: Path) -> None:
    with pytest.raises(CodeListFileError):
        start_service(code_lists_file=tmp_path / "none.toml")


def test_the_command_lists_and_checks(shingan: Shingan, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "goods_kind: " in shingan("code-lists").out
    assert "pirated: Pirated work" in shingan("code-lists", "goods_kind").out
    assert len(json.loads(shingan("code-lists", "--json").out)["code_lists"]) == len(NAMES)
    one_line(shingan("code-lists", "nothing"), 2, "there are: basis")
    one_line(shingan("code-lists", "basis", "--on", "soon"), 2, "must be a day")
    monkeypatch.setenv("SHINGAN_CODE_LISTS_FILE", str(own))
    found = json.loads(shingan("code-lists", "detection", "--on", "2026-11-28", "--json").out)
    assert [each["code"] for each in found["codes"]] == ["hint"]
    own.write_text("lists = 3", encoding="utf-8")
    one_line(shingan("code-lists"), 2, str(own))
