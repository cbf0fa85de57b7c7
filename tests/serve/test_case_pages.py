"""The pages of cases without JavaScript: every step of a case by forms alone."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from model.verdict import Verdict
from serve.examinations import service as examinations
from tests.serve.running import Service
from tests.serve.said import without_marks
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, photo

ACCEPT = {"accept": "text/html"}


class Words(HTMLParser):
    """What a page says, and whether it holds code."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        assert answer.status_code == 200, answer.text
        self.text = ""
        self.inline: list[str] = []
        self.feed(without_marks(answer.text))
        self.text = " ".join(self.text.split())

    def handle_data(self, data: str) -> None:
        self.text += f" {data}"

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inline += [name for name in dict(attrs) if name == "style" or name.startswith("on")]


class Reader:
    """A person who uses pages."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def see(self, path: str) -> str:
        page = Words(self.client.get(path, headers=ACCEPT))
        assert page.inline == []
        return page.text

    def send(self, path: str, status: int = 303, **fields: str) -> str:
        answer = self.client.post(path, data=fields, headers=ACCEPT)
        assert answer.status_code == status, answer.text
        return str(answer.headers.get("location", answer.text))

    def send_photos(self, path: str, *photos: bytes, **fields: str | list[str]) -> str:
        files = [("photos", ("a.jpg", content)) for content in photos]
        answer = self.client.post(path, files=files, data=fields, headers=ACCEPT)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])


@pytest.fixture
def reader(service: Service) -> Reader:
    return Reader(service.client)


def test_a_case_by_forms_alone(service: Service, reader: Reader) -> None:
    assert "New case" in reader.see("/cases")
    case = reader.send("/cases", place="Hall 3", notes="Line one\nLine two")
    assert re.fullmatch(r"/cases/c-[0-9a-f]{32}", case)
    assert "Hall 3" in reader.see(case)
    reader.send(case, place="Hall 4", notes="Line one")
    place = reader.send(f"{case}/items", description="Carton", product="box")
    item = f"{case}/items/{place.partition('#')[2]}"
    assert "Not examined yet." in reader.see(case)
    assert "earlier photo" not in reader.see(f"{item}/photos")
    assert '<option value="box" data-views=' in reader.client.get(f"{item}/photos").text
    examined = reader.send_photos(f"{item}/photos", *(photo((170, 60, 60), seed=seed) for seed in range(5)))
    assert examined.startswith(f"{case}?examined=e-")
    assert "Item 1: Carton: Suspected counterfeit" in reader.see(examined)
    assert "the 5 earlier photos" in reader.see(f"{item}/photos")
    ticked = ["true", "false"]  # the box, and the hidden field behind it
    more = [photo((170, 60, 60), seed=seed) for seed in range(5, 10)]
    assert "2 earlier photos were left out" in reader.see(
        reader.send_photos(f"{item}/photos", *more, with_earlier=ticked)
    )
    alone = reader.see(reader.send_photos(f"{item}/photos", GENUINE, with_earlier="false"))
    assert "Item 1: Carton: Consistent with genuine 10 earlier photos were left out" in alone
    reader.send(f"{item}/conclusions", finding="undetermined", reason="Not sure.")
    reader.send(f"{item}/conclusions", finding="counterfeit", reason="Sure.")
    seen = reader.see(case)
    assert seen.index("Counterfeit Sure.") < seen.index("Earlier conclusions") < seen.index("Undetermined Not sure.")
    reader.send(f"{case}/close", reason="Done")
    seen = reader.see(case)
    assert "Closed · First-Officer" in seen
    assert "Reopen the case" in seen
    assert "Record your conclusion" not in seen
    assert reader.client.get(f"{item}/photos", headers=ACCEPT).status_code == 409
    reader.send(f"{case}/reopen", reason="Not done")
    senior = Reader(service.as_("senior_officer"))
    senior.send(f"{case}/hold", held="true", reason="Court order")
    assert "by First-Senior-Officer: Court order" in reader.see(case)
    assert "Put under a legal hold" not in reader.see("/cases")
    assert "Open · legal hold" in reader.see("/cases?q=hall")
    senior.send(f"{case}/hold", held="false", reason="Lifted")
    assert "Legal hold lifted · First-Senior-Officer" in reader.see(case)


def test_items_of_which_no_product_is_stated_are_told_apart_by_what_was_recognised(reader: Reader) -> None:
    case = reader.send("/cases")
    places = [reader.send(f"{case}/items").partition("#")[2] for _ in range(3)]
    for place, given in zip(places, ({}, {"product": "bag"}), strict=False):
        reader.send_photos(f"{case}/items/{place}/photos", GENUINE, **given)
    assert re.findall(r"Item \d (Acme.*?|Product.*?) (?:Photo 1|The assistant's)", reader.see(case)) == [
        "Acme box, recognised from the photos",
        "Acme bag, as the officer chose",
        "Product not stated",
    ]


def test_a_photo_of_something_else_is_named_beside_its_item(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = vars(examinations)["examine"]

    def with_a_bag(*call: Any) -> Verdict:
        verdict: Verdict = judged(*call)
        own, other = verdict.photos
        photos = (replace(own, belongs=True, product="box"), replace(other, belongs=False, product="bag"))
        return replace(verdict, photos=photos)

    monkeypatch.setattr(examinations, "examine", with_a_bag)
    case = reader.send("/cases")
    item = reader.send(f"{case}/items", product="box").partition("#")[2]
    reader.send_photos(f"{case}/items/{item}/photos", GENUINE, COUNTERFEIT)
    seen = reader.see(case)
    assert "Photo 2 does not show this product: it shows Acme bag. It was left out of the comparison." in seen
    assert seen.count("Does not show this product.") == 1
    assert "Photo 2 Does not show this product." in seen


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten(service: Service, reader: Reader) -> None:
    case = reader.send("/cases", place="Hall 3")
    senior = Reader(service.as_("senior_officer"))
    both = [re.findall(r'name="read" value="([0-9a-f.]+)"', each.client.get(case).text) for each in (reader, senior)]
    assert both[0] == both[1]
    reader.send(case, place="Hall 3", notes="Two pallets", read=both[0][0])
    refused = senior.send(case, 409, place="Hall 4", read=both[1][0])
    assert "Another person has changed case" in refused
    assert "Two pallets" in reader.see(case)


def test_a_form_sent_twice_counts_once(reader: Reader) -> None:
    key = reader.client.get("/cases/new").text.partition('name="idempotency_key" value="')[2].partition('"')[0]
    assert len(key) > 20
    first, second = (reader.send("/cases", place="Twice", idempotency_key=key) for _ in range(2))
    assert first == second
    for _ in range(2):
        reader.send(f"{first}/items", description="x", idempotency_key=key)
    assert "Item 2" not in reader.see(first)


def test_a_case_leads_to_its_next_step_at_the_foot_of_the_page(reader: Reader) -> None:
    case = reader.send("/cases")

    def next_step() -> str:
        bar = reader.client.get(case, headers=ACCEPT).text.partition('<div class="bar">')[2]
        return bar.partition('href="')[2].partition('"')[0]

    assert next_step() == "#add"
    item = reader.send(f"{case}/items", description="Carton").partition("#")[2]
    assert next_step() == f"{case}/items/{item}/photos"
    reader.send_photos(f"{case}/items/{item}/photos", COUNTERFEIT)
    assert next_step() == f"#conclude-{item}"
    reader.send(f"{case}/items/{item}/conclusions", finding="counterfeit", reason="Seam.")
    assert next_step() == "#close"
    reader.send(f"{case}/close", reason="Done")
    assert next_step() == f"{case}/export"


def test_what_officers_write_is_escaped_everywhere(reader: Reader) -> None:
    canary = "<b>canary</b>"
    case = reader.send("/cases", place=canary, lane=canary, declaration=canary, notes=canary)
    item = f"{case}/items/{reader.send(f'{case}/items', description=canary).partition('#')[2]}"
    reader.send_photos(f"{item}/photos", COUNTERFEIT)
    reader.send(f"{item}/conclusions", finding="counterfeit", reason=canary)
    reader.send(f"{case}/close", reason=canary)
    for path in (case, "/cases", "/cases?q=%3Cb%3Ecanary"):
        page = reader.client.get(path, headers=ACCEPT).text
        assert canary not in page
        assert "&lt;b&gt;canary" in page


def test_problems_are_pages_that_say_what_to_do(reader: Reader) -> None:
    case = reader.send("/cases")
    reader.send(f"{case}/items", description="Carton")
    refused = reader.send(f"{case}/close", 409)
    assert "no conclusion on Item 1: Carton" in without_marks(refused)
    assert "<h1>" in refused
    assert reader.client.get("/cases?state=lost", headers=ACCEPT).status_code == 422
    absent = f"{case}/items/i-{'0' * 32}/photos"
    assert reader.client.get(absent, headers=ACCEPT).status_code == 404


@pytest.mark.parametrize("role", ["trainer", "reviewer", "administrator"])
def test_the_menu_leads_to_cases_only_who_does_casework(service: Service, reader: Reader, role: str) -> None:
    menu = '<a href="/cases">Cases'  # a number may follow
    assert menu in reader.client.get("/about", headers=ACCEPT).text
    client = service.as_(role)
    assert menu not in client.get("/account", headers=ACCEPT).text
    assert client.get("/cases", headers=ACCEPT).status_code == 403
