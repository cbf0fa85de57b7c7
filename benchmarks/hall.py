"""A data folder with a seminar that is ready to be held, made by the use cases that people use."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from serve.accounts import demo as people_demo
from serve.accounts.domain import Actor
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.app import build
from serve.catalogue import demo as sheet_demo
from serve.clearances import demo as clearance_demo
from serve.datasets import demo as data_set_demo
from serve.platform.parts import Parts
from serve.platform.settings import Settings
from serve.releases.service import Releases
from serve.review import demo as review_demo
from serve.running import DEMO_DATA
from serve.seminars.draft_domain import SeminarDraft
from serve.seminars.lesson_domain import LessonDraft
from serve.seminars.preparing import SlotDraft, SlotPreparing
from serve.seminars.reviewing import SlotReviewing
from serve.seminars.service import Seminars

LANGUAGES = ("en", "ar", "ja")


class Prepared(NamedTuple):
    """What a host needs: an API token, and the id of the seminar."""

    token: str
    seminar: str


def prepare(data: Path, release: Path) -> Prepared:
    """Prepare a seminar of the demo right holder's products in a new data folder."""
    parts = build(Settings(data_dir=data, release=release, job_workers=0))
    try:
        parts.open()
        actors = _people(parts, data)
        _clear(parts, actors)
        token = OwnAccount(parts[Accounts].work).add_token(actors[Role.TRAINER], "benchmark").secret or ""
        return Prepared(token, _seminar(parts, actors[Role.TRAINER], actors[Role.REVIEWER]))
    finally:
        parts.close()


def _people(parts: Parts, data: Path) -> Mapping[Role, Actor]:
    products = parts[Releases].active.examiner.release.description.products.values()
    made = people_demo.create(parts[Accounts], [product.sheet.right_holder for product in products], data)
    contributor = made[Role.CONTRIBUTOR.value].username
    sheet_demo.create(parts, contributor, made[Role.REVIEWER.value].username)
    review_demo.create(parts, contributor)
    return {role: people_demo.actor_of(parts[Accounts], made[role.value]) for role in Role}


def _clear(parts: Parts, actors: Mapping[Role, Actor]) -> None:
    contributor, reviewer = actors[Role.CONTRIBUTOR], actors[Role.REVIEWER]
    curator, administrator = actors[Role.CURATOR], actors[Role.ADMINISTRATOR]
    published = sheet_demo.create_published(parts, contributor, reviewer)
    data_set_demo.create(parts, contributor, curator, administrator, DEMO_DATA / "manifest.csv", published)
    clearance_demo.create(parts, reviewer)


def _seminar(parts: Parts, trainer: Actor, reviewer: Actor) -> str:
    seminars, slots = parts[Seminars], parts[SlotPreparing]
    seminar = seminars.prepare(trainer, SeminarDraft("Benchmark", "JP", LANGUAGES, date.today())).seminar.id  # noqa: DTZ011  # as a form gives it
    products = [each.product_id for each in seminars.products(trainer, seminar)]
    most, *others = products  # the second one has too few items of its own for questions
    lessons = (LessonDraft(most, exercises=4, tests=2), *(LessonDraft(other) for other in others))
    slot = slots.add(trainer, seminar, SlotDraft(reviewer.organisation_id, 20, lessons=lessons)).slot
    asked = slots.ask(trainer, slot.id)
    parts[SlotReviewing].release(reviewer, slot.id, asked.sha256 or "")
    return seminar
