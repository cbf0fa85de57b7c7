"""Clearances through API and pages: what each side chooses and reads; tests/serve/rules has the rules."""

import re
from typing import Any

import httpx
import pytest

from model.datasets.fields import Label
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.clearances import demo
from tests.serve.clearing import clearance_on, clearing, new_agency, ticking
from tests.serve.enquiring import located
from tests.serve.frozen import accept, actor_of
from tests.serve.reviewing import handed_in
from tests.serve.running import Service
from tests.serve.said import without_marks
from tests.serve.test_alerts import hidden_fields
from tests.serve.world import made, new_photo

PAGE = {"accept": "text/html"}
PLACE = "Canary dock"  # in the metadata of a photo


def accepted_on(service: Service, item: str, label: Label = Label.COUNTERFEIT) -> str:
    """The entry of a new accepted item of acme's, with a photo that says where it was taken."""
    content = located(new_photo(), PLACE)
    name = handed_in(service.parts, actor_of(service, "contributor"), content, item=item, label=label)
    accept(service, actor_of(service, "administrator"), name)
    return name


def page(client: httpx.Client, path: str) -> str:
    return without_marks(client.get(path, headers=PAGE).text)


def test_a_reviewer_clears_a_point_and_a_photo_and_a_trainer_reads_what_holds(service: Service) -> None:
    reviewer, trainer = service.as_("reviewer"), service.as_("trainer")
    item = accepted_on(service, "carton <7>")
    parts = [{"kind": "point", "name": "logo"}, {"kind": "photo", "name": f"{item}/0"}]
    given = made(reviewer.post("/v1/clearances", json=clearing(service, parts=parts)))
    assert (given["state"], given["reach"], given["parts"][1]["item"]) == ("valid", 1, "carton <7>")
    read = made(trainer.get(f"/v1/clearances/{given['id']}"))
    assert (read["agencies"], read["reach"], [each["name"] for each in read["parts"]]) == (
        None,
        None,
        ["logo", f"{item}/0"],
    )
    assert [(each["label"], each["item"]) for each in read["parts"]] == [(None, None), ("counterfeit", None)]
    for part in read["parts"]:
        shown = trainer.get(part["picture"])
        assert (shown.headers["content-type"], PLACE.encode() in shown.content) == ("image/jpeg", False)
        assert "max-age" not in shown.headers.get("cache-control", "")
    said = {"parts": [parts[1]], "reason": "Ours"}
    left = made(reviewer.post(f"/v1/clearances/{given['id']}/withdraw", json=said))
    assert [(each["lapse"], each["reason"], each["picture"]) for each in left["parts"][1:]] == [
        ("withdrawn", "Ours", None)
    ]
    assert len(made(trainer.get(f"/v1/clearances/{given['id']}"))["parts"]) == 1
    refused = reviewer.post(f"/v1/clearances/{given['id']}/withdraw", json=said)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/clearance-state")
    wrong = clearing(service, parts=[{"kind": "photo", "name": item}])
    answer = reviewer.post("/v1/clearances", json=wrong)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/clearance-rejected")


def test_the_page_of_a_clearance_says_by_which_other_one_trainers_still_show_what_was_withdrawn(
    service: Service,
) -> None:
    """Until it is withdrawn there, too, no page says that trainers can no longer show it."""
    agency, reviewer = new_agency(service, "two clearances"), service.as_("reviewer")
    item = accepted_on(service, "twice")
    parts = [{"kind": "point", "name": "logo"}, {"kind": "photo", "name": f"{item}/0"}]
    first, second = (clearance_on(service, agency, parts=parts) for _ in range(2))
    form = {"parts": f"photo:{item}/0", "reason": "A private garden.", "what": "some"}
    assert "Another clearance has this, too." in page(reviewer, f"/clearances/{first}")
    reviewer.post(f"/clearances/{first}/withdraw", data=form)
    words = page(reviewer, f"/clearances/{first}")
    assert "What trainers can no longer show" not in words
    assert "What trainers can still show by another clearance" in words
    told = made(reviewer.get(f"/v1/clearances/{first}"))["parts"][1]
    assert (told["holds"], told["lapse"], told["others"]) == (False, "withdrawn", [second])
    (there,) = re.findall(rf'href="(/clearances/{second}[^"]*)"', words)
    offered = page(reviewer, there.replace("&amp;", "&"))
    assert f'value="photo:{item}/0" checked' in offered
    assert 'value="point:logo" checked' not in offered
    reviewer.post(f"/clearances/{second}/withdraw", data=form)
    words = page(reviewer, f"/clearances/{first}")
    assert "What trainers can no longer show" in words
    assert "by another clearance" not in words


