"""The pages of contributions without a script: terms, another reading, labels, submitting, withdrawing, removing."""

import re
from html import unescape
from typing import Any

import httpx
import pytest

from tests.serve.running import Service
from tests.serve.tiny_release import new_picture
from tests.serve.world import World, made

PAGE = {"accept": "text/html"}


@pytest.fixture
def world(service: Service) -> World:
    return World(service, picture=new_picture)


@pytest.fixture
def holder(service: Service) -> httpx.Client:
    return service.as_("contributor")


def sent(holder: httpx.Client, address: str, **form: Any) -> httpx.Response:
    """The page to which a form leads."""
    return holder.post(address, data=form, headers=PAGE, follow_redirects=True)


def fields(page: str) -> dict[str, str]:
    """What the form of an image sends if nothing is changed."""
    form = page.partition('<form class="whole"')[2].partition("</form>")[0]
    found = {}
    for tag in re.findall(r"<input ([^>]*)>", form):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if said.get("type") not in {"checkbox", "radio"} or tag.endswith(" checked"):
            found[said["name"]] = said.get("value", "")
    for name, options in re.findall(r'<select id="\w+" name="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        found[name] = next(iter(re.findall(r'value="([^"]*)"[^>]* selected', options)), "")
    return {name: unescape(value) for name, value in found.items()}


