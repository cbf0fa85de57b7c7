"""Recognition: which product and which view the photos show, and whether that can be relied on.

Products that the network was trained on have views among its heads. Enrolled ones have not: they are recognised by
the references that their photos are like.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.description import ReleaseDescription
from model.gallery import Gallery
from model.scorer import PhotoScores
from model.verdict import Candidate, GivenBy, ProductCall

MOST_CANDIDATES, LEAST_LIKELY = 5, 0.01
TINY = 1e-12  # probability: smaller ones have no useful logarithm


class Recognised(NamedTuple):
    """Which product the photos show, and whether that can be relied on.

    Attributes:
        familiar: whether any photo looks like any reference of the release.
        margin: log-odds of the product called, against the likeliest other.
        candidates: what the photos look like, the likeliest first, independent of the product called.
    """

    call: ProductCall
    familiar: bool
    margin: float
    candidates: tuple[Candidate, ...]


def recognise(
    photos: Sequence[PhotoScores],
    given: str | None,
    coded: str | None,
    release: ReleaseDescription,
    gallery: Gallery,
) -> Recognised:
    """The officer's product first, then the GTIN's, then what the photos look like.

    Args:
        given: the officer's product.
        coded: the product that a code on the item names.
    """
    named = given or coded
    if named is not None:
        return recognised_as(photos, named, GivenBy.OFFICER if given else GivenBy.BARCODE, release, gallery)
    likeliest = list(release.products)[int(product_probabilities(photos, release, gallery).argmax())]
    product = likeliest if is_familiar(photos, release, gallery) else None
    return recognised_as(photos, product, GivenBy.MODEL, release, gallery)


def recognised_as(
    photos: Sequence[PhotoScores],
    product: str | None,
    given_by: GivenBy,
    release: ReleaseDescription,
    gallery: Gallery,
) -> Recognised:
    """The photos as those of a product; of None, where none was named and none is recognised."""
    probabilities, names = product_probabilities(photos, release, gallery), list(release.products)
    probability = probabilities[names.index(product)] if product else probabilities.max()
    margin = recognition_margin(probabilities, names.index(product)) if product else 0.0
    call = ProductCall(product, given_by, float(probability))
    return Recognised(call, is_familiar(photos, release, gallery), margin, _candidates(probabilities, names))


def _candidates(probabilities: NDArray[np.float64], names: Sequence[str]) -> tuple[Candidate, ...]:
    order = np.argsort(-probabilities, kind="stable")[:MOST_CANDIDATES]
    likely = (index for index in order if probabilities[index] >= LEAST_LIKELY)
    return tuple(Candidate(names[index], float(probabilities[index])) for index in likely)


def is_familiar(photos: Sequence[PhotoScores], release: ReleaseDescription, gallery: Gallery) -> bool:
    """Whether any photo is as like a reference as photos of that reference's product usually are."""
    return any(
        similarity >= release.familiarity_of(product)
        for photo in photos
        for product, similarity in gallery.likeness(photo.embedding).items()
    )


def product_probabilities(
    photos: Sequence[PhotoScores], release: ReleaseDescription, gallery: Gallery
) -> NDArray[np.float64]:
    """(P,) probability of each product: by the network's views, and by likeness for those that it has no views of."""
    trained, enrolled = _by_views(photos, release), release.enrolled
    if not enrolled or release.temperature is None:
        return trained
    products = list(release.products)
    like = by_likeness([gallery.likeness(photo.embedding) for photo in photos], products, release.temperature)
    columns = [products.index(product) for product in enrolled]
    shared: NDArray[np.float64] = trained * (1.0 - like[columns].sum())
    shared[columns] = like[columns]
    return shared


def by_likeness(photos: Sequence[dict[str, float]], products: Sequence[str], temperature: float) -> NDArray[np.float64]:
    """(P,) softmax of the photos' mean similarity to each product's nearest reference; -1 where it has none."""
    table = np.array([[photo.get(product, -1.0) for product in products] for photo in photos], np.float64)
    return _softmax(table.mean(axis=0) / temperature)


def _by_views(photos: Sequence[PhotoScores], release: ReleaseDescription) -> NDArray[np.float64]:
    """(P,) from the mean of the photos' view log-probabilities; zero for products without views."""
    products = list(release.products)
    by_product = np.zeros((len(photos), len(products)))
    by_view = _softmax(np.stack([photo.view_logits for photo in photos]).astype(np.float64))
    for column, head in enumerate(release.views):
        by_product[:, products.index(head.product)] += by_view[:, column]
    return _softmax(np.log(np.maximum(by_product, TINY)).mean(axis=0))


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), np.float64)


def recognition_margin(probabilities: NDArray[np.float64], product: int) -> float:
    """Log-odds of one product against the likeliest other, from (P,) probabilities; 0 if there is no other."""
    others = np.delete(probabilities, product)
    if not len(others):
        return 0.0
    return float(np.log(max(probabilities[product], TINY)) - np.log(max(others.max(), TINY)))


def view_shares(photo: PhotoScores, product: str, release: ReleaseDescription) -> dict[str, float]:
    """How likely each view of `product` is, if the photo shows one of them; empty without a head for its views."""
    columns = [i for i, head in enumerate(release.views) if head.product == product]
    shares = _softmax(photo.view_logits[columns].astype(np.float64)) if columns else ()
    return {release.views[column].view: float(share) for column, share in zip(columns, shares, strict=True)}


def view_of(photo: PhotoScores, product: str, release: ReleaseDescription, gallery: Gallery) -> str:
    """The view of `product` that the photo most likely shows."""
    if shares := view_shares(photo, product, release):
        return max(shares, key=shares.__getitem__)
    return gallery.view_like(photo.embedding, product) or release.products[product].sheet.views[0].id