def test_items_of_a_label_are_listed_with_their_photos_for_people_who_clear(service: Service) -> None:
    item, reviewer = accepted_on(service, "listed", Label.GENUINE), service.as_("reviewer")
    items = made(reviewer.get("/v1/clearances/items?product=box&label=genuine"))["items"]
    photo = next(each["photos"][0] for each in items if each["entry"] == item)
    shown = reviewer.get(photo)
    assert (shown.headers["content-type"], PLACE.encode() in shown.content) == ("image/jpeg", False)
    counterfeit = made(reviewer.get("/v1/clearances/items?product=box&label=counterfeit"))["items"]
    assert item not in [each["entry"] for each in counterfeit]
    everything = made(reviewer.get("/v1/clearances/items?limit=100"))["items"]
    assert (item, "genuine") in [(each["entry"], each["label"]) for each in everything]


def test_the_pages_lead_from_the_form_over_the_preview_to_what_is_cleared(service: Service) -> None:
    reviewer = service.as_("reviewer")
    item = accepted_on(service, "shown <b>")
    form = page(reviewer, "/clearances/new?product=box")
    assert f'value="photo:{item}/0"' in form
    assert 'value="point:logo"' in form
    assert "Photo 1 of item shown &lt;b&gt;" in form
    assert "1 point of the sheet is for your organisation alone" in form
    assert "secret" not in form
    said = ticking(service, parts=["point:logo", f"photo:{item}/0"])
    preview = reviewer.post("/clearances/preview", data=said)
    words = without_marks(preview.text)
    for part in (
        "Look at what you would clear for seminars",
        "Other clearances stay as they are.",
        "Point: The logo",
        f"/v1/clearances/items/{item}/photos/0.jpg",
        "Trainers of 1 agency could show this",
        "First Customs (Japan)",
    ):
        assert part in words
    assert "1 point of the product sheet" in words
    assert "Photos of 1 counterfeit item" in words
    kept = hidden_fields(preview.text)
    changed = reviewer.post("/clearances/edit", data=kept).text
    assert 'value="point:logo" checked' in changed
    answers = [reviewer.post("/clearances", data=kept) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    path = answers[0].headers["location"]
    assert answers[1].headers["location"] == path
    shown = page(reviewer, path)
    for part in ("The logo", "shown &lt;b&gt;", "Trainers of 1 agency can use this clearance.", "First Customs"):
        assert part in shown
    assert f'href="{path}"' in page(reviewer, "/clearances")
    for address in re.findall(r'<img src="([^"]+)"', preview.text):
        assert reviewer.get(address).status_code == 200, address


def test_all_of_a_group_is_chosen_by_one_tick(service: Service) -> None:
    reviewer = service.as_("reviewer")
    clearance_on(service, parts=[{"kind": "point", "name": name} for name in ("logo", "seal")])
    first, second = (accepted_on(service, name) for name in ("one of all", "two of all"))
    groups = ["point", "reference", "counterfeit"]
    preview = reviewer.post("/clearances/preview", data=ticking(service, parts=[], groups=groups))
    kept = hidden_fields(preview.text)["parts"]
    wanted = {"point:logo", "point:seal", "reference:front", "reference:back", f"photo:{first}/0", f"photo:{second}/0"}
    assert wanted <= set(kept)
    assert "point:secret" not in kept


def test_a_photo_that_was_withdrawn_is_cleared_again_only_alone(service: Service) -> None:
    reviewer, wrong = service.as_("reviewer"), accepted_on(service, "wrong one")
    part = {"kind": "photo", "name": f"{wrong}/0"}
    path = f"/clearances/{clearance_on(service, parts=[part])}"
    key = hidden_fields(reviewer.get(path, headers=PAGE).text)["idempotency_key"]
    sent = {"idempotency_key": key, "reason": "This is another item", "what": "all"}
    assert reviewer.post(f"{path}/withdraw", data=sent).status_code == 303
    form = without_marks(page(reviewer, f"/clearances/new?product={ticking(service)['product']}"))
    assert "for this reason: This is another item" in form
    all_of_them = ticking(service, parts=[], groups=["counterfeit"])
    preview = reviewer.post("/clearances/preview", data=all_of_them)
    assert f"photo:{wrong}/0" not in hidden_fields(preview.text)["parts"]
    assert "for this reason: This is another item" in without_marks(preview.text)
    ticked = {**all_of_them, "parts": [f"photo:{wrong}/0"]}
    preview = reviewer.post("/clearances/preview", data=ticked)
    assert f"photo:{wrong}/0" in hidden_fields(preview.text)["parts"]
    assert "This is another item" not in preview.text
    clearance_on(service, parts=[part])
    assert "This is another item" not in page(reviewer, f"/clearances/new?product={ticking(service)['product']}")


def test_the_form_goes_on_to_photos_of_more_items_and_keeps_what_was_chosen(service: Service) -> None:
    reviewer, more = service.as_("reviewer"), "Show photos of more items"
    first, latest = accepted_on(service, "an earlier one"), accepted_on(service, "the latest one")
    said = ticking(service, parts=[f"photo:{latest}/0"], listed="1")
    shown = reviewer.post("/clearances/edit", data=said).text
    assert (f'value="photo:{first}/0"' in shown, more in shown) == (False, True)
    shown = reviewer.post("/clearances/edit", data={**said, "more": "yes"}).text
    assert f'value="photo:{first}/0"' in shown
    assert f'value="photo:{latest}/0" checked' in shown


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"parts": []}, "Choose at least one point or picture"),
        ({"parts": ["point:secret"]}, "shows officers no point"),
        ({"agencies": []}, "Tick at least one agency"),
        ({"to": "all"}, "You have ticked agencies, but also chosen every agency."),
        ({"valid_until": "tomorrow"}, "Write the last day of the clearance as year, month and day"),
        ({"valid_until": "2026-02-31"}, "Write the last day of the clearance as year, month and day"),
    ],
)
def test_the_form_comes_back_with_what_is_wrong(service: Service, said: dict[str, Any], words: str) -> None:
    answer = service.as_("reviewer").post("/clearances/preview", data=ticking(service, **said))
    assert (answer.status_code, words in answer.text) == (422, True)
    assert "<details open><summary>Choose agencies" in answer.text or said.get("to") == "all"


