"""Seminars on a running service, for tests that go through every page, door and row."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from model.catalogue import Region
from model.datasets.fields import Label, PointMark
from serve.clearances.holding import Holding
from tests.serve.clearing import clearance_on
from tests.serve.frozen import accept, actor_of
from tests.serve.reviewing import entry_of, hand_in
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, new_picture
from tests.serve.world import World, made

LOGO = PointMark("logo", Region(0.1, 0.2, 0.3, 0.3))
POINTS = {"acme": ("box", "logo"), "rival": ("bag", "stitch")}


def planning(service: Service, agency: str = "first", **said: Any) -> dict[str, Any]:
    """What a call says that prepares a seminar for an agency."""
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    agencies = [service.people.agencies[agency].id]
    return {"title": "Boxes", "country": "JP", "languages": ["en"], "day": day, "agencies": agencies, **said}


def seminar_on(service: Service, agency: str = "first", *, role: str = "trainer", **said: Any) -> str:
    """The id of a new seminar of an agency's trainer, or of another person for that agency."""
    sent = planning(service, agency, **said)
    found: str = made(service.as_(role, agency).post("/v1/seminars", json=sent))["id"]
    return found


def filling(service: Service, agency: str = "first", *, holder: str = "acme", **said: Any) -> dict[str, Any]:
    """What a call says that adds a slot of a right holder, which shows a point that it has cleared by then."""
    product, point = POINTS[holder]
    held = service.parts[Holding].product([service.people.agencies[agency].id], product)
    if held is None or held.point(point) is None:  # every look reads all valid clearances, so there are few
        clearance_on(service, agency, holder=holder)
    lesson = {"product": product, "points": [{"point": point}]}
    return {"right_holder": holder_id(service, holder), "minutes": 20, "note": "n", "lessons": [lesson], **said}


def slot_form(service: Service) -> dict[str, Any]:
    """The same as a form sends it."""
    holder = filling(service)["right_holder"]
    return {"right_holder": holder, "minutes": "20", "products": ["box"], "taught": ["0"], "points": ["0:logo"]}


def holder_id(service: Service, holder: str) -> str:
    """The id of a right holder."""
    listed = made(service.as_("trainer").get("/v1/organisations?limit=100"))["organisations"]
    return str(next(each["id"] for each in listed if each["name"] == holder))


def slot_on(
    service: Service, agency: str = "first", *, holder: str = "acme", role: str = "trainer", seminar: str = ""
) -> str:
    """The id of a slot that its right holder is asked about, in a new seminar or this one."""
    client = service.as_(role, agency)
    seminar = seminar or seminar_on(service, agency, role=role)
    sent = filling(service, agency, holder=holder)
    found: str = made(client.post(f"/v1/seminars/{seminar}/slots", json=sent))["id"]
    made(client.post(f"/v1/seminar-slots/{found}/ask"))
    return found


def reviewer_of(service: Service, holder: str = "acme") -> httpx.Client:
    """A person of a right holder who releases slots."""
    return service.as_("reviewer") if holder == "acme" else World(service).rival()


def release(service: Service, slot: str, *, holder: str = "acme") -> None:
    """Release a slot as it is."""
    reviewer = reviewer_of(service, holder)
    shown = made(reviewer.get(f"/v1/seminar-slots/{slot}"))
    made(reviewer.post(f"/v1/seminar-slots/{slot}/release", json={"sha256": shown["sha256"], "for_course": True}))


def item_on(service: Service, label: Label, content: bytes) -> str:
    """The entry of a new accepted item of acme's with this photo; on a counterfeit one, its logo is marked."""
    author = actor_of(service, "contributor")
    entry = entry_of(author, content, label=label)
    if label is Label.COUNTERFEIT:
        entry = replace(entry, photos=tuple(replace(photo, marks=(LOGO,)) for photo in entry.photos))
    name = hand_in(service.parts, author, [entry], content)[0]
    accept(service, actor_of(service, "administrator"), name)
    return name


