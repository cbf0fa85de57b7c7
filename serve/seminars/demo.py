"""A seminar of the demo agency that the demo right holder has released, so that a new checkout has one to hold."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from serve.accounts.domain import Actor
from serve.clearances.holding_domain import HeldProduct
from serve.platform.parts import Parts
from serve.seminars.dealing_domain import Numbers, fitting
from serve.seminars.domain import Seminar
from serve.seminars.draft_domain import SeminarDraft
from serve.seminars.drawing_domain import ItemDrawing, free_items
from serve.seminars.lesson_domain import LessonDraft, lessons_of
from serve.seminars.preparing import SlotDraft, SlotPreparing
from serve.seminars.reviewing import SlotReviewing
from serve.seminars.service import Seminars
from serve.seminars.shown_domain import used_by

TITLE = "Genuine or counterfeit: a first seminar"
IN_DAYS, MINUTES = timedelta(days=14), 30
NUMBERS = Numbers(exercises=6, tests=8)  # of a product, at most


def create(parts: Parts, trainer: Actor, reviewer: Actor) -> None:
    """Prepare a seminar of everything that the right holder has cleared, and release it; without that, do nothing."""
    prepare(parts, trainer, reviewer, TITLE, (parts.clock.now() + IN_DAYS).date())


def prepare(
    parts: Parts, trainer: Actor, reviewer: Actor, title: str, day: date, *, for_course: bool = True
) -> str | None:
    """The id of a prepared and released seminar; None where the right holder has cleared nothing.

    Args:
        for_course: whether its lessons may be used in a course, too.
    """
    seminars = parts[Seminars]
    country = trainer.organisation.country or "JP"
    held = parts[SlotPreparing].holding.products([trainer.organisation_id])
    own = [each for each in held if each.right_holder.id == reviewer.organisation_id]
    if not own:
        return None
    draft = SeminarDraft(title, country, ("en", "ja"), day)
    seminar = seminars.prepare(trainer, draft).seminar
    lessons = tuple(_lesson(seminar, each, own, has_demo=not number) for number, each in enumerate(_full_first(own)))
    slot = SlotDraft(reviewer.organisation_id, MINUTES, "Bring two genuine samples.", lessons)
    added = parts[SlotPreparing].add(trainer, seminar.id, slot)
    asked = parts[SlotPreparing].ask(trainer, added.slot.id)
    if asked.sha256:
        parts[SlotReviewing].release(reviewer, asked.slot.id, asked.sha256, for_course=for_course)
    return seminar.id


def _full_first(products: Collection[HeldProduct]) -> list[HeldProduct]:
    """The products with the most items first."""
    return sorted(products, key=lambda each: -len(each.items))


def _lesson(seminar: Seminar, product: HeldProduct, own: Collection[HeldProduct], *, has_demo: bool) -> LessonDraft:
    """A lesson of all points, with as many exercises and questions of tests as there are items for."""
    draft = LessonDraft(product.product_id, has_demo=has_demo, is_assisted=True)
    lesson = lessons_of([draft], product.right_holder.id, own)[0]
    free = free_items(ItemDrawing(seminar.seed, seminar.share), lesson, product, used_by([lesson], (), own))
    return replace(draft, **fitting(free, NUMBERS, seminar.share)._asdict())
