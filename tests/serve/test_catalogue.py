"""GET /v1/catalogue: sheets in the reader's language, without confidential points."""

import pytest

from serve.platform.languages import preferred, spoken
from tests.serve.running import Service

TEXTS = {"en": "box", "ja": "箱", "pt-BR": "caixa"}


def test_sheets_show_what_officers_may_see(service: Service) -> None:
    products = service.client.get("/v1/catalogue").json()["products"]
    assert [product["id"] for product in products[:2]] == ["box", "bag"]  # other tests may have published more
    assert [point["id"] for point in products[0]["points"]] == ["logo", "seal"]
    assert "secret" not in service.client.get("/v1/catalogue").text
    assert products[0]["views"][0] == {"id": "front", "title": "The front", "required": True}


def test_the_language_asked_for_comes_before_the_browsers(service: Service) -> None:
    def name(**call: str) -> str:
        headers = {"accept-language": call.get("header", "")}
        answer = service.client.get("/v1/catalogue", params={"language": call.get("query", "")}, headers=headers)
        return str(answer.json()["products"][0]["name"])

    assert name(header="ja-JP,en;q=0.8") == "アクメ box"
    assert name(header="fr, *;q=0.1") == "Acme box"
    assert name(query="ja", header="en") == "アクメ box"


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("", ()),
        ("ja", ("ja",)),
        ("en;q=0.5, ja", ("ja", "en")),
        ("fr;q=0, *;q=0.1, de;q=nonsense, en", ("en",)),
        (",;q=1,,", ()),
    ],
)
def test_reading_accept_language(header: str, tags: tuple[str, ...]) -> None:
    assert preferred(header) == tags


def test_a_text_is_spoken_in_the_first_language_that_it_exists_in() -> None:
    assert str(spoken(TEXTS, ("fr", "ja-JP"))) == "箱"
    assert str(spoken(TEXTS, ("pt-BR", "ja"))) == "caixa"
    assert str(spoken(TEXTS, ("fr",))) == "box"
