"""Are goods that are none of the products told from known ones? Scores of familiarity, ours and peers', on one footing.

Each network has seen the same photos; a method turns what it saw into a score, higher meaning more familiar. Where a
method has variants, the one to report is chosen on calibration items alone, with each product left out in turn: its
references (or training features) and its classes are hidden, so that its calibration items play the unknown goods and
all others the known ones. The network itself has learned the product left out, so these figures rank variants; they
don't say how well unknown goods are found.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from benchmarks.classes import Outputs
from benchmarks.comparison import ScoredItem, paired_difference
from benchmarks.splits import Splits, by_item
from model.examiner import Examiner
from model.release import Release
from training.examine import WORKERS
from training.manifest import Row
from training.statistics import Estimate, auroc, rate

RELEASE_METHOD = "ours: highest cosine (release)"
NEIGHBOURS = (1, 2, 5, 10, 20, 50)
UNKNOWN = "(unknown)"

Array = NDArray[np.float64]
Scored = Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class Seen:
    """What one network saw. N photos in the order of `Roster`, R references, C classes, D dimensions.

    Attributes:
        features: (N, D) unit vectors.
        logits: (N, C).
        bank: (R, D) unit vectors of the references.
        bank_products, class_products: (R,) and (C,), whose they are.
    """

    features: Array
    logits: Array
    bank: Array
    bank_products: NDArray[Any]
    class_products: NDArray[Any]

    def without(self, product: str) -> "Seen":
        """As if the product had neither references nor classes."""
        kept, classes = self.bank_products != product, self.class_products != product
        return Seen(
            self.features,
            self.logits[:, classes],
            self.bank[kept],
            self.bank_products[kept],
            self.class_products[classes],
        )


@dataclass(frozen=True, eq=False)
class Roster:
    """The photos that are scored, and the items that they belong to.

    Attributes:
        paths: of calibration, test and unknown photos, in this order.
        item_of: (N,) each photo's item, counted in this order; an unknown photo is an item of its own.
        products: (items,) each item's product, or `UNKNOWN`.
        calibration, test: how many items of either there are; the rest is unknown.
    """

    paths: Sequence[Path]
    item_of: NDArray[np.int64]
    products: NDArray[Any]
    calibration: int
    test: int

    def split(self, scores: Array) -> tuple[Array, Array, Array]:
        """Scores of items, (items,), as those of calibration, test and unknown ones."""
        return (
            scores[: self.calibration],
            scores[self.calibration : self.calibration + self.test],
            scores[self.calibration + self.test :],
        )


@dataclass(frozen=True)
class Familiarity:
    """One method's scores of items.

    Attributes:
        family: methods of one family are variants, of which one is chosen.
        left_out: product -> the scores of all calibration items with that product hidden.
    """

    family: str
    method: str
    calibration: Sequence[float]
    test: Sequence[float]
    unknown: Sequence[float]
    left_out: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class UnknownDetection:
    """How well one method tells unknown goods from known ones.

    Attributes:
        chosen: best of its family with products left out.
        left_out: AUROC with products left out, pairs within one such round; items take part in several rounds, so the
            interval is too narrow by what they share.
        auroc: a known test item scores above an unknown photo.
        known_lost, unknown_found: beyond the limit that the default share of calibration items fails.
    """

    family: str
    method: str
    chosen: bool
    left_out: Estimate | None
    auroc: Estimate | None
    known_lost: Estimate | None
    unknown_found: Estimate | None


def roster(splits: Splits) -> Roster:
    """Everything that methods score."""
    rows = [*splits.calibration, *splits.test]
    items = [*by_item(splits.calibration).values(), *_shifted(by_item(splits.test).values(), len(splits.calibration))]
    item_of = np.empty(len(rows) + len(splits.unknown), np.int64)
    for number, members in enumerate(items):
        item_of[list(members)] = number
    item_of[len(rows) :] = len(items) + np.arange(len(splits.unknown))
    products = [rows[members[0]].product for members in items] + [UNKNOWN] * len(splits.unknown)
    calibration = len(by_item(splits.calibration))
    return Roster(
        paths=[*splits.paths(rows), *splits.unknown],
        item_of=item_of,
        products=np.array(products),
        calibration=calibration,
        test=len(items) - calibration,
    )


def _shifted(groups: Iterable[Sequence[int]], by: int) -> Iterator[list[int]]:
    for members in groups:
        yield [index + by for index in members]


def seen_by_release(release: Release, listed: Roster) -> Seen:
    """The release's embeddings and view logits, with its gallery as the bank."""
    examiner = Examiner(release)
    with ThreadPoolExecutor(WORKERS) as pool:
        photos = list(pool.map(lambda path: examiner.see(path.read_bytes()).scores, listed.paths))
    with np.load(io.BytesIO(release.gallery), allow_pickle=False) as gallery:
        bank, products = gallery["embedding"].astype(np.float64), gallery["product"]
    return Seen(
        features=np.stack([photo.embedding for photo in photos]).astype(np.float64),
        logits=np.stack([photo.view_logits for photo in photos]).astype(np.float64),
        bank=bank,
        bank_products=products,
        class_products=np.array([head.product for head in release.description.views]),
    )