def test_the_page_withdraws_what_is_ticked_or_everything_with_a_reason(service: Service) -> None:
    reviewer = service.as_("reviewer")
    parts = [{"kind": "point", "name": name} for name in ("logo", "seal")]
    path = f"/clearances/{clearance_on(service, parts=parts)}"
    for said, is_valid in (({"what": "some", "parts": ["point:logo"]}, True), ({"what": "all"}, False)):
        key = hidden_fields(reviewer.get(path, headers=PAGE).text)["idempotency_key"]
        sent = {"idempotency_key": key, "reason": "A <b> mistake", **said}
        answer = reviewer.post(f"{path}/withdraw", data=sent)
        assert (answer.status_code, answer.headers.get("location")) == (303, path)
        shown = page(reviewer, path)
        assert "A &lt;b&gt; mistake" in shown
        assert ("Withdraw everything" in shown) == is_valid
        assert (f'href="{path}"' in page(reviewer, "/clearances")) == is_valid
    assert f'href="{path}"' in page(reviewer, "/clearances?state=withdrawn")


def test_a_withdrawal_without_a_tick_comes_back_with_its_reason(service: Service) -> None:
    reviewer = service.as_("reviewer")
    path = f"/clearances/{clearance_on(service, parts=[{'kind': 'point', 'name': 'logo'}])}"
    key = hidden_fields(reviewer.get(path, headers=PAGE).text)["idempotency_key"]
    answer = reviewer.post(f"{path}/withdraw", data={"idempotency_key": key, "reason": "A mistake", "what": "some"})
    assert answer.status_code == 422
    for shown in ("Choose what you withdraw.", "A mistake</textarea>", '<details id="withdraw" class="matching" open>'):
        assert shown in answer.text, shown


