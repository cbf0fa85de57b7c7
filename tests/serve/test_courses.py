"""Courses over HTTP and on pages: offered, taken, and certified."""

import io
import re

import httpx
import pytest
from pypdf import PdfReader

from tests.serve.coursing import answer_on, certificate_on, course_on, final_test_on, stocked_course_on
from tests.serve.running import Service
from tests.serve.world import made

TRUTHS: dict[str, str] = {}  # by the address of a photo


@pytest.fixture(scope="module")
def course(service: Service) -> str:
    return stocked_course_on(service)


@pytest.fixture(scope="module", autouse=True)
def truths(service: Service, course: str) -> None:
    """What the items are, from the right holder's own view of the slot."""
    reviewer = service.as_("reviewer")
    for slot in made(reviewer.get("/v1/seminar-slots"))["slots"]:
        shown = made(reviewer.get(f"/v1/seminar-slots/{slot['id']}"))
        for lesson in shown["lessons"]:
            for question in lesson["questions"]:
                for photo in question["photos"]:
                    name = photo.rpartition("/photos/")[2]
                    TRUTHS[f"/v1/courses/{course}/products/box/photos/{name}"] = question["label"]


def read(client: httpx.Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return answer.text


def sent(client: httpx.Client, page: str, **more: str) -> httpx.Response:
    """Send the form of a page."""
    action = re.findall(r'<form class="whole[^"]*" action="([^"]+)" method="post"', page)[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return client.post(action, data={**hidden, **more})


def test_an_officer_reads_practises_is_tested_and_gets_a_certificate_that_anyone_checks(
    service: Service, course: str
) -> None:
    officer = service.as_("officer")
    page = read(officer, f"/courses/{course}")
    assert "The final test has 6 questions" in page
    lesson = read(officer, f"/courses/{course}/lessons/box")
    for picture in re.findall(r'src="(/v1/courses[^"]+)"', lesson):
        assert officer.get(picture).headers["content-type"] == "image/jpeg"
    question = read(officer, f"/courses/{course}/practice")
    photo = re.findall(r'src="(/v1/courses[^"]+)"', question)[0]
    assert officer.get(photo).headers["content-type"] == "image/jpeg"
    assert sent(officer, question, choice="genuine").status_code == 422
    done = sent(officer, question, choice="cannot_tell")
    assert done.status_code == 303
    told = read(officer, done.headers["location"])
    assert "You could not tell." in told
    assert ("The item is genuine." in told) or ("The item is counterfeit." in told)
    code = certified(officer, course)
    with service.visitor() as anyone:
        check = read(anyone, f"/certificates/{code.lower()}")
        assert "This certificate is valid." in check
        said = made(anyone.get(f"/v1/certificates/{code}"))
    assert said["valid"]
    assert said["organisation"] in check
    page = read(officer, f"/courses/{course}")
    assert "You passed the final test on" in page
    assert "come back tomorrow" not in page
    assert "first-officer" not in check + str(said)
    own = made(officer.get("/v1/own-certificates"))["certificates"][0]
    pdf = officer.get(f"/own-certificates/{own['id']}.pdf")
    assert (pdf.headers["content-type"], pdf.content[:4]) == ("application/pdf", b"%PDF")
    words = PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert f"/certificates/{code}" in words
    assert "Issued by" in words
    assert said["organisation"] in words


def certified(officer: httpx.Client, course: str) -> str:
    """Pass the final test, of which no answer tells a truth; the certificate's code."""
    path = f"/v1/courses/{course}/tests"
    test = made(officer.post(path))
    while asked := test["next"]:
        assert "truth" not in asked
        said = {"question": asked["id"], "choice": TRUTHS[asked["photos"][0]], "sureness": "sure"}
        test = made(officer.post(f"{path}/{test['id']}/answers", json=said))
    test = made(officer.post(f"{path}/{test['id']}/hand-in"))
    assert test["score"]["passed"], test
    return str(test["certificate"]["code"])


def test_a_warm_up_asks_until_its_two_minutes_are_over(service: Service, course: str) -> None:
    officer = service.as_("senior_officer")
    begun = officer.post(f"/courses/{course}/warm-up")
    question = read(officer, begun.headers["location"])
    assert "Warm-up of two minutes" in question
    done = sent(officer, question, choice="genuine", sureness="sure")
    assert "Next item" in read(officer, done.headers["location"])
    over = officer.get(f"/courses/{course}/practice?end=1")
    assert over.headers["location"] == f"/courses/{course}/warm-up?end=1"
    assert "Your warm-up is over" in read(officer, over.headers["location"])


def test_an_answer_to_what_is_not_asked_any_more_goes_on_with_the_next_question(service: Service, course: str) -> None:
    officer = service.as_("officer")
    page = f"/courses/{course}/practice"
    gone = {"question": f"x-{'0' * 32}", "choice": "genuine", "sureness": "sure"}
    done = officer.post(page, data={"idempotency_key": "an-answer-that-comes-late", **gone})
    assert done.status_code == 303
    assert "Your last answer was not counted" in read(officer, done.headers["location"])


def test_who_offers_a_course_reads_how_much_it_asks(service: Service, course: str) -> None:
    shown = read(service.as_("trainer"), f"/courses/{course}/offer")
    assert "The final test has 6 questions." in shown
    assert "come up in practice" in shown


def test_places_that_are_tapped_in_practice_are_kept_and_told_of(service: Service, course: str) -> None:
    officer = service.as_("senior_officer")
    asked = made(officer.get(f"/v1/courses/{course}/question"))["question"]["id"]
    taps = [{"photo": 0, "x": 0.5, "y": 0.25}]
    given = {"question": asked, "choice": "genuine", "sureness": "sure", "taps": taps}
    told = made(officer.post(f"/v1/courses/{course}/answers", json=given))
    assert (told["taps"], set(told["found"]) <= {each["id"] for each in told["tells"]}) == (1, True)
    page = read(officer, f"/courses/{course}/answers/{told['id']}")
    assert '<path class="tapped-place" d="M50.0 25.0h0"/>' in page
    question = read(officer, f"/courses/{course}/practice")
    assert all(part in question for part in ("/static/taps.js", "data-taps", 'class="tapped" data-photo="0"'))
    done = sent(officer, question, choice="genuine", sureness="sure", taps="0 0.5 1")
    assert 'd="M50.0 100.0h0"' in read(officer, done.headers["location"])
    wrong = sent(officer, read(officer, f"/courses/{course}/practice"), choice="genuine", sureness="sure", taps="0 2 1")
    assert wrong.status_code == 422


def test_people_of_the_operator_read_why_they_take_no_course(service: Service) -> None:
    assert "only people of an agency take it" in read(service.as_("organiser"), "/courses")
    assert "only people of an agency take it" not in read(service.as_("trainer"), "/courses")


def test_a_question_of_the_final_test_says_which_of_how_many_it_is(service: Service, course: str) -> None:
    senior = service.as_("senior_officer")
    begun = senior.post(f"/courses/{course}/tests", data={"idempotency_key": "a-test-to-look-at"})
    assert "Final test, question 1 of 6" in read(senior, begun.headers["location"])
    assert "Enlarge photo 1" in read(senior, begun.headers["location"])
    for _ in range(6):
        assert sent(senior, read(senior, begun.headers["location"]), choice="cannot_tell").status_code == 303
    sent(senior, read(senior, begun.headers["location"]))  # handed in
    told = read(senior, begun.headers["location"])
    assert "0 of 6 answers were right." in told
    assert "You pass with at least 6 right answers" in told
    assert "Practice begins now with the points that you missed" in told


def test_the_same_call_answers_once(service: Service, course: str) -> None:
    trainer = service.as_("trainer")
    asked = made(trainer.get(f"/v1/courses/{course}/question"))
    given = {"question": asked["question"]["id"], "choice": "genuine", "sureness": "sure"}
    key = {"Idempotency-Key": "course-once"}
    first, again = (trainer.post(f"/v1/courses/{course}/answers", json=given, headers=key) for _ in range(2))
    assert first.json() == again.json()
    assert made(trainer.get(f"/v1/courses/{course}/progress"))["answered"] == 1


def test_who_can_see_what_the_items_are_takes_no_test_with_them(service: Service, course: str) -> None:
    trainer = service.as_("trainer")
    page = read(trainer, f"/courses/{course}")
    assert "can see which of its items are counterfeit" in page
    assert "Begin the final test" not in page
    refused = trainer.post(f"/v1/courses/{course}/tests")
    assert (refused.status_code, "can see which of its items" in refused.text) == (409, True)
    assert "who took part in the seminar has seen them" in read(service.as_("officer"), f"/courses/{course}")


def test_a_wrong_occasion_is_refused(service: Service, course: str) -> None:
    given = {"question": f"x-{1:032x}", "choice": "genuine", "sureness": "sure", "occasion": "test"}
    assert service.as_("officer").post(f"/v1/courses/{course}/answers", json=given).status_code == 422


def test_no_one_else_reads_what_a_person_answered(service: Service) -> None:
    course = course_on(service)
    answer, certificate = answer_on(service, course, "officer"), certificate_on(service, course, "officer")
    test = final_test_on(service, course, "officer", is_ended=True)
    for role in ("senior_officer", "trainer"):
        client = service.as_(role)
        for own in (f"/answers/{answer}", f"/tests/{test}"):
            assert client.get(f"/v1/courses/{course}{own}").status_code == 404
            assert client.get(f"/courses/{course}{own}").status_code == 404
        assert client.get(f"/v1/own-certificates/{certificate.id}").status_code == 404
        assert client.get(f"/own-certificates/{certificate.id}.pdf").status_code == 404
        assert made(client.get(f"/v1/courses/{course}/progress"))["answered"] == 0
    for role in ("administrator", "organiser", "reviewer"):
        assert service.as_(role).get(f"/v1/courses/{course}/progress").status_code == 403
    assert made(service.as_("administrator").get(f"/v1/courses/{course}"))["counts"] == {"people": None, "passed": None}


def test_events_say_neither_who_answered_nor_what(service: Service) -> None:
    answer_on(service, course_on(service), "officer")
    query = {"action": "course_answer:give"}
    event = made(service.as_("administrator").get("/v1/audit/events", params=query))["events"][0]
    assert (event["actor"], event["details"]) == ("anonymous", {})


def test_a_course_is_offered_and_withdrawn_on_pages(service: Service) -> None:
    course_on(service, "second")
    trainer = service.as_("trainer", "second")
    page = read(trainer, "/courses")
    listed = re.findall(r'href="/courses/(n-[0-9a-f]+)', page)[0]
    offer = read(trainer, f"/courses/{listed}/offer")
    assert offer.index("<summary>Withdraw the course") < offer.index("Withdraw the course for good")
    assert sent(trainer, offer).status_code == 303
    assert "The course is withdrawn." in read(trainer, f"/courses/{listed}/offer")
    over = read(service.as_("officer", "second"), f"/courses/{listed}")
    assert "The course is withdrawn. Certificates stay valid." in over
    assert "/own-certificates" in over
    for path in ("practice", "warm-up", "practice?end=4102444800", "lessons/box"):
        led = service.as_("officer", "second").get(f"/courses/{listed}/{path}")
        assert (led.status_code, led.headers["location"]) == (303, f"/courses/{listed}")
    late = {"idempotency_key": "an-answer-after-the-end", "question": f"x-{'0' * 32}", "choice": "cannot_tell"}
    led = service.as_("officer", "second").post(f"/courses/{listed}/practice", data=late)
    assert (led.status_code, led.headers["location"]) == (303, f"/courses/{listed}")
    form = read(trainer, "/courses/new")
    assert "A final test and a certificate take at least 5 items in the post-test" in form
    refused = sent(trainer, form, seminar=re.findall(r'value="(y-[0-9a-f]+)"', form)[0], until="2020-01-01")
    assert (refused.status_code, "has passed" in refused.text) == (422, True)


def test_what_is_no_code_and_an_unknown_one_are_told_apart_from_a_certificate(service: Service) -> None:
    with service.visitor() as anyone:
        for code in ("nothing", "7K3M-Q2ZX-9B4T"):
            page = anyone.get(f"/certificates/{code}")
            assert page.status_code == 404
            assert "No certificate has this code." in page.text
        assert anyone.get("/certificates?code=7k3mq2zx9b4o").headers["location"] == "/certificates/7K3MQ2ZX9B40"
        assert "Check a certificate" in read(anyone, "/certificates")
