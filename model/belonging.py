"""Belonging: does a photo show the product judged, in one of its views?

A photo belongs if it is as similar to the product's references as photos of it usually are and no other product is
likelier, or if it registers to one of the product's reference pictures, even as a close-up. The limits are counted on
calibration items (training/belong.py), so that few untouched items lose a photo. A photo that does not belong is left
out of the scores and named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from model.description import Belonging
from model.gallery import Gallery
from model.photo import SeenPhoto
from model.posture import seen_beside
from model.recognition import product_probabilities, recognition_margin
from model.registration import LEAST_AGREEING
from model.release import Release

MOST_LACKING = 1.75  # spreads; genuine boards lack up to 1.6, groceries beside them from 1.9 on (40 photos each)


class Looks(NamedTuple):
    """How similar one photo is to a product.

    Attributes:
        similarity: cosine similarity to the product's nearest reference of either label; -1 without any.
        margin: log-odds of the product against the likeliest other, from this photo only.
    """

    similarity: float
    margin: float

    def surely_fit(self, product: str, limits: Belonging) -> bool:
        """Whether nearly all photos of the product are less similar to it."""
        return self.fit(product, limits) and self.similarity >= limits.sure.get(product, -1.0)

    def fit(self, product: str, limits: Belonging) -> bool:
        """Whether they are those of the product's photos."""
        return self.similarity >= limits.similarity.get(product, -1.0) and self.likeliest(product, limits)

    def likeliest(self, product: str, limits: Belonging) -> bool:
        """Whether no other product is likelier than with the product's photos."""
        return self.margin >= limits.margin.get(product, 0.0)


def looks_of(photo: SeenPhoto, product: str, release: Release, gallery: Gallery) -> Looks:
    """The similarity of one photo to a product."""
    probabilities = product_probabilities([photo.scores], release.description, gallery)
    return Looks(
        similarity=gallery.likeness(photo.scores.embedding).get(product, -1.0),
        margin=recognition_margin(probabilities, list(release.description.products).index(product)),
    )


def cells_of(photo: SeenPhoto, product: str) -> int:
    """Cells that agree in the photo's best registration to one of the product's reference pictures.

    0 without one, or if most of what the photo should show of the picture does not agree.
    """
    best = photo.registrations.best(product)
    return best[1].cells if best and photo.registrations.agreeing(best[1]) >= LEAST_AGREEING else 0


def belongs_to(photo: SeenPhoto, product: str, limits: Belonging, release: Release, gallery: Gallery) -> bool:
    """Whether a photo shows a product.

    Similarity comes first: it costs nothing more; it does not apply to photos of codes only.
    """
    by_looks = not photo.codes_alone and looks_of(photo, product, release, gallery).fit(product, limits)
    return by_looks or cells_of(photo, product) >= limits.cells


def surely_belongs(photo: SeenPhoto, product: str, limits: Belonging, release: Release, gallery: Gallery) -> bool:
    """Whether a photo that belongs does so beyond doubt.

    The network has not learned to tell enrolled products from others. So their photos are doubted only if similarity
    and details both support it: they are less similar than nearly all, and lack much of what genuine photos show.
    """
    if looks_of(photo, product, release, gallery).surely_fit(product, limits):
        return True
    if cells_of(photo, product) >= limits.cells:
        return True
    return product in release.description.enrolled and not _lacks_much(photo, product, gallery)


def _lacks_much(photo: SeenPhoto, product: str, gallery: Gallery) -> bool:
    compared, memory = photo.unlike.with_product(product), gallery.memories.get(product)
    return compared is None or memory is None or memory.scale.lacking(compared.seen) > MOST_LACKING


def product_shown(photo: SeenPhoto, limits: Belonging, release: Release, gallery: Gallery) -> str | None:
    """The product that one photo alone shows; None if it shows none of the release's."""
    probabilities = product_probabilities([photo.scores], release.description, gallery)
    likeliest = list(release.description.products)[int(np.argmax(probabilities))]
    return likeliest if belongs_to(photo, likeliest, limits, release, gallery) else None


