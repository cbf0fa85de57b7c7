"""One item of a known product: what its photos show, point by point, and which photo is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

import numpy as np

from model.belonging import Sorting
from model.catalogue import MarkedText, Point, Region
from model.comparison import PlaceComparison
from model.description import UNNAMED_REGION, PointHead
from model.evidence import region_of
from model.fusion import ItemScores
from model.gallery import Gallery
from model.occlusion import NOTHING, Occlusion
from model.photo import SeenPhoto
from model.posture import LITTLE_COVERED, hidden_points, shows_whole
from model.recognition import view_of
from model.registration import place_of, reference_region_of
from model.release import Release
from model.released_product import Basis, ReleasedProduct
from model.scorer import PhotoScores
from model.stated_view import view_judged
from model.text_findings import TextFinding, check_texts
from model.unlikeness import MISSING, STRANGE, ItemUnlikeness, together
from model.verdict import Finding, PhotoFinding, PhotoQuality, PointFinding, Registration, UnlikenessFinding


class JudgedItem:
    """One item of a known product: its photos with their views, the rule for these, and what follows from both.

    Attributes:
        judged: indices of the photos that the rule is for.
        marked_texts: the lines of print that are compared with the sheet.
        views: of all photos, see `view_judged`; None of those that show something else or codes alone, unless the
            officer named one.
        unlike: its one-class score, from the judged photos; None if the product has none.
    """

    def __init__(
        self,
        seen: Sequence[SeenPhoto],
        judged: Sequence[int],
        product: str,
        release: Release,
        gallery: Gallery,
        sorting: Sorting | None = None,
        texts: Sequence[MarkedText] = (),
    ) -> None:
        self.seen, self.product, self.release, self.gallery, self.sorting = seen, product, release, gallery, sorting
        self.marked_texts = texts
        self.released = release.description.products[product]
        self.sheet_points = {point.id: point for point in self.released.sheet.points}
        self.views = [self._view(index) for index in range(len(seen))]
        self.rule = self.released.rule_for({view for index in judged if (view := self.views[index])})
        genuine_only = self.released.basis is Basis.GENUINE_ONLY
        self.judged = [i for i in judged if genuine_only or self.views[i] in self.rule.views]
        self.obstructed = any(self._covered(index) for index in range(len(seen)))
        self.partial = {index: one for index in self.judged if (one := self._in_part(index)) is not None}
        self.unlike = self._unlike()

    def _in_part(self, index: int) -> Registration | None:
        """A photo's registration where it shows its view in part; None of all others."""
        view, registration = self.views[index], self.registration(index)
        if view is None or registration is None:
            return None
        whole = not self._covered(index) and shows_whole(registration, self.released.sheet, view)
        return None if whole else registration

    def _covered(self, index: int) -> bool:
        """Whether something lies over more than a little of the goods on a photo, or over a marked place."""
        over = self.occlusion(index)
        return over.share > LITTLE_COVERED or bool(over.points)

    def occlusion(self, index: int) -> Occlusion:
        """What lies over the goods on a photo."""
        view, found = self.views[index], self.seen[index].occlusions
        return found.of(self.product, view, self.registrations(index)) if view else NOTHING

    @property
    def partly_shown(self) -> bool:
        """Whether some view is shown in part alone, or something lies over the goods on any photo."""
        if self.obstructed:
            return True
        whole = {self.views[index] for index in self.judged if index not in self.partial}
        return any(self.views[index] not in whole for index in self.partial)

    def _view(self, index: int) -> str | None:
        photo = self.seen[index]
        if self.sorting and not self.sorting.own([index]):
            return photo.given_view
        return view_judged(photo, self.product, self.release.description, self.gallery)

    def comparisons(self, index: int) -> Mapping[str, PlaceComparison]:
        """What the places that the sheet marks add, by point, as far as the photo shows them registered."""
        view = self.views[index]
        if view is None:
            return {}
        found = self.seen[index].comparisons.of(self.product, view, self.registrations(index))
        return {point: each for point, each in found.items() if point not in self.occlusion(index).points}

    def texts(self) -> tuple[TextFinding, ...]:
        """What the lines of print that the sheet marks say."""
        marked = self.marked_texts
        if not marked:
            return ()
        ids = frozenset(text.id for text in marked)
        read = {
            index: self.seen[index].prints.of(self.product, view, self.registrations(index), ids)
            for index in self.judged
            if (view := self.views[index])
        }
        return check_texts(marked, read, self.release.description.prints)

    def scores(self, index: int) -> PhotoScores:
        """A photo's scores, with what comparisons with the sheet's places add to its points."""
        scores, found = self._of_what_is_shown(index), self.comparisons(index)
        if not found:
            return scores
        own = [head.point if head.product == self.product else "" for head in self.release.description.points]
        adds = np.array([found[point].adds if point in found else 0.0 for point in own], np.float32)
        column = np.array([name == self.product for name in self.release.description.products], np.float32)
        return replace(
            scores,
            point_log_odds=scores.point_log_odds + adds,
            log_odds=scores.log_odds + column * adds.sum(dtype=np.float32),
        )

    def _of_what_is_shown(self, index: int) -> PhotoScores:
        """The network's scores. Hidden places accuse no one, nor does the look as a whole of a photo in part.

        Nor of any photo where something lies over the goods on one: it may also lie over parts that no place marks.
        """
        scores, hidden = self.seen[index].scores, self._hidden(index)
        partial = self.obstructed or index in self.partial
        if not hidden and not partial:
            return scores
        silent = {UNNAMED_REGION, *hidden} if partial else hidden
        heads = self.release.description.points
        unseen = np.array([head.product == self.product and head.point in silent for head in heads])
        adds = np.where(unseen, np.minimum(scores.point_log_odds, 0), scores.point_log_odds)
        column = list(self.release.description.products).index(self.product)
        residual = scores.residual.copy()
        if partial:
            residual[column] = min(residual[column], 0.0)
        lost = (scores.residual - residual)[column] + float((scores.point_log_odds - adds).sum())
        log_odds = scores.log_odds.copy()
        log_odds[column] -= lost
        return replace(scores, residual=residual, point_log_odds=adds, log_odds=log_odds)

    def _hidden(self, index: int) -> frozenset[str]:
        """The ids of the points whose places lie beyond a photo, or under something on it, as far as can be told."""
        registration, view = self.partial.get(index), self.views[index]
        if self._unplaced(index):
            return frozenset(point.id for point in self.released.sheet.points if point.view == view and point.region)
        beyond = hidden_points(registration, self.released.sheet, view) if registration and view else frozenset()
        return beyond | self.occlusion(index).points

    def _unplaced(self, index: int) -> bool:
        """Whether nothing tells which places a photo shows: something lies over the goods, and it registers nowhere."""
        view = self.views[index]
        return self.obstructed and bool(view and self.references(view)) and not self.registrations(index)

    def region(self, index: int, point: int) -> Region:
        """Where on a photo a point's evidence is strongest: by comparison, where that adds more than the network."""
        scores, head = self.seen[index].scores, self.release.description.points[point]
        compared = self.comparisons(index).get(head.point) if head.product == self.product else None
        if compared and compared.region and compared.adds > max(0.0, float(scores.point_log_odds[point])):
            return compared.region
        return region_of(scores, point)

    def registrations(self, index: int) -> tuple[Registration, ...]:
        """A photo laid over the reference pictures of its view, as far as that succeeds."""
        view = self.views[index]
        return self.seen[index].registrations.to_view(self.product, view) if view else ()

    def registration(self, index: int, reference: str | None = None) -> Registration | None:
        """A photo laid over this reference picture, or over the first of its view where none is named."""
        found = self.registrations(index)
        return next((one for one in found if reference in {None, one.reference}), None)

    def references(self, view: str) -> tuple[str, ...]:
        """The sha256 of each reference picture of a view that the release carries."""
        pictures = self.release.description.references
        return tuple(each.sha256 for each in pictures if (each.product, each.view) == (self.product, view))

    def hides(self, index: int, point: Point | None) -> bool:
        """Whether a photo is known not to show a point: it ends before the place, or something lies over that."""
        if point is None or point.region is None:
            return False
        if self._unplaced(index) or point.id in self.occlusion(index).points:
            return True
        registration = self.registration(index, point.reference)
        return registration is not None and place_of(registration, point.region) is None

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
        return tuple(self._photo(index) for index in range(len(self.seen)))

    def _photo(self, index: int) -> PhotoFinding:
        found = photo_finding(self.seen[index], self.views[index], self.product, self.gallery)
        found = replace(found, registrations=self.registrations(index))
        if self.sorting is None:
            return found
        return replace(found, belongs=self.sorting.belongs[index], product=self.sorting.shown[index])

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
        stated_view=photo.given_view if photo.given_view != view else None,
        quality=PhotoQuality(**asdict(photo.quality)),
        retake=photo.retake,
        like_genuine=genuine.similarity if genuine else None,
        like_counterfeit=counterfeit.similarity if counterfeit else None,
    )


