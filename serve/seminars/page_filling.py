"""The form of a slot: what may be shown of a right holder's products, and what is chosen of it."""

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from model.catalogue import Point
from model.datasets.fields import Label
from model.messages import NOTHING, Localized, Wording
from serve.accounts.domain import Actor, Organisation
from serve.clearances.holding_domain import HeldProduct
from serve.platform.errors import NotFoundError
from serve.platform.pages import Pages, rendered
from serve.platform.reader import languages_of
from serve.seminars.dealing_domain import LabelCounts, Numbers, fitting
from serve.seminars.domain import LONGEST_SLOT, SHORTEST_SLOT, Lesson, SeminarRejectedError, Slot, SlotState
from serve.seminars.draft_domain import LONGEST_NOTE
from serve.seminars.drawing_domain import ItemDrawing, free_items
from serve.seminars.lesson_domain import MOST_EXERCISES, MOST_TESTS, LessonDraft, counterfeits_of, lessons_of
from serve.seminars.page_forms import SlotForm, picture_value, point_value
from serve.seminars.page_lessons import Addresses, point_title, product_name
from serve.seminars.preparing import NO_HOLDER, SavingProspect, SlotPreparing
from serve.seminars.service import Seminars, ShownSeminar
from serve.seminars.shown_domain import ShownSlot, used_by
from serve.seminars.slot_store import NO_SLOT

SUGGESTED = Numbers(exercises=4, tests=2)  # of a product, where there are enough items


class PhotoOnForm(NamedTuple):
    """A photo of a counterfeit item that may stand beside the genuine picture of a point."""

    value: str
    picture: str
    is_chosen: bool


class PointOnForm(NamedTuple):
    """A point that may be shown.

    Attributes:
        genuine: the address of its genuine picture; empty if there is none.
        bare: what the form sends for no counterfeit picture.
    """

    value: str
    title: Localized
    genuine: str
    photos: tuple[PhotoOnForm, ...]
    bare: str
    is_chosen: bool

    @property
    def is_bare(self) -> bool:
        """Whether no counterfeit picture is chosen."""
        return not any(photo.is_chosen for photo in self.photos)


class ProductOnForm(NamedTuple):
    """A product that may be shown.

    Attributes:
        genuine, counterfeit: how many items are cleared.
        free: how many of these people can be asked about.
        is_known: whether the active release can examine it.
    """

    id: str
    name: Localized
    points: tuple[PointOnForm, ...]
    genuine: int
    counterfeit: int
    free: LabelCounts
    is_taught: bool
    shows_shots: bool
    has_demo: bool
    is_assisted: bool
    is_known: bool
    exercises: str
    tests: str