@dataclass(frozen=True)
class Sorting:
    """The photos of an item, sorted by what they show.

    Attributes:
        product: the product judged; None if none was named and no photo shows one.
        belongs: whether each photo shows it; None if the release can't tell, or there is no product.
        shown: the product that each photo shows, as far as it is known.
        aside: indices of the photos that show only codes; they are neither judged nor foreign.
        unsure: indices of the photos that may or may not show it: they are less similar than most photos of it,
            register by few cells, are largely covered, or are too poor.
    """

    product: str | None
    belongs: tuple[bool | None, ...]
    shown: tuple[str | None, ...]
    aside: frozenset[int] = frozenset()
    unsure: frozenset[int] = frozenset()

    def own(self, photos: Sequence[int]) -> list[int]:
        """Those of these photos, by index, that show the product or may do so."""
        return [index for index in photos if self.belongs[index] is not False and index not in self.aside]

    @property
    def foreign(self) -> bool:
        """Whether any photo does not show the product judged."""
        return False in self.belongs

    @property
    def other_products(self) -> tuple[str, ...]:
        """The other known products that photos show."""
        found = (shown for shown, own in zip(self.shown, self.belongs, strict=True) if own is False and shown)
        return tuple(dict.fromkeys(found))


class Named(NamedTuple):
    """The product named for an item: by the officer, or by a code on it."""

    told: str | None
    coded: str | None


def sort_photos(
    seen: Sequence[SeenPhoto], usable: Sequence[int], named: Named, release: Release, gallery: Gallery
) -> Sorting | None:
    """Sort an item's photos by what they show; None if the release has no limits for this.

    Args:
        seen: all photos.
        usable: indices of those that are good enough to judge. Where none is, no photo is said to show something else
            unless it shows another known product: too little can be seen.
        named: the officer's product comes first. A code's counts unless more photos show another product: a foreign
            photo may have a code. Otherwise it is the product that most photos show, of several the one shown first.
    """
    limits = release.description.belonging
    if limits is None:
        return None
    shown = [product_shown(photo, limits, release, gallery) for photo in seen]
    product = named.told or _most_shown([shown[index] for index in usable or range(len(seen))], named.coded)
    if product is None:
        return Sorting(None, (None,) * len(seen), tuple(shown))
    fits = [belongs_to(photo, product, limits, release, gallery) for photo in seen]
    aside = frozenset(i for i, photo in enumerate(seen) if photo.codes_alone and not fits[i] and shown[i] is None)

    def is_unsure(index: int) -> bool:
        if fits[index]:
            return not surely_belongs(seen[index], product, limits, release, gallery)
        if index in aside or shown[index] is not None:
            return False
        poor = bool(usable) and index not in usable
        return _may_show(seen[index], product, limits, release, gallery, poor=poor)

    unsure = frozenset(filter(is_unsure, range(len(seen))))
    belongs = tuple(
        None if index in aside | unsure or not (own or usable or other) else own
        for index, (own, other) in enumerate(zip(fits, shown, strict=True))
    )
    known = tuple(product if own else other for own, other in zip(fits, shown, strict=True))
    return Sorting(product, belongs, known, aside, unsure)


def _may_show(
    photo: SeenPhoto, product: str, limits: Belonging, release: Release, gallery: Gallery, *, poor: bool
) -> bool:
    """Whether a photo that is not similar to a product may still show it.

    A close-up may: it registers, but by few cells. A largely covered photo may, if the visible rest agrees, and so may
    a photo that is too poor, if no other product is likelier.
    """
    if cells_of(photo, product) or seen_beside(photo, product):
        return True
    return poor and looks_of(photo, product, release, gallery).likeliest(product, limits)


def _most_shown(shown: Sequence[str | None], coded: str | None) -> str | None:
    """The product that most photos show; of as many, the one that a code names, then the one shown first."""
    known = [product for product in shown if product is not None]
    first = known if coded is None else [coded, *known]
    return max(first, key=known.count, default=None)
