"""Seminars that tests put together, for sittings to hold."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import httpx

from model.catalogue import Point, ProductSheet, Region, View, Visibility
from model.datasets.fields import Label, PointMark
from serve.accounts.domain import Actor
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding import Holding
from serve.clearances.holding_domain import HeldItem, HeldPhoto, HeldProduct
from serve.platform.errors import NotFoundError
from serve.platform.parts import Parts
from serve.practice.service import Practices
from serve.releases.service import Releases
from serve.seminars.agenda import AgendaStepKind
from serve.sittings.assisting import Assisting
from serve.sittings.compared import ScreenComparing
from serve.sittings.demonstrating import Demonstrating, DemoPhotos
from serve.sittings.plan import AboutSeminar, SeminarPlan
from serve.sittings.service import Sittings
from serve.sittings.showing import Held, Screens
from serve.sittings.step_domain import SealedQuestion, SealedStep
from serve.teaching.comparing import PointComparing
from tests.serve.running import Service
from tests.serve.tiny_release import photo

FAKE, REAL = f"w-{1:032x}", f"w-{2:032x}"
LOGO = Point(
    "logo",
    "front",
    {"en": "Logo", "ja": "ロゴ"},
    {"en": "Straight."},
    {"en": "Crooked."},
    None,
    None,
    Visibility.OFFICER,
)
VIEWS = (View("front", {"en": "Front"}, required=True), View("back", {"en": "Back"}, required=False))
PICTURE = photo((170, 60, 60))


@dataclass
class PlansOfTests:
    """See `serve.sittings.plan.Plans`."""

    plans: dict[str, SeminarPlan] = field(default_factory=dict)

    def plan(self, actor: Actor, seminar_id: str, *, is_rehearsal: bool) -> SeminarPlan:  # noqa: ARG002  # the interface
        """A seminar of the actor's organisation."""
        found = self.plans.get(seminar_id)
        if found is None or found.organisation_id != actor.organisation_id:
            raise NotFoundError("There is no such seminar.")
        return found

    def about(self, seminar_id: str) -> AboutSeminar | None:
        """What screens need of it."""
        found = self.plans.get(seminar_id)
        return found.about if found else None


def use(parts: Parts, plans: PlansOfTests, held: Held | None = None) -> None:
    """Have sittings hold these seminars, with what may be shown."""
    parts.made[Sittings] = replace(parts[Sittings], plans=plans)
    screens = parts[Screens]
    parts.made[Screens] = Screens(screens.work, plans, held or screens.held, screens.named)
    parts.made[DemoPhotos] = replace(parts[DemoPhotos], screens=parts[Screens])
    comparing = PointComparing(held or parts[Holding], parts.settings.limits.intake)  # type: ignore[arg-type]  # as it
    parts.made[ScreenComparing] = ScreenComparing(parts[Screens], comparing)
    parts.made[Demonstrating] = Demonstrating(parts[Sittings], parts[Practices], plans, held or screens.held)
    parts.made[Assisting] = Assisting(screens.work, plans, held or screens.held, parts[Releases])


class HeldOfTests:
    """See `serve.sittings.showing.Held`: a counterfeit and a genuine box, until they may no longer be shown."""

    def __init__(self, service: Service, photos: int = 1) -> None:
        self.holder, self.photos = service.people.holder, photos
        self.is_held = True
        self.marked: Sequence[int] = range(photos)  # the photos of the counterfeit box that show what it is
        self.content = PICTURE
        self.place = Region(0.1, 0.2, 0.3, 0.4)  # of the logo on photos of the counterfeit box
        self.drawn: list[PartName] = []

    def product(self, agencies: Sequence[str], product_id: str) -> HeldProduct | None:
        """What may be shown."""
        if not self.is_held or not agencies:
            return None
        marks = (PointMark("logo", self.place),)
        items = {
            name: HeldItem(name, label, tuple(self._photo(name, place, some) for place in range(self.photos)), None)
            for name, label, some in (
                (FAKE, Label.COUNTERFEIT, marks),
                (REAL, Label.GENUINE, ()),
            )
        }
        sheet = ProductSheet(product_id, self.holder.name, {"en": "Box"}, "", (), None, VIEWS, (LOGO,))
        return HeldProduct(self.holder, product_id, sheet, (LOGO,), {"front": LOGO}, frozenset({"logo"}), items)

    def picture(self, agencies: Sequence[str], product_id: str, name: PartName) -> bytes:
        """One picture."""
        if not self.is_held or not agencies or product_id != "box":
            raise NotFoundError("There is no such picture.")
        self.drawn.append(name)
        return self.content

    def _photo(self, entry: str, place: int, marks: tuple[PointMark, ...]) -> HeldPhoto:
        found = marks if place in self.marked else ()
        return HeldPhoto(PartName(PartKind.PHOTO, entry, place), "front", found, "0" * 64)

    def original(self, agencies: Sequence[str], product_id: str, name: PartName) -> bytes:
        """The same as it is kept."""
        return self.picture(agencies, product_id, name)