def test_who_only_reads_is_shown_no_way_to_clear_and_an_agency_has_no_such_pages(service: Service) -> None:
    clearance, contributor = clearance_on(service), service.as_("contributor")
    for path in ("/clearances", f"/clearances/{clearance}"):
        shown = page(contributor, path)
        assert f'href="/clearances/{clearance}"' in shown or "Clearance of" in shown
        assert "/clearances/new" not in shown
        assert "Withdraw everything" not in shown
        assert service.as_("trainer").get(path, headers=PAGE).status_code == 403
    assert contributor.post("/v1/clearances", json=clearing(service)).status_code == 403
    assert contributor.get("/clearances/new", headers=PAGE).status_code == 403
    assert service.client.get("/v1/clearances").status_code == 403  # an officer
    assert "acme" in page(service.as_("administrator"), "/clearances")


def test_what_ends_soon_and_what_no_longer_holds_is_said_beside_the_product(service: Service) -> None:
    reviewer, contributor = service.as_("reviewer"), service.as_("contributor")
    item = accepted_on(service, "soon gone")
    given = made(
        reviewer.post("/v1/clearances", json=clearing(service, parts=[{"kind": "photo", "name": f"{item}/0"}]))
    )
    source = made(contributor.get(f"/v1/clearances/{given['id']}"))["parts"][0]
    assert source["holds"]
    alone = [{"kind": "photo", "name": f"{accepted_on(service, 'ends soon')}/0"}]  # which no other clearance has
    soon = clearance_on(service, parts=alone, valid_until=given["given_at"][:10])
    assert made(reviewer.get(f"/v1/clearances/{soon}"))["ends_soon"]
    shown = page(reviewer, "/clearances")
    assert "Ends within 30 days" in shown
    assert "This clearance ends within 30 days." in page(reviewer, f"/clearances/{soon}")


def test_who_has_no_published_product_learns_what_to_do_first(service: Service) -> None:
    service.parts[Accounts].add_organisation(None, OrganisationKind.RIGHT_HOLDER, "nothing-to-clear", None)
    alone = service.people.outsider("nothing-to-clear", Role.REVIEWER)
    for path in ("/clearances", "/clearances/new"):
        assert "Publish a product sheet first." in alone.get(path, headers=PAGE).text


def test_the_demo_clears_points_pictures_and_photos_of_two_products(service: Service) -> None:
    accepted_on(service, "for the demo")
    service.as_("reviewer")
    demo.create(service.parts, actor_of(service, "reviewer"))
    latest = made(service.as_("reviewer").get("/v1/clearances"))["clearances"][:2]
    assert {each["product"] for each in latest} == {"box", "bag"}
    kinds = {part["kind"] for each in latest for part in each["parts"]}
    assert kinds == {"point", "reference", "photo"}
    assert made(service.as_("trainer").get("/v1/clearances"))["clearances"][0]["id"] == latest[0]["id"]


def test_photos_of_items_are_folded_until_one_of_them_is_chosen(service: Service) -> None:
    """Otherwise the form is many screens long on a phone."""
    reviewer = service.as_("reviewer")
    folded = page(reviewer, "/clearances/new?product=box")
    photo = re.findall(r'name="parts" value="(photo:[^"]+)"', folded)[0]
    label = 'id="genuine"' if folded.index(photo) < folded.index('id="counterfeit"') else 'id="counterfeit"'
    assert "<details>" in folded.partition(label)[2].partition("</fieldset>")[0]
    chosen = reviewer.post("/clearances/edit", data={"product": "box", "parts": [photo]}).text
    assert "<details open>" in chosen.partition(label)[2].partition("</fieldset>")[0]
