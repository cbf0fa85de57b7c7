"""Letters of other scripts that look like Latin ones are named where what holds them is not found."""

import pytest

from serve.platform.fields import advice_on
from tests.serve.running import Service
from tests.serve.tiny_release import GENUINE

CYRILLIC_A, GREEK_O = "\u0430", "\u03bf"


@pytest.mark.parametrize("text", [f"vell-c{CYRILLIC_A}rton", f"2026-{CYRILLIC_A}17", f"Rotterdam B{GREEK_O}x"])
def test_a_letter_that_only_looks_latin_is_named(text: str) -> None:
    said = str(advice_on(text))
    assert "U+0430" in said or "U+03BF" in said
    assert "Type it again in Latin letters" in said


@pytest.mark.parametrize("text", ["", "vell-carton", "Порт Рига 3", "東京2号", "Zürich 12", "Łódź 4", "№ 12"])
def test_words_of_other_scripts_are_words(text: str) -> None:
    assert not advice_on(text)


def test_a_product_that_is_not_known_by_such_a_letter_says_so(service: Service) -> None:
    answer = service.examine(GENUINE, product=f"b{GREEK_O}x")
    assert answer.status_code == 422
    assert f"“{GREEK_O}” (GREEK SMALL LETTER OMICRON, U+03BF)" in answer.json()["detail"]
    assert "U+" not in service.examine(GENUINE, product="bux").json()["detail"]


def test_a_search_that_finds_no_case_by_such_a_letter_says_so(service: Service) -> None:
    page = service.client.get("/cases", params={"q": f"2026-{CYRILLIC_A}1"}, headers={"accept": "text/html"}).text
    assert "No case matches." in page
    assert "CYRILLIC SMALL LETTER A" in page