class Hall:
    """A sitting that a trainer of the first agency has opened, and the phones in it."""

    def __init__(self, service: Service, held: HeldOfTests, plan: SeminarPlan) -> None:
        self.service, self.held, self.plan = service, held, plan
        self.plans = PlansOfTests({plan.seminar_id: plan})
        use(service.parts, self.plans, held)
        self.host = service.as_("trainer")
        opened = self.host.post("/v1/sittings", json={"seminar": plan.seminar_id})
        assert opened.status_code == 201, opened.text
        assert self.host.get(opened.headers["Location"]).json() == opened.json()
        self.id, self.code = opened.json()["id"], opened.json()["join_code"]
        self.phones: list[httpx.Client] = []

    def joins(self, label: str = "A 7", language: str = "en") -> httpx.Client:
        """A phone with a seat."""
        phone = self.service.visitor(headers={"Origin": self.service.base, "Accept-Language": language})
        self.phones.append(phone)
        joined = phone.post("/join", data={"code": self.code, "label": label})
        assert (joined.status_code, joined.headers["Location"]) == (303, self.at())
        return phone

    def at(self, path: str = "") -> str:
        """An address of the seats."""
        return f"/s/{self.id}{path}"

    def does(self, act: str, **said: Any) -> dict[str, Any]:
        """What the host does."""
        answer = self.host.post(f"/v1/sittings/{self.id}/{act}", json=said or None)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def told(self, client: httpx.Client, path: str, until: int, **headers: str) -> list[tuple[str, int, Any]]:
        """The events that a stream tells, up to one with this number."""
        found: list[tuple[str, int, Any]] = []
        with client.stream("GET", path, headers=headers) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream"), stream.read()
            fields: dict[str, str] = {}
            for line in stream.iter_lines():
                name, _, value = line.partition(": ")
                fields[name] = value
                if not line and "id" in fields:
                    found.append((fields["event"], int(fields["id"]), json.loads(fields["data"])))
                    if found[-1][1] >= until:
                        return found
        return found


def hall_of(service: Service, photos: int = 1, *, teaching: str = "a-1") -> Hall:
    """A sitting with two questions, a comparison, a demo and a list of shots.

    Args:
        photos: of each item.
        teaching: the slot that shows the point; all else is in the first one.
    """
    agency, holder = service.people.agencies["first"].id, service.people.holder.id
    places = tuple(range(photos))
    asked = (
        SealedQuestion("q-1", FAKE, places, Label.COUNTERFEIT),
        SealedQuestion("q-2", REAL, places, Label.GENUINE),
    )
    steps = tuple(
        SealedStep(number, AgendaStepKind.EXERCISE, "a-1", holder, "box", question=each, is_assisted=number == 1)
        for number, each in enumerate(asked, 1)
    )
    shown = SealedStep(3, AgendaStepKind.COMPARISON, teaching, holder, "box", "logo", PartName(PartKind.PHOTO, FAKE, 0))
    demo = SealedStep(4, AgendaStepKind.DEMO, "a-1", holder, "box")
    about = AboutSeminar("Boxes", (agency,), ("en",))
    shots = SealedStep(5, AgendaStepKind.SHOT_LIST, "a-1", holder, "box")
    plan = SeminarPlan(f"y-{uuid4().hex}", agency, about, (*steps, shown, demo, shots))
    held = HeldOfTests(service, photos)
    return Hall(service, held, plan)
