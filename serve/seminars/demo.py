"""A seminar of the demo agency that the demo right holder has released, so that a new checkout has one to hold."""

from collections.abc import Collection
from datetime import date, timedelta

from model.datasets.fields import Label
from serve.accounts.domain import Actor
from serve.clearances.holding_domain import HeldProduct
from serve.platform.parts import Parts
from serve.seminars.draft_domain import SeminarDraft
from serve.seminars.lesson_domain import LessonDraft
from serve.seminars.preparing import SlotDraft, SlotPreparing
from serve.seminars.reviewing import SlotReviewing
from serve.seminars.service import Seminars

TITLE = "Genuine or counterfeit: a first seminar"
IN_DAYS, MINUTES = timedelta(days=14), 30
EXERCISES, TESTS, ENOUGH = 6, 8, 14  # ENOUGH: items of each label, of which two tests, exercises and pictures are made


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
    lessons = tuple(_lesson(each, has_demo=not number) for number, each in enumerate(_full_first(own)))
    slot = SlotDraft(reviewer.organisation_id, MINUTES, "Bring two genuine samples.", lessons)
    added = parts[SlotPreparing].add(trainer, seminar.id, slot)
    asked = parts[SlotPreparing].ask(trainer, added.slot.id)
    if asked.sha256:
        parts[SlotReviewing].release(reviewer, asked.slot.id, asked.sha256, for_course=for_course)
    return seminar.id


def _full_first(products: Collection[HeldProduct]) -> list[HeldProduct]:
    """The products with the most items first."""
    return sorted(products, key=lambda each: -len(each.items))


def _lesson(product: HeldProduct, *, has_demo: bool) -> LessonDraft:
    labels = [item.label for item in product.items.values()]
    has_enough = all(labels.count(label) >= ENOUGH for label in Label)
    numbers = (EXERCISES, TESTS) if has_enough else (0, 0)
    return LessonDraft(product.product_id, has_demo=has_demo, exercises=numbers[0], is_assisted=True, tests=numbers[1])
