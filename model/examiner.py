"""An examination: from the photos of one item and a release to a verdict. API, CLI and case record all call this.

Read in the order that a photo takes: intake, quality, preprocess, scorer (here), then recognition, fusion, gallery and
verdict (`model.judgement`).
"""

import hashlib
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from model.codes import Code, read_codes
from model.comparison import PlaceComparisons, Templates, unpack_templates
from model.errors import ExaminationRejectedError
from model.faces import Faces
from model.formats import IntakeLimits
from model.gallery import Gallery
from model.intake import UprightPhoto, decode_photo
from model.judgement import OfficerInput, judge
from model.messages import Listed, listed, message
from model.occlusion import Occlusions
from model.photo import SeenPhoto
from model.preprocess import preprocess
from model.print_reading import SIDE as PRINT_SIDE
from model.print_reading import Prints, print_readers
from model.quality import QualityLimits, assess, retake_advice
from model.readers import readers_of
from model.registration import References, Registrations, find_keypoints, work_on_one_thread
from model.release import Release
from model.scorer import Scorer
from model.sheet_rules import NONE_LEFT_OUT, NotApplied
from model.surroundings import shows_codes_alone
from model.unlikeness import Comparisons
from model.verdict import Verdict

CODES_SIDE = 1344  # pixels: nearly all that can be read is read at this size (docs/decisions/0007-codes.md)


@dataclass(frozen=True)
class ExaminerLimits:
    """The limits of one examination, and how good a photo must be."""

    intake: IntakeLimits = field(default_factory=IntakeLimits)
    quality: QualityLimits = field(default_factory=QualityLimits)
    max_photos: int = 8


class Examiner:
    """Everything that one release needs to judge items. Safe to call from several threads."""

    def __init__(self, release: Release, limits: ExaminerLimits | None = None) -> None:
        self.release = release
        self.limits = limits or ExaminerLimits()
        self.gallery = Gallery(release.gallery)
        self.scorer = Scorer(release)
        self.references = References(release)
        self.faces = Faces(release)
        self.templates = Templates(unpack_templates(release.templates))
        work_on_one_thread()
        self.prints = print_readers(release)
        self.readers = readers_of(release, self.prints)
        self._beside = ThreadPoolExecutor(thread_name_prefix="beside")

    def examine(
        self,
        photos: Sequence[bytes],
        *,
        product: str | None = None,
        views: Sequence[str | None] = (),
        prior: float | None = None,
        not_applied: NotApplied = NONE_LEFT_OUT,
    ) -> Verdict:
        """Judge one item.

        Args:
            photos: 1 to `limits.max_photos` uploads, bytes as received.
            product: product id, where the officer gave one.
            views: the view of each photo, None if the officer gave none; or empty.
            prior: probability of counterfeit before the photos; None if the officer gave none.
            not_applied: rules of product sheets that are left out.

        Raises:
            ExaminationRejectedError: no photo, too many, a product or view that the release doesn't know, or a prior
                that is no probability between 0 and 1.
            PhotoRejectedError: a photo can't be read; the message says what to do.
        """
        started = time.perf_counter()
        self._check_call(len(photos), product, views)
        _check_prior(prior)
        seen = [self.see(data, view) for data, view in zip(photos, views or [None] * len(photos), strict=True)]
        verdict = judge(seen, OfficerInput(product, prior), self.release, self.gallery, not_applied)
        return replace(verdict, readers=self.readers, took_ms=(time.perf_counter() - started) * 1e3)

    def see(self, data: bytes, view: str | None = None) -> SeenPhoto:
        """Read, measure and score one photo. A reduced picture of it is kept if templates compare it."""
        spec = self.release.description.preprocess
        digest = self._beside.submit(_sha256, data)
        photo = decode_photo(data, longest_side=spec.canvas, limits=self.limits.intake)
        reading = self._beside.submit(_codes_in, photo)  # like the digest, on another core: all release the GIL
        picture = photo.picture()
        assessed = self._beside.submit(assess, picture, self.limits.quality)
        keypoints = self._beside.submit(find_keypoints, picture.pixels) if self.references else None
        grey = photo.grey(PRINT_SIDE) if self.prints else None
        scores = self.scorer.score(preprocess(picture.pixels, spec), cells=bool(self.gallery.memories))
        quality = assessed.result()
        codes, alone = reading.result()
        return SeenPhoto(
            sha256=digest.result(),
            quality=quality,
            retake=retake_advice(quality, picture.full_size, self.limits.quality),
            scores=replace(scores, cells=None),
            codes=codes,
            codes_alone=alone,
            given_view=view,
            unlike=Comparisons(scores.cells, self.gallery.memories),
            registrations=Registrations(keypoints.result() if keypoints else None, self.references),
            comparisons=PlaceComparisons(picture.pixels if self.templates else None, self.templates),
            occlusions=Occlusions(picture.pixels if self.references else None, self.faces),
            prints=Prints(grey, self.prints),
        )

    def _check_call(self, count: int, product: str | None, views: Sequence[str | None]) -> None:
        products = self.release.description.products
        if not 1 <= count <= self.limits.max_photos:
            raise ExaminationRejectedError(
                message(
                    "{count} photos: send 1 to {max_photos}, all of one item",
                    count=count,
                    max_photos=self.limits.max_photos,
                ),
                "photos",
            )
        if product is not None and product not in products:
            raise ExaminationRejectedError(
                message(
                    "product “{product}” is not in this release; it has {known}",
                    product=product,
                    known=_listed(products),
                ),
                "product",
            )
        if views and len(views) != count:
            raise ExaminationRejectedError(
                message(
                    "{views} views for {photos} photos: give one for each, or none", views=len(views), photos=count
                ),
                "views",
            )
        asked = products if product is None else {product: products[product]}
        known = {view.id for released in asked.values() for view in released.sheet.views}
        for view in views:
            if view is not None and view not in known:
                raise ExaminationRejectedError(
                    message(
                        "view “{view}” is not on the product sheet; it has {known}", view=view, known=_listed(known)
                    ),
                    "views",
                )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _codes_in(photo: UprightPhoto) -> tuple[tuple[Code, ...], bool]:
    """The codes, and whether the photo shows nothing else."""
    grey = photo.grey(CODES_SIDE)
    codes = read_codes(grey)
    return codes, shows_codes_alone(grey, codes)


def _check_prior(prior: float | None) -> None:
    if prior is not None and not 0.0 < prior < 1.0:
        raise ExaminationRejectedError(
            message(
                "prior {prior}: must lie between 0 and 1, both excluded; {example} means 2 in 100 are counterfeit",
                prior=prior,
                example=0.02,
            ),
            "prior",
        )


def _listed(names: Iterable[str]) -> Listed:
    return listed(sorted(names))