def _next_photo(released: ReleasedProduct, seen: Sequence[SeenPhoto], views: Sequence[str | None]) -> str | None:
    """The view whose photo most often settled calibration items that were inconclusive on the views shown so far.

    Where no item told, the order of the shot list decides, required views first; None when every view is shown.
    """
    shown = {view for photo, view in zip(seen, views, strict=True) if view and not photo.retake}
    missing = [view for view in released.sheet.views if view.id not in shown]
    share = {s.view: s.settled / s.items for s in released.next_views if set(s.shown) == shown}
    missing.sort(key=lambda view: (-share.get(view.id, 0.0), not view.required))
    return missing[0].id if missing else None


def point_findings(item: JudgedItem, fused: ItemScores) -> Iterable[PointFinding]:
    """One finding an identification point."""
    for row, point in enumerate(fused.points):
        yield _point_finding(item, int(point), float(fused.point_log_odds[row]), item.judged[fused.photo_of_point[row]])


def _point_finding(item: JudgedItem, point: int, adds: float, photo: int) -> PointFinding:
    head, tests = item.release.description.points[point], item.release.description.regions
    weight = item.released.calibration.slope * adds
    finding = Finding.DEVIATES if adds > head.deviates_above else Finding.MATCHES
    named = head.point != UNNAMED_REGION
    showing = _photos_showing(item, head) if named else [photo]
    if not showing:
        return PointFinding(head.point, Finding.NOT_VISIBLE, weight, None, None, None)
    if photo not in showing and item.release.description.references:  # without pictures, as in format 3, it may be any
        photo = _loudest(item, showing, point, adds)
    scores = item.seen[photo].scores
    region = item.region(photo, point) if (tests.annotated if named else tests.unnamed).shown else None
    view = head.view or view_of(scores, item.product, item.release.description, item.gallery)
    cleared = item.gallery.cleared(scores.embedding, item.product, view, point, head.deviates_above)
    found = PointFinding(head.point, finding, weight, photo, region, cleared.sha256 if cleared else None)
    return _beside_sheet(item, found, item.sheet_points.get(head.point)) if named else _beside_reference(item, found)