def images(holder: httpx.Client, contribution: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = holder.get(f"/v1/contributions/{contribution}/images").json()["images"]
    return found


def test_without_consent_nothing_begins_and_what_was_written_stays(holder: httpx.Client) -> None:
    before = len(holder.get("/v1/contributions").json()["contributions"])
    refused = sent(holder, "/contributions", licence="LicenseRef-canary", product="box", note="from the studio")
    assert refused.status_code == 422
    assert "Agree to the statement" in refused.text
    assert 'value="LicenseRef-canary"' in refused.text
    assert '<option value="box" dir="auto" selected>' in refused.text
    assert "from the studio" in refused.text
    assert len(holder.get("/v1/contributions").json()["contributions"]) == before
    begun = sent(holder, "/contributions", licence="LicenseRef-canary", consent="yes", product="box")
    assert begun.status_code == 200
    assert "No file is here yet." in begun.text
    assert "LicenseRef-canary" in begun.text


def test_files_are_understood_in_another_way_on_request(world: World, holder: httpx.Client) -> None:
    contribution = world.contribution()
    address = f"/contributions/{contribution}"
    assert "Submit 1 image for review" in holder.get(address, headers=PAGE).text
    checking = sent(holder, f"{address}/reading", product="box", label="counterfeit", items="name")
    assert checking.status_code == 200
    world.run_checks(holder, contribution)
    found = holder.get(f"/v1/contributions/{contribution}").json()
    assert [found["reading"][name] for name in ("product", "label", "items")] == ["box", "counterfeit", "name"]


def test_many_images_are_labelled_and_left_out_at_once(world: World, holder: httpx.Client) -> None:
    contribution = world.contribution()
    address = f"/contributions/{contribution}/batch"
    assert "Tick at least one entry first." in sent(holder, address, do="genuine").text
    assert sent(holder, address, do="counterfeit", numbers=[1]).status_code == 200
    assert images(holder, contribution)[0]["label"] == "counterfeit"
    assert sent(holder, address, do="say", numbers=[1], item="item 9", view="back").status_code == 200
    assert [images(holder, contribution)[0][name] for name in ("item", "view", "label")] == [
        *("item 9", "back", "counterfeit")
    ]
    assert sent(holder, address, do="own_items", numbers=[1]).status_code == 200
    assert images(holder, contribution)[0]["item"].startswith("front ")
    left_out = sent(holder, address, do="leave_out", numbers=[1], back=f"/contributions/{contribution}?state=left_out")
    assert "state=left_out" in str(left_out.url)
    assert "No image is ready to be submitted." in left_out.text
    elsewhere = sent(holder, address, do="take_in", numbers=[1], back="https://elsewhere.example/")
    assert elsewhere.url.path == f"/contributions/{contribution}"
    assert images(holder, contribution)[0]["state"] == "ready"


def test_once_every_image_with_an_error_is_left_out_the_error_is_named_no_more(
    world: World, holder: httpx.Client
) -> None:
    contribution = world.contribution()
    world.add_file(holder, contribution, "genuine/2/front.jpg", new_picture()[:-200])
    holder.post(f"/v1/contributions/{contribution}/check")
    world.run_checks(holder, contribution)
    address = f"/contributions/{contribution}"
    before = holder.get(address, headers=PAGE).text
    after = sent(holder, f"{address}/batch", do="leave_out", finding="photo-truncated").text
    for words in ("The file ends too early", "Leave all of them out"):
        assert words in before.partition('id="found"')[2]
        assert words not in after.partition('id="found"')[2].partition("</section>")[0]
    assert "No image has an error." in after
    assert made(holder.get(f"/v1/contributions/{contribution}"))["findings"] == []


def test_of_one_picture_under_two_items_the_page_keeps_one_and_says_which(world: World, holder: httpx.Client) -> None:
    contribution, same = world.contribution(), new_picture()
    for item in ("2", "3"):
        world.add_file(holder, contribution, f"genuine/{item}/front.jpg", same)
    holder.post(f"/v1/contributions/{contribution}/check")
    world.run_checks(holder, contribution)
    address = f"/contributions/{contribution}"
    found = holder.get(address, headers=PAGE).text.partition('id="found"')[2].partition("</section>")[0]
    assert "<code>genuine/2/front.jpg</code> stays, and <code>genuine/3/front.jpg</code> is left out." in found
    assert "Leave all of them out" not in found
    after = sent(holder, f"{address}/batch", do="keep_one", finding="picture-of-another-item").text
    assert "The check found nothing to correct." in after
    states = {image["name"]: image["state"] for image in images(holder, contribution)}
    assert (states["genuine/2/front.jpg"], states["genuine/3/front.jpg"]) == ("ready", "left_out")


def test_a_product_without_a_sheet_is_named_and_leads_to_the_form_that_says_another(
    world: World, holder: httpx.Client
) -> None:
    begun = made(holder.post("/v1/contributions", json={"licence": "CC-BY-4.0", "consent": True}))["id"]
    world.add_file(holder, begun, "my boxes/genuine/1/front.jpg", new_picture())
    holder.post(f"/v1/contributions/{begun}/check")
    world.run_checks(holder, begun)
    page = holder.get(f"/contributions/{begun}", headers=PAGE).text
    found = page.partition('id="found"')[2].partition("</section>")[0]
    assert "my-boxes" in found
    assert '<code class="id">box</code>' in found, "the sheets that there are"
    assert 'href="#reading"' in found
    assert '<details id="reading" open>' in page
    sent(holder, f"/contributions/{begun}/reading", product="box")
    world.run_checks(holder, begun)
    page = holder.get(f"/contributions/{begun}", headers=PAGE).text
    assert "my-boxes" not in page
    assert '<details id="reading">' in page


def test_the_list_names_each_product_of_a_contribution_once(world: World, holder: httpx.Client) -> None:
    contribution = world.contribution()
    for name in ("counterfeit/2/front.jpg", "counterfeit/3/front.jpg"):
        world.add_file(holder, contribution, name, new_picture())
    holder.post(f"/v1/contributions/{contribution}/check")
    world.run_checks(holder, contribution)
    page = holder.get("/contributions", headers=PAGE).text
    card = page.partition(f'href="/contributions/{contribution}"')[2].partition("</a>")[0]
    option = re.search(r'<option value="box" dir="auto">([^<]+)', holder.get("/contributions/new", headers=PAGE).text)
    assert option is not None
    assert card.count(option[1]) == 1


def test_an_image_is_labelled_with_its_marks_and_a_wrong_place_is_said(world: World, holder: httpx.Client) -> None:
    contribution = world.contribution()
    address = f"/contributions/{contribution}/images/1"
    places = {"mark-logo_x": "40", "mark-logo_y": "20", "mark-logo_width": "10", "mark-logo_height": "5"}
    version = {"version": holder.get(f"/v1/contributions/{contribution}").headers["ETag"]}
    said = {"label": "counterfeit", "product": "box", "item": "7", "view": "front"} | version
    wrong = sent(holder, address, **said, **places | {"mark-logo_x": "95"})
    assert wrong.status_code == 422
    assert 'value="95"' in wrong.text
    assert images(holder, contribution)[0]["marks"] == []
    assert "Image 1 was saved." in sent(holder, address, **said, **places).text
    found = images(holder, contribution)[0]
    assert (found["label"], found["item"], [mark["box"] for mark in found["marks"]]) == (
        *("counterfeit", "7"),
        [[0.4, 0.2, 0.1, 0.05]],
    )
    assert sent(holder, address, **said).status_code == 412


def test_every_place_of_a_point_is_in_the_form_and_stays_when_nothing_is_changed(
    world: World, holder: httpx.Client
) -> None:
    contribution = world.contribution()
    address = f"/contributions/{contribution}/images/1"
    boxes = {"logo": [[0.1, 0.2, 0.05, 0.061], [0.3141592, 0.4, 0.1, 0.1]], "secret": [[0.5, 0.5, 0.1, 0.1]]}
    marks: list[dict[str, Any]] = [
        {"point": "logo", "box": boxes["logo"][0]},
        {"point": "secret", "box": boxes["secret"][0]},
    ]
    marks += [{"point": "logo", "box": boxes["logo"][1]}, {"point": "seal", "box": None}]
    said = {"label": "counterfeit", "view": "front", "marks": marks}
    made(holder.patch(f"/v1{address}", json=said))
    page = holder.get(address, headers=PAGE).text
    form = fields(page)
    assert [form[f"mark-logo{each}_x"] for each in ("", "+2", "+3")] == ["10", "31.42", ""]
    assert page.count("<rect") == 3
    assert "Image 1 was saved." in sent(holder, address, **form).text
    assert images(holder, contribution)[0]["marks"] == marks
    form = fields(holder.get(address, headers=PAGE).text)
    form |= {f"mark-logo_{part}": "" for part in ("x", "y", "width", "height")}
    sent(holder, address, **form)
    assert images(holder, contribution)[0]["marks"] == marks[1:]


def test_what_is_submitted_is_held_for_review_and_is_withdrawn_with_a_reason(
    world: World, holder: httpx.Client
) -> None:
    contribution = world.contribution(name="genuine/1/x.jpg")
    address = f"/contributions/{contribution}"
    version = {"version": holder.get(f"/v1/contributions/{contribution}").headers["ETag"]}
    assert "Choose the view here" in holder.get(f"{address}/images/1", headers=PAGE).text
    submitted = sent(holder, f"{address}/submit", **version)
    assert "Held for review" in submitted.text
    assert "Check the files" not in submitted.text
    one = holder.get(f"{address}/images/1", headers=PAGE).text
    entry = images(holder, contribution)[0]["entry"]
    assert f'name="entry" value="{entry}"' in one.partition("Withdraw this item")[2]
    assert "Nothing says which view of the shot list this is." in one
    assert "Choose the view here" not in one + submitted.text, "nothing can be chosen any more"
    assert sent(holder, f"{address}/withdraw", reason=" ").status_code == 422
    withdrawn = sent(holder, f"{address}/withdraw", reason="Another licence.", entry=entry)
    assert "All of this contribution was withdrawn for this reason: " in withdrawn.text
    assert "Every image of this contribution was withdrawn." in withdrawn.text
    assert "No image is ready" not in withdrawn.text
    assert holder.get(f"/v1/contributions/{contribution}").json()["state"] == "withdrawn"


def test_what_is_not_submitted_is_removed(world: World, holder: httpx.Client) -> None:
    contribution = world.contribution()
    assert sent(holder, f"/contributions/{contribution}/remove").url.path == "/contributions"
    assert holder.get(f"/contributions/{contribution}", headers=PAGE).status_code == 404


def test_the_example_of_folders_begins_with_a_product_of_the_reader(holder: httpx.Client) -> None:
    page = holder.get("/contributions/new", headers=PAGE).text
    example = page.partition("<pre")[2].partition("</pre>")[0].partition("<code>")[2]
    assert f'<option value="{example.partition("/")[0]}"' in page


def test_the_table_to_fill_in_has_every_column_of_a_manifest(holder: httpx.Client) -> None:
    table = holder.get("/contributions/manifest.csv")
    assert table.text.lstrip("\ufeff").startswith("image,sha256,product,label,item,")


def test_an_item_that_was_sent_back_leads_from_the_first_page_to_its_correction(
    world: World, holder: httpx.Client
) -> None:
    contribution, item = world.returned()
    image = f"/contributions/{contribution}/images/1"
    assert image in holder.get("/overview", headers=PAGE).text
    assert "1 item was sent back to you" in holder.get("/contributions", headers=PAGE).text
    page = holder.get(f"/contributions/{contribution}?reviewed=sent_back", headers=PAGE).text
    assert page.count("The photo is blurred. Take it again in better light.") == 2  # above, and beside the image
    correction = f"/contributions/corrections/{item}"
    assert f'href="{correction}"' in holder.get(image, headers=PAGE).text
    form = holder.get(f"{correction}?photos=keep", headers=PAGE).text
    assert all(words in form for words in ('value="yes" checked', 'value="counterfeit"', f'value="{item}"'))
    said = {"corrects": item, "licence": "CC-BY-4.0", "product": "box", "label": "counterfeit", "item": "7"}
    assert sent(holder, "/contributions", **said).status_code == 422
    begun = sent(holder, "/contributions", **said, consent="yes", keeps_photos="yes")
    assert "This contribution corrects the item" in begun.text
    assert "1 file is here" in begun.text
    assert "This page then shows the images." in begun.text
    assert holder.get(correction, headers=PAGE).headers["location"] == begun.url.path
    assert "Open the correction" in holder.get(image, headers=PAGE).text
    holder.post(f"/v1{begun.url.path}/check")
    world.run_checks(holder, begun.url.path.rpartition("/")[2])
    holder.post(f"/v1{begun.url.path}/submit")
    assert "Corrected and sent again" in holder.get(image, headers=PAGE).text
    assert image not in holder.get("/overview", headers=PAGE).text
    form = holder.get(f"/contributions/{contribution}", headers=PAGE).text
    assert "These corrections stay submitted until you withdraw them there" in form
    assert f'href="{begun.url.path}"' in form