def seen_by_classifier(outputs: Outputs, bank: Array, bank_rows: Sequence[Row], classes: Sequence[str]) -> Seen:
    """A classifier's view; classes: as `classes.class_of` names them."""
    products = np.array([row.product for row in bank_rows])
    return Seen(
        outputs.features, outputs.logits, bank, products, np.array([name.rsplit("/", 1)[0] for name in classes])
    )


def of_release(seen: Seen) -> Scored:
    """Ours, and what a release could use instead; (N,) each."""
    cosine = seen.features @ seen.bank.T
    nearest = cosine.max(axis=1)
    energy = special.logsumexp(seen.logits, axis=1)
    return {
        RELEASE_METHOD: nearest,
        "ours: mean of the 3 highest cosines": _highest(cosine, 3).mean(axis=1),
        "ours: cosine less the product's own mean": _less_own_mean(cosine, seen),
        "ours: energy of the view logits": energy,
        "ours: cosine x energy above zero": nearest * np.logaddexp(0.0, energy),
    }


def of_classifier(seen: Seen) -> Scored:
    """The peers; (N,) each.

    Maximum softmax probability: Hendrycks and Gimpel 2017. Energy: Liu, Wang, Owens and Li 2020, temperature 1. kNN:
    Sun, Ming, Zhu and Li 2022, the distance to the k-th nearest normalised training feature, as a cosine.
    """
    cosine = seen.features @ seen.bank.T
    neighbours = [k for k in NEIGHBOURS if k <= cosine.shape[1]]
    ordered = _highest(cosine, max(neighbours))
    return {
        "peer: maximum softmax probability": special.softmax(seen.logits, axis=1).max(axis=1),
        "peer: energy": special.logsumexp(seen.logits, axis=1),
        **{f"peer: kNN, k = {k}": ordered[:, k - 1] for k in neighbours},
    }


def family_of(method: str) -> str:
    """Variants of one method have one family."""
    return "ours" if method.startswith("ours") else method.split(",", maxsplit=1)[0]


def _highest(cosine: Array, count: int) -> Array:
    """(N, count) the highest of each row, falling."""
    return -np.sort(-cosine, axis=1)[:, :count]


def _less_own_mean(cosine: Array, seen: Seen) -> Array:
    """The nearest reference, less how near the references of its product usually are to each other."""
    scores = []
    for product in np.unique(seen.bank_products):
        own = seen.bank_products == product
        scores.append(cosine[:, own].max(axis=1) - _usual(seen.bank[own]))
    return np.asarray(np.max(scores, axis=0), np.float64)


def _usual(references: Array) -> float:
    """Mean cosine of a reference and the nearest other one; 1 where there is no other."""
    if len(references) == 1:
        return 1.0
    cosine = references @ references.T
    np.fill_diagonal(cosine, -np.inf)
    return float(cosine.max(axis=1).mean())