@dataclass(frozen=True)
class Filling:
    """The form of a slot, for one request.

    Attributes:
        products: those of the right holder that may be shown.
        slot: None for a new one.
        known: ids of the products that the active release can examine.
        prospect: what saving does; None for a new one.
    """

    request: Request
    actor: Actor
    pages: Pages
    read: ShownSeminar
    right_holder: Organisation
    products: Sequence[HeldProduct]
    slot: Slot | None = None
    known: Collection[str] = ()
    prospect: SavingProspect | None = None

    def form(self, form: SlotForm, problem: Wording = NOTHING, *, is_new: bool = False) -> str:
        """The form with what was chosen in it; of a new slot, with all that may be shown."""
        names: dict[str, Any] = {
            "form": self._suggested(form) if is_new else form,
            "seminar": self.read.seminar,
            "right_holder": self.right_holder,
            "slot": self.slot,
            "problem": problem,
            "is_decided": self.slot is not None and self.slot.state in {SlotState.ASKED, SlotState.RELEASED},
            "prospect": self.prospect,
            "places": len(self.read.slots) if self.slot else 0,
            "shortest": SHORTEST_SLOT,
            "longest": LONGEST_SLOT,
            "longest_note": LONGEST_NOTE,
            "most": {"exercises": MOST_EXERCISES, "tests": MOST_TESTS},
            "idempotency_key": secrets.token_urlsafe(),
        }
        names["products"] = [self._product(names["form"], each) for each in self.products]
        return rendered(self.request, self.pages, "seminar_slot_form.html", **names)

    def refused(self, form: SlotForm, fault: SeminarRejectedError) -> Response:
        """The form again, with what is wrong in it."""
        return HTMLResponse(self.form(form, fault.message), HTTPStatus.UNPROCESSABLE_ENTITY)

    def again(self, slot: Slot) -> SlotForm:
        """The form of a slot as it is. Of products that it does not show there is what a new slot suggests."""
        names = [each.product_id for each in self.products]
        kept, taught = SlotForm.of(slot, names), {each.product_id for each in slot.lessons}
        suggested = self._suggested(SlotForm(right_holder=self.right_holder.id, products=names))
        added = {str(place) for place, name in enumerate(names) if name not in taught}

        def both(name: str) -> list[str]:
            return [*getattr(kept, name), *(each for each in getattr(suggested, name) if each.split(":")[0] in added)]

        def numbers(name: str) -> list[str]:
            pairs = enumerate(zip(getattr(kept, name), getattr(suggested, name), strict=True))
            return [other if str(place) in added else own for place, (own, other) in pairs]

        filled = {name: both(name) for name in ("shots", "demos", "points", "pictures")}
        return kept.model_copy(update={**filled, "exercises": numbers("exercises"), "tests": numbers("tests")})

    def _suggested(self, form: SlotForm) -> SlotForm:
        """The form of a new slot: the first product with all its points, each with the photo that shows it best."""
        drafts = [LessonDraft(each.product_id, has_demo=each.product_id in self.known) for each in self.products]
        lessons = [lessons_of([draft], self.right_holder.id, self.products)[0] for draft in drafts]
        slot = Slot("", "", "", self.right_holder.id, 1, int(form.minutes), lessons=tuple(lessons))
        filled = SlotForm.of(slot, form.products)
        free = [self._free(lesson, each) for lesson, each in zip(lessons, self.products, strict=True)]
        numbers = [fitting(each, SUGGESTED, self.read.seminar.share) for each in free]
        return filled.model_copy(
            update={
                "taught": ["0"],
                "exercises": [str(each.exercises) for each in numbers],
                "tests": [str(each.tests) for each in numbers],
                "position": "",
                "version": "",
            }
        )

    def _free(self, lesson: Lesson, product: HeldProduct) -> LabelCounts:
        """The items of a product that can be asked about: not those that this slot or another one shows anyway."""
        seminar = self.read.seminar
        used = used_by([lesson], (), self.products)
        for each in self.read.slots:
            if self.slot is None or each.slot.id != self.slot.id:
                used = used.with_all(used_by(each.slot.lessons, each.slot.questions, self.products))
        return free_items(ItemDrawing(seminar.seed, seminar.share), lesson, product, used)

    def _chosen(self, form: SlotForm, key: str, product: HeldProduct) -> Lesson:
        """A lesson with the pictures that are chosen in the form."""
        chosen = tuple(form.points_of(key))
        try:
            return lessons_of([LessonDraft(product.product_id, chosen)], self.right_holder.id, self.products)[0]
        except SeminarRejectedError:
            return Lesson(product.product_id)

    def _product(self, form: SlotForm, product: HeldProduct) -> ProductOnForm:
        name = product.product_id
        place = form.products.index(name) if name in form.products else len(form.products)
        key, languages = str(place), languages_of(self.request)
        labels = Counter(each.label for each in product.items.values())
        free = self._free(self._chosen(form, key, product), product)
        return ProductOnForm(
            id=name,
            name=product_name(product, languages),
            points=tuple(self._point(form, key, product, each) for each in product.points),
            genuine=labels[Label.GENUINE],
            counterfeit=labels[Label.COUNTERFEIT],
            free=free,
            is_taught=key in form.taught,
            shows_shots=key in form.shots,
            has_demo=key in form.demos,
            is_assisted=key in form.assisted,
            is_known=name in self.known,
            exercises=form.exercises[place] if place < len(form.exercises) else "0",
            tests=form.tests[place] if place < len(form.tests) else "0",
        )

    def _point(self, form: SlotForm, place: str, product: HeldProduct, point: Point) -> PointOnForm:
        value = point_value(place, point.id)
        addresses = Addresses(f"seminars/{self.read.seminar.id}", product.product_id)
        photos = [
            PhotoOnForm(
                value=picture_value(value, photo.name),
                picture=addresses.counterfeit(point.id, photo.name),
                is_chosen=picture_value(value, photo.name) in form.pictures,
            )
            for photo in counterfeits_of(product, point.id)
        ]
        return PointOnForm(
            value=value,
            title=point_title(point, languages_of(self.request)),
            genuine=addresses.point(point.id) if point.id in product.pictured else "",
            photos=tuple(photos),
            bare=picture_value(value, None),
            is_chosen=value in form.points,
        )


def slot_of(read: ShownSeminar, slot_id: str) -> ShownSlot:
    """A slot of a seminar.

    Raises:
        NotFoundError: it has none with this id.
    """
    for each in read.slots:
        if each.slot.id == slot_id:
            return each
    raise NotFoundError(NO_SLOT)


def seminar_with(seminars: Seminars, actor: Actor, slot_id: str) -> ShownSeminar:
    """The seminar of a slot.

    Raises:
        NotFoundError: there is no such slot that the actor may see.
    """
    return seminars.get(actor, seminars.showing.get(actor, slot_id).seminar.id)


def filling(
    request: Request,
    actor: Actor,
    pages: Pages,
    seminars: Seminars,
    seminar_id: str,
    right_holder: str,
    known: Collection[str],
) -> Filling:
    """The form of a new slot.

    Raises:
        NotFoundError: there is no such right holder of which something may be shown.
    """
    products = seminars.products(actor, seminar_id)
    own = [each for each in products if each.right_holder.id == right_holder]
    if not own:
        raise NotFoundError(NO_HOLDER)
    return Filling(request, actor, pages, seminars.get(actor, seminar_id), own[0].right_holder, own, known=known)


def filling_again(
    request: Request,
    actor: Actor,
    pages: Pages,
    seminars: Seminars,
    slot_id: str,
    known: Collection[str],
    preparing: SlotPreparing,
) -> Filling:
    """The form of a slot.

    Raises:
        NotFoundError: there is no such slot.
    """
    read = seminar_with(seminars, actor, slot_id)
    shown, products = slot_of(read, slot_id), seminars.products(actor, read.seminar.id)
    own = [each for each in products if each.right_holder.id == shown.right_holder.id]
    prospect = preparing.prospect(actor, slot_id)
    return Filling(request, actor, pages, read, shown.right_holder, own, shown.slot, known, prospect)