def lesson_on(service: Service) -> dict[str, str]:
    """The ids of a seminar and of its slot, of which acme is asked: with points, pictures, exercises and tests."""
    labels = [Label.GENUINE, Label.COUNTERFEIT]
    items = [item_on(service, labels[number % 2], new_picture()) for number in range(8)]
    parts = [{"kind": "point", "name": name} for name in ("logo", "seal")]
    parts += [{"kind": "photo", "name": f"{item}/0"} for item in items]
    clearance_on(service, parts=parts)
    seminar, trainer = seminar_on(service), service.as_("trainer")
    lesson = {"product": "box", "exercises": 2, "tests": 1}
    sent = {"right_holder": holder_id(service, "acme"), "minutes": 20, "note": "n", "lessons": [lesson]}
    slot: str = made(trainer.post(f"/v1/seminars/{seminar}/slots", json=sent))["id"]
    made(trainer.post(f"/v1/seminar-slots/{slot}/ask"))
    return {"seminar_id": seminar, "slot_id": slot}


def sitting_on(service: Service, agency: str = "first", *, role: str = "trainer", is_closed: bool = False) -> str:
    """The id of a new sitting of a new seminar, which shows the shots and a point of a product and has a live demo."""
    client = service.as_(role, agency)
    opened = {"seminar": ready_on(service, agency, role=role)}
    found: str = made(client.post("/v1/sittings", json=opened))["id"]
    if is_closed:
        made(client.post(f"/v1/sittings/{found}/close"))
    return found


def ready_on(service: Service, agency: str = "first", *, role: str = "trainer", **said: Any) -> str:
    """The id of a new seminar that can be held."""
    seminar = seminar_on(service, agency, role=role, **said)
    release(service, slot_on(service, agency, role=role, seminar=seminar))
    return seminar


def held_on(service: Service, seminar: str, label: str = "A 7") -> str:
    """The id of a new sitting of a seminar, in which a seat has answered a question and tapped a place."""
    trainer = service.as_("trainer")
    opened = made(trainer.post("/v1/sittings", json={"seminar": seminar}))
    step = next(each["number"] for each in opened["steps"] if each["label"])
    made(trainer.post(f"/v1/sittings/{opened['id']}/step", json={"step": step}))
    given = {"step": step, "choice": "genuine", "sureness": "sure", "taps": [{"photo": 0, "x": 0.5, "y": 0.25}]}
    with service.visitor(headers={"Origin": service.base}) as phone:
        assert phone.post("/join", data={"code": opened["join_code"], "label": label}).status_code == 303
        made(phone.post(f"/s/{opened['id']}/answers", json=given))
    return str(opened["id"])


def seated_on(service: Service, label: str, **said: Any) -> str:
    """The id of a new sitting in which a phone has joined."""
    opened = made(service.as_("trainer").post("/v1/sittings", json={"seminar": ready_on(service, **said)}))
    with service.visitor(headers={"Origin": service.base}) as phone:
        assert phone.post("/join", data={"code": opened["join_code"], "label": label}).status_code == 303
    return str(opened["id"])


def demo_on(service: Service) -> str:
    """The id of a new sitting that shows a live demo, with an item that its host examined for it."""
    trainer, sitting = service.as_("trainer"), sitting_on(service)
    practice = made(trainer.post("/v1/practice", files={"photos": ("a.jpg", COUNTERFEIT)}, data={"product": "box"}))
    steps = made(trainer.get(f"/v1/sittings/{sitting}"))["steps"]
    demo = next(each["number"] for each in steps if each["kind"] == "demo")
    made(trainer.post(f"/v1/sittings/{sitting}/step", json={"step": demo}))
    made(trainer.post(f"/v1/sittings/{sitting}/demo", json={"examination": practice["id"]}))
    return sitting


def shown_on(service: Service) -> str:
    """The id of a new sitting that shows a point, in which a phone has joined."""
    sitting = seated_on(service, "A 7")
    made(service.as_("trainer").post(f"/v1/sittings/{sitting}/step", json={"step": 2}))
    return sitting