def score_items(
    seen: Seen, listed: Roster, methods: Callable[[Seen], Scored], fuse: Callable[[Array, NDArray[np.int64]], Array]
) -> list[Familiarity]:
    """Every method's scores of items, and of calibration items with each product hidden in turn."""
    products = sorted(set(listed.products[: listed.calibration].tolist()))
    hidden = {product: methods(seen.without(product)) for product in products} if len(products) > 1 else {}
    results = []
    for method, scores in methods(seen).items():
        calibration, test, unknown = listed.split(fuse(scores, listed.item_of))
        left_out = {
            product: listed.split(fuse(found[method], listed.item_of))[0].tolist()
            for product, found in hidden.items()
            if method in found
        }
        family = family_of(method)
        results.append(Familiarity(family, method, calibration.tolist(), test.tolist(), unknown.tolist(), left_out))
    return results


def best_photo(scores: Array, item_of: NDArray[np.int64]) -> Array:
    """(items,) the highest of each item's photos, as the release fuses them."""
    fused = np.full(int(item_of.max()) + 1, -np.inf)
    np.maximum.at(fused, item_of, scores)
    return fused


def mean_photo(scores: Array, item_of: NDArray[np.int64]) -> Array:
    """(items,) the mean over each item's photos."""
    return np.asarray(np.bincount(item_of, scores) / np.bincount(item_of), np.float64)


def detections(methods: Sequence[Familiarity], listed: Roster, share: float) -> list[UnknownDetection]:
    """Every method's figures, the choice within each family made on left-out products alone.

    Args:
        share: of calibration items that may be taken for unknown.
    """
    left_out = [_left_out(method, listed) for method in methods]
    best: dict[str, int] = {}
    for index, method in enumerate(methods):
        figure, leader = left_out[index], best.get(method.family)
        champion = None if leader is None else left_out[leader]
        if leader is None or (figure is not None and champion is not None and figure.value > champion.value):
            best[method.family] = index
    return [
        _detection(method, left_out[index], chosen=best[method.family] == index, share=share)
        for index, method in enumerate(methods)
    ]


def _detection(method: Familiarity, left_out: Estimate | None, *, chosen: bool, share: float) -> UnknownDetection:
    test, unknown = np.array(method.test), np.array(method.unknown)
    limit = limit_of(np.array(method.calibration), share)
    known = np.arange(len(test) + len(unknown)) < len(test)
    return UnknownDetection(
        family=method.family,
        method=method.method,
        chosen=chosen,
        left_out=left_out,
        auroc=auroc(np.concatenate([test, unknown]), known),
        known_lost=rate(int((test < limit).sum()), len(test)),
        unknown_found=rate(int((unknown < limit).sum()), len(unknown)),
    )


def limit_of(calibration: Array, share: float) -> float:
    """The score below which at most this share of calibration items lie: the release's own rule for its limit."""
    return float(np.sort(calibration)[int(share * len(calibration))])


def _left_out(method: Familiarity, listed: Roster) -> Estimate | None:
    if not method.left_out:
        return None
    products = listed.products[: listed.calibration]
    rounds = list(method.left_out)
    scores = np.concatenate([np.array(method.left_out[product]) for product in rounds])
    known = np.concatenate([products != product for product in rounds])
    return auroc(scores, known, strata=np.repeat(np.arange(len(rounds)), len(products)))


def difference(ours: Familiarity, other: Familiarity, listed: Roster) -> Estimate:
    """AUROC of ours minus that of the other on test and unknown items, paired bootstrap within each product."""
    products = listed.products[listed.calibration :]
    return paired_difference(_scored(ours, products), _scored(other, products))


def _scored(method: Familiarity, products: NDArray[Any]) -> list[ScoredItem]:
    scores = [*method.test, *method.unknown]
    return [
        ScoredItem(str(number), str(product), product != UNKNOWN, score)
        for number, (product, score) in enumerate(zip(products, scores, strict=True))
    ]