def _loudest(item: JudgedItem, photos: Sequence[int], point: int, adds: float) -> int:
    """Of these photos the one on which a point speaks most strongly for what it adds to the item."""
    return max(photos, key=lambda index: float(item.scores(index).point_log_odds[point]) * (1 if adds > 0 else -1))


def _photos_showing(item: JudgedItem, head: PointHead) -> list[int]:
    """The judged photos that show a point: those of its view, on which its place is not known to be hidden."""
    photos = [index for index in item.judged if item.views[index] == head.view]
    return [index for index in photos if not item.hides(index, item.sheet_points.get(head.point))]


def _beside_sheet(item: JudgedItem, found: PointFinding, point: Point | None) -> PointFinding:
    """The finding at the place that the sheet marks, on its reference picture and on the photo laid over it."""
    if point is None or found.photo is None or point.reference not in item.references(point.view):
        return found
    registration = item.registration(found.photo, point.reference)
    place = place_of(registration, point.region) if registration and point.region else None
    return replace(found, reference=point.reference, place=place, reference_region=point.region)


def _beside_reference(item: JudgedItem, found: PointFinding) -> PointFinding:
    """A region that no sheet names, carried onto the reference picture that its photo registers to."""
    registration = None if found.photo is None else item.registration(found.photo)
    there = reference_region_of(registration, found.region) if registration and found.region else None
    if registration is None or there is None:
        return found
    return replace(found, reference=registration.reference, place=found.region, reference_region=there)


def unlike_findings(item: JudgedItem, factor: float) -> Iterable[PointFinding]:
    """What the one-class score consists of: a strange detail, which has a place, and missing ones, which have none.

    Beyond the limit, each finding that is half of the score or more deviates: at least one is.

    Args:
        factor: what one spread counts for; the two weights add up to the score times this.
    """
    unlike = item.unlike
    if unlike is None or not factor:
        return
    scale, photo = item.gallery.memories[item.product].scale, item.judged[unlike.photo]
    reference = item.gallery.genuine_like(item.seen[photo].scores.embedding, item.product, item.views[photo])
    for name, part in ((STRANGE, unlike.strange), (MISSING, unlike.missing)):
        found = PointFinding(
            id=name,
            finding=Finding.DEVIATES if unlike.score > scale.limit and part >= scale.limit / 2 else Finding.MATCHES,
            weight=factor * part,
            photo=photo,
            region=unlike.place if name == STRANGE and scale.shows_places else None,
            reference=reference.sha256 if reference else None,
        )
        yield _beside_reference(item, found)
