"""One item of a known product: what its photos show, point by point, and which photo is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from model.codes import Code
from model.description import UNNAMED_REGION, Basis, ReleasedProduct
from model.evidence import region_of
from model.fusion import ItemScores
from model.gallery import Gallery
from model.quality import Quality, RetakeCode
from model.recognition import view_of
from model.release import Release
from model.scorer import PhotoScores
from model.unlikeness import MISSING, NOTHING_COMPARED, STRANGE, Comparisons, ItemUnlikeness, together
from model.verdict import Finding, PhotoFinding, PhotoQuality, PointFinding, UnlikenessFinding


@dataclass(frozen=True, eq=False)
class SeenPhoto:
    """One photo after scoring.

    Attributes:
        retake: what to do better; a photo with any advice is judged only where there is no better one.
        codes: read on it, whatever its quality.
        given_view: the view that the officer named, if any.
        unlike: compares the photo with the memories of products that have a one-class score.
    """

    sha256: str
    quality: Quality
    retake: tuple[RetakeCode, ...]
    scores: PhotoScores
    codes: tuple[Code, ...]
    given_view: str | None
    unlike: Comparisons = NOTHING_COMPARED


class Item:
    """One item of a known product: its photos with their views, the rule for these, and what follows from both.

    Attributes:
        judged: indices of the photos that the rule is for.
        views: of all photos.
        unlike: its one-class score, from the judged photos; None where the product has none.
    """

    def __init__(
        self, seen: Sequence[SeenPhoto], judged: Sequence[int], product: str, release: Release, gallery: Gallery
    ) -> None:
        self.seen, self.product, self.release, self.gallery = seen, product, release, gallery
        self.released = release.description.products[product]
        self.views = [
            photo.given_view or view_of(photo.scores, product, release.description, gallery) for photo in seen
        ]
        self.rule = self.released.rule_for({self.views[index] for index in judged})
        genuine_only = self.released.basis is Basis.GENUINE_ONLY
        self.judged = [i for i in judged if genuine_only or self.views[i] in self.rule.views]
        self.unlike = self._unlike()

    def _unlike(self) -> ItemUnlikeness | None:
        memory = self.gallery.memories.get(self.product)
        compared = [self.seen[index].unlike.with_product(self.product) for index in self.judged]
        found = [one for one in compared if one is not None]
        return together(found, memory) if memory is not None and found else None

    def unlikeness(self) -> UnlikenessFinding | None:
        """The one-class score as the verdict shows it."""
        if self.unlike is None:
            return None
        scale = self.gallery.memories[self.product].scale
        return UnlikenessFinding(self.unlike.score, scale.limit, scale.rate, scale.bound, scale.items)

    def photos(self) -> tuple[PhotoFinding, ...]:
        """Every photo as the verdict shows it."""
        pairs = zip(self.seen, self.views, strict=True)
        return tuple(photo_finding(photo, view, self.product, self.gallery) for photo, view in pairs)

    def next_photo(self) -> str | None:
        """The view to photograph next."""
        return _next_photo(self.released, self.seen, self.views)


def photo_finding(photo: SeenPhoto, view: str | None, product: str | None, gallery: Gallery) -> PhotoFinding:
    """One photo as the verdict shows it; of an unknown product without a view and without neighbours."""
    embedding = photo.scores.embedding
    genuine, counterfeit = (
        gallery.nearest(embedding, product, genuine=label) if product else None for label in (True, False)
    )
    return PhotoFinding(
        sha256=photo.sha256,
        view=view,
        quality=PhotoQuality(**asdict(photo.quality)),
        retake=photo.retake,
        like_genuine=genuine.similarity if genuine else None,
        like_counterfeit=counterfeit.similarity if counterfeit else None,
    )


def _next_photo(released: ReleasedProduct, seen: Sequence[SeenPhoto], views: Sequence[str]) -> str | None:
    """The view whose photo most often settled calibration items that were inconclusive on the views shown so far.

    Where no item told, the order of the shot list decides, required views first; None when every view is shown.
    """
    shown = {view for photo, view in zip(seen, views, strict=True) if not photo.retake}
    missing = [view for view in released.sheet.views if view.id not in shown]
    share = {s.view: s.settled / s.items for s in released.settling if set(s.shown) == shown}
    missing.sort(key=lambda view: (-share.get(view.id, 0.0), not view.required))
    return missing[0].id if missing else None


def point_findings(item: Item, fused: ItemScores) -> Iterable[PointFinding]:
    """One finding an identification point."""
    for row, point in enumerate(fused.points):
        yield _point_finding(item, int(point), float(fused.point_log_odds[row]), item.judged[fused.photo_of_point[row]])


def _point_finding(item: Item, point: int, adds: float, photo: int) -> PointFinding:
    description = item.release.description
    head, weight = description.points[point], item.released.calibration.slope * adds
    if head.view is not None and head.view not in {item.views[index] for index in item.judged}:
        return PointFinding(head.point, Finding.NOT_VISIBLE, weight, None, None, None)
    scores = item.seen[photo].scores
    tested = description.regions.unnamed if head.point == UNNAMED_REGION else description.regions.annotated
    view = head.view or view_of(scores, item.product, description, item.gallery)
    reference = item.gallery.cleared(scores.embedding, item.product, view, point, head.deviates_above)
    return PointFinding(
        id=head.point,
        finding=Finding.DEVIATES if adds > head.deviates_above else Finding.MATCHES,
        weight=weight,
        photo=photo,
        region=region_of(scores, point) if tested.shown else None,
        reference=reference.sha256 if reference else None,
    )


def unlike_findings(item: Item, factor: float) -> Iterable[PointFinding]:
    """What the one-class score consists of: a strange detail, which has a place, and missing ones, which have none.

    Beyond the limit, whichever makes up half of it deviates: at least one does.

    Args:
        factor: what one spread counts for; the two weights add up to the score times this.
    """
    unlike = item.unlike
    if unlike is None or not factor:
        return
    scale, photo = item.gallery.memories[item.product].scale, item.judged[unlike.photo]
    reference = item.gallery.genuine_like(item.seen[photo].scores.embedding, item.product, item.views[photo])
    for name, part in ((STRANGE, unlike.strange), (MISSING, unlike.missing)):
        yield PointFinding(
            id=name,
            finding=Finding.DEVIATES if unlike.score > scale.limit and part >= scale.limit / 2 else Finding.MATCHES,
            weight=factor * part,
            photo=photo,
            region=unlike.place if name == STRANGE and scale.shows_places else None,
            reference=reference.sha256 if reference else None,
        )
