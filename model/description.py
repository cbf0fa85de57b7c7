"""The description of a release: release.json, typed.

Written by training (`training.release`), read by everything that judges; `model.release` reads the folder around it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.errors import CatalogueError, ReleaseRefusedError
from model.messages import message
from model.preprocess import PreprocessSpec
from model.released_product import ReleasedProduct, product_from_json
from model.text_findings import PrintLimits

FORMAT_VERSION = 6
READABLE_FORMATS = frozenset({3, 4, 5, FORMAT_VERSION})
# 3 lacks belonging and reference pictures, 4 print as well, 5 intercepts of single sets of views.
UNNAMED_REGION = "unnamed-region"  # evidence learned from the label alone; it has a place, but no meaning


@dataclass(frozen=True)
class ViewHead:
    """One class of the view head: this view of this product."""

    product: str
    view: str


@dataclass(frozen=True)
class PointHead:
    """One identification point that the network gives log-odds and a map for.

    Attributes:
        point: the point's id on the product sheet, or `UNNAMED_REGION`.
        view: the view it shows on; None for the unnamed region, which may show anywhere.
        deviates_above: what a point must add to the raw log-odds of an item, never less than zero, to read
            "deviates"; fewer than 1 in 50 genuine calibration items reach it.
    """

    product: str
    point: str
    view: str | None
    deviates_above: float


@dataclass(frozen=True)
class RegionTest:
    """Whether the regions of one kind of evidence are where the evidence is, tested on calibration items.

    Attributes:
        shown: whether verdicts show them; only where every test that could be made was passed.
        deletion: share of items whose log-odds fall more when the region is greyed than when a random region of the
            same size is; None if no item could be tested.
        deletion_low: its one-sided lower 95 % limit (Clopper-Pearson); must be above one half.
        deletion_items: items tested.
        pointing: share of items whose highest place lies in a deviating box; None if no item has boxes.
        pointing_low: its one-sided lower 95 % limit; must be above `pointing_by_chance`.
        pointing_by_chance: mean share of the picture that the boxes cover.
        pointing_items: items tested.
    """

    shown: bool
    deletion: float | None
    deletion_low: float | None
    deletion_items: int
    pointing: float | None
    pointing_low: float | None
    pointing_by_chance: float | None
    pointing_items: int


@dataclass(frozen=True)
class Regions:
    """The tests of annotated points' regions, and of those that were learned from the label alone."""

    annotated: RegionTest
    unnamed: RegionTest


@dataclass(frozen=True)
class ReferencePicture:
    """A genuine picture of one view that photos are registered to; ``references/<sha256>.jpg`` in the release.

    Attributes:
        sha256: of the contributed photo's bytes, as the product sheet names it.
    """

    product: str
    view: str
    sha256: str

    @property
    def file(self) -> str:
        """Its path in the release's folder."""
        return f"references/{self.sha256}.jpg"


@dataclass(frozen=True)
class Belonging:
    """When a photo shows the product judged, and what that was counted on (model/belonging.py has the rule).

    Attributes:
        similarity: product -> smallest cosine similarity to its nearest reference, of a photo that is not registered.
        margin: product -> smallest log-odds of it against the likeliest other, of such a photo.
        cells: fewest cells of a reference picture that must agree, for a photo to count as registered.
        target: share of calibration items that may lose a photo.
        items: calibration items that were counted.
        losing: how many of them lose a photo.
        tail: how far the similarity of photos may fall, in spreads of what is usual of a product; for enrolling others.
        sure: product -> similarity from which a photo that is not registered surely shows it; between the two it may.
    """

    similarity: Mapping[str, float]
    margin: Mapping[str, float]
    cells: int
    target: float
    items: int
    losing: int
    tail: float
    sure: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ReleaseDescription:
    """Everything that release.json says, typed.

    Attributes:
        familiarity: smallest cosine similarity to the nearest reference at which a photo counts as a known product.
        recognition: smallest log-odds of the product that the officer gave, against the likeliest other, at which the
            photos don't contradict the officer; never above zero.
        temperature: of the similarities to references, by which enrolled products are recognised; None without any.
        training: seed, configuration, manifest digest and library versions; for the record, not for the verdict.
        files: relative path -> sha256 of every other file in the folder.
        references: the pictures that photos are registered to.
        belonging: None if it could not be calibrated, or the release is of format 3.
        prints: None if no text was read when the release was made; then none is read on photos either.
    """

    preprocess: PreprocessSpec
    views: tuple[ViewHead, ...]
    points: tuple[PointHead, ...]
    products: Mapping[str, ReleasedProduct]
    familiarity: float
    recognition: float
    temperature: float | None
    regions: Regions
    training: Mapping[str, Any]
    files: Mapping[str, str]
    references: tuple[ReferencePicture, ...] = ()
    belonging: Belonging | None = None
    prints: PrintLimits | None = None

    @property
    def enrolled(self) -> tuple[str, ...]:
        """The products that the network has no views of: they were added without training it."""
        trained = {head.product for head in self.views}
        return tuple(product for product in self.products if product not in trained)

    def familiarity_of(self, product: str) -> float:
        """The similarity to the product's nearest reference from which on a photo may show it."""
        own = self.products[product].familiarity if product in self.products else None
        return self.familiarity if own is None else own


def parse_description(raw: bytes) -> ReleaseDescription:
    """Type what release.json says.

    Raises:
        ReleaseRefusedError: not JSON, another format version, or a field missing, unknown or of the wrong shape.
    """
    try:
        document = json.loads(raw)
        version = document.pop("format")
        if version not in READABLE_FORMATS:
            raise ReleaseRefusedError(
                message("release.json: format {version} is not understood by this version of Shingan", version=version)
            )
        return _description(**document)
    except (ValueError, TypeError, KeyError, AttributeError, CatalogueError) as error:
        raise ReleaseRefusedError(message("release.json: not understood ({error})", error=str(error))) from error


def _description(
    *,
    preprocess: Mapping[str, int],
    views: Sequence[Mapping[str, str]],
    points: Sequence[Mapping[str, Any]],
    products: Mapping[str, Mapping[str, Any]],
    familiarity: float,
    recognition: float,
    temperature: float | None,
    regions: Mapping[str, Mapping[str, Any]],
    training: Mapping[str, Any],
    files: Mapping[str, str],
    references: Sequence[Mapping[str, str]] = (),
    belonging: Mapping[str, Any] | None = None,
    prints: Mapping[str, Any] | None = None,
) -> ReleaseDescription:
    return ReleaseDescription(
        preprocess=PreprocessSpec(**preprocess),
        views=tuple(ViewHead(**view) for view in views),
        points=tuple(PointHead(**point) for point in points),
        products={name: product_from_json(**fields) for name, fields in products.items()},
        familiarity=familiarity,
        recognition=recognition,
        temperature=temperature,
        regions=Regions(**{kind: RegionTest(**test) for kind, test in regions.items()}),
        training=training,
        files=files,
        references=tuple(ReferencePicture(**picture) for picture in references),
        belonging=None if belonging is None else Belonging(**belonging),
        prints=None if prints is None else PrintLimits(**prints),
    )
