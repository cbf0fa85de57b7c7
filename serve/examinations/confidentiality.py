"""What a reader may see of a verdict (docs/decisions/0020).

Pure functions; imports only the standard library and `model`.

What is shown must not disclose a withheld place. So a reader who may not see some point of a product sees no place that
comes from the evidence, independent of where the withheld point lies: a rule that used its place would disclose it by
what is missing. The remaining places come from the sheet as this reader sees it, mapped onto the photo by registration,
which uses no evidence.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from model.catalogue import Region
from model.description import UNNAMED_REGION
from model.released_product import ReleasedProduct
from model.sheet_rules import NotApplied, SheetRule
from model.text_findings import TextFinding, TextResult
from model.unlikeness import MISSING, STRANGE
from model.verdict import Finding, PhotoFinding, PointFinding, Verdict
from serve.accounts.domain import Sight
from serve.examinations.domain import Examination, text_key
from serve.examinations.inscribed import Inner, inscribed
from serve.examinations.recorded import text_like

WITHHELD = "confidential"  # the id, in a verdict, of the entry for all points that its reader may not see
FOUND_BY_EVIDENCE = frozenset({UNNAMED_REGION, STRANGE, MISSING})  # no sheet has places for these
DECIMALS = 6  # of weights: a verdict that was read back gives the same sum


def rules_left_out(sight: Sight, products: Mapping[str, ReleasedProduct]) -> NotApplied:
    """The rules that an examination for an actor leaves out: those of right holders that refuse the actor's agency.

    They are named whether or not a sheet has any, so that their names tell nothing of it.
    """
    sheets = (product.sheet for product in products.values())
    return {sheet.id: tuple(SheetRule) for sheet in sheets if not sight.is_allowed(sheet.right_holder)}


def seen_through(examination: Examination, sight: Sight) -> Examination:
    """An examination as an actor may see it. Its text has the form in which it was recorded."""
    holder = examination.origin.right_holder or ""
    restricted = examination.origin.restricted.items()
    hidden = frozenset(point for point, visibility in restricted if not sight.sees(visibility, holder))
    if not hidden:
        return examination
    verdict = withheld(examination.verdict, hidden)
    text = text_like(examination.verdict_json, verdict)
    return replace(examination, verdict=verdict, verdict_json=text, hidden=hidden)


def withheld(verdict: Verdict, hidden: Collection[str]) -> Verdict:
    """A verdict for a reader who may not see these points of its product.

    The points become one entry, which has their weight: weights add up to the log-odds. The other points on the sheet
        keep their place from registration; findings whose place comes only from the evidence have none. Measurements of
        a whole photo that change with a withheld point are not disclosed: they would name the point's view.

    Args:
        verdict: as given, or as read back from the record: both give the same text.
        hidden: ids of points on the product's sheet, and keys of its texts; if empty, nothing is withheld.
    """
    if not hidden:
        return verdict
    seen = withheld_but_measures(verdict, hidden)
    points = tuple(_beside_sheet_alone(point) for point in seen.points)
    texts = tuple(_shown_text(text, seen.photos) for text in seen.texts)
    photos = tuple(_without_measures(photo) for photo in seen.photos)
    return _with_own_registrations(replace(seen, points=points, texts=texts, photos=photos))


def withheld_but_measures(verdict: Verdict, hidden: Collection[str]) -> Verdict:
    """The same by an earlier rule.

    Bundles written with it must still verify. Photos keep their measurements, texts the box around their place, and
    points the genuine picture that is most similar to the photo.
    """
    if not hidden:
        return verdict
    points = [_shown(finding, verdict.photos) for finding in verdict.points if finding.id not in hidden]
    confidential = [finding for finding in verdict.points if finding.id in hidden]
    if confidential:
        points.append(_together(confidential))
        points.sort(key=lambda point: -round(point.weight, DECIMALS))
    texts = tuple(_texts(verdict.texts, hidden))
    return _with_own_registrations(replace(verdict, points=tuple(points), texts=texts))


def _texts(texts: Sequence[TextFinding], hidden: Collection[str]) -> Iterator[TextFinding]:
    """The texts that the reader may see, then one entry for all others.

    It does not disclose whether a photo shows them.
    """
    yield from (text for text in texts if text_key(text.id) not in hidden)
    confidential = [text.finding for text in texts if text_key(text.id) in hidden]
    if confidential:
        result = TextResult.DEVIATES if TextResult.DEVIATES in confidential else TextResult.MATCHES
        yield TextFinding(WITHHELD, None, result, None, None, None, None)


def withheld_one_by_one(verdict: Verdict, hidden: Collection[str]) -> Verdict:
    """The same by the rule of verdicts without registration.

    Bundles with such texts must still verify. Each point keeps an entry of its own, without name and place, and
    findings placed by the evidence keep their region.
    """
    points = (
        replace(_nowhere(finding), id=WITHHELD) if finding.id in hidden else finding for finding in verdict.points
    )
    return replace(verdict, points=tuple(points))


def _shown(finding: PointFinding, photos: Sequence[PhotoFinding]) -> PointFinding:
    """A point that the reader may see: at its place on the sheet, not where its evidence is strongest.

    Its box lies within its place. A box around a slanted place would reach into its surroundings.
    """
    if finding.id in FOUND_BY_EVIDENCE:
        return _nowhere(finding)  # nor the photo: it shows one view, which may have the withheld point
    inner = _inner(finding.photo if finding.place else None, finding, photos)
    if inner is None:
        return replace(finding, region=None, place=None)
    return replace(finding, region=None, place=inner.photo, reference_region=inner.reference)


def _shown_text(text: TextFinding, photos: Sequence[PhotoFinding]) -> TextFinding:
    """A text that the reader may see: its box also lies within its place."""
    inner = _inner(text.photo if text.region else None, text, photos)
    if inner is None:
        return replace(text, region=None)
    return replace(text, region=inner.photo, reference_region=inner.reference)


def _inner(photo: int | None, found: PointFinding | TextFinding, photos: Sequence[PhotoFinding]) -> Inner | None:
    if photo is None or found.reference_region is None:
        return None
    for registration in photos[photo].registrations:
        if registration.reference == found.reference:
            return inscribed(registration.homography, Region(*found.reference_region))
    return None


def _nowhere(finding: PointFinding) -> PointFinding:
    return replace(finding, photo=None, region=None, reference=None, place=None, reference_region=None)


def _together(confidential: Sequence[PointFinding]) -> PointFinding:
    """Points as one entry that discloses neither their number nor whether a photo shows them.

    It deviates if one of them does and their sum speaks for counterfeit.
    """
    weight = round(sum(round(finding.weight, DECIMALS) for finding in confidential), DECIMALS)
    deviates = weight > 0 and any(finding.finding is Finding.DEVIATES for finding in confidential)
    return PointFinding(WITHHELD, Finding.DEVIATES if deviates else Finding.MATCHES, weight, None, None, None)


def _beside_sheet_alone(finding: PointFinding) -> PointFinding:
    """A point without a genuine picture that was selected by similarity: withheld points are part of similarity."""
    return finding if finding.reference_region else replace(finding, reference=None)


def _without_measures(photo: PhotoFinding) -> PhotoFinding:
    """A photo without its similarity to either label, and without the counts of its registration."""
    registrations = tuple(replace(each, inliers=0, cells=0) for each in photo.registrations)
    return replace(photo, like_genuine=None, like_counterfeit=None, registrations=registrations)


def _with_own_registrations(verdict: Verdict) -> Verdict:
    """A verdict without registrations that none of its points and texts uses: they may belong to a withheld point."""
    references = {point.reference for point in verdict.points} | {text.reference for text in verdict.texts}
    photos = tuple(
        replace(photo, registrations=tuple(each for each in photo.registrations if each.reference in references))
        for photo in verdict.photos
    )
    return replace(verdict, photos=photos)
