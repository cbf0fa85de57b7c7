"""What the active release says of an entry's photos, and which doubts follow. Nothing of it reaches a right holder."""

from collections.abc import Iterator, Mapping, Sequence

from model.catalogue import Region
from model.errors import PhotoRejectedError
from model.examiner import Examiner
from model.verdict import Finding, Reason, Verdict
from serve.review.domain import Entry
from serve.review.risk import DeviatingPlace, ReleaseOpinion, RiskFinding, RiskReason, disagrees

UNKNOWN = frozenset({Reason.UNKNOWN_PRODUCT, Reason.UNLIKE_ANY_REFERENCE})
LIKELY = 0.5  # probability from which the photos look like a product


def verdict_on(examiner: Examiner, entry: Entry, contents: Sequence[bytes]) -> Verdict | None:
    """The verdict of a release on an entry's first photos; None if they can't be examined."""
    products, most = examiner.release.description.products, examiner.limits.max_photos
    released = products.get(entry.product_id)
    known = {view.id for view in released.sheet.views} if released else set()
    views = [photo.view if photo.view in known else None for photo in entry.photos[:most]]
    product = entry.product_id if released else None
    try:
        return examiner.examine(list(contents[:most]), product=product, views=views)
    except PhotoRejectedError:
        return None


def opinion_of(entry: Entry, verdict: Verdict) -> ReleaseOpinion | None:
    """What a verdict says of the entry's product; None if the release does not know it."""
    if verdict.product.id != entry.product_id:
        return None
    places = [
        DeviatingPlace(point.photo, point.id, Region(*(point.place or point.region or ())))
        for point in verdict.points
        if point.finding is Finding.DEVIATES and point.photo is not None and (point.place or point.region)
    ]
    return ReleaseOpinion(verdict.release, verdict.outcome, verdict.log10_likelihood_ratio, tuple(places))


def doubts(entry: Entry, verdict: Verdict, owners: Mapping[str, str], holder: str) -> Iterator[RiskFinding]:
    """The reasons of risk that a verdict gives.

    Args:
        owners: the right holder of each product, by name.
        holder: the right holder of the entry, by name.
    """
    opinion = opinion_of(entry, verdict)
    if opinion is not None and disagrees(opinion, entry.label):
        yield RiskFinding(RiskReason.RELEASE_DISAGREES, value=verdict.probability_counterfeit)
    if opinion is not None and Reason.UNLIKE_ANY_REFERENCE in verdict.reasons:
        yield RiskFinding(RiskReason.OUTLIER)
    likeliest = verdict.candidates[0] if verdict.candidates else None
    if likeliest is None or likeliest.id == entry.product_id or UNKNOWN & set(verdict.reasons):
        return
    if likeliest.probability >= LIKELY and owners.get(likeliest.id, holder) != holder:
        value = round(likeliest.probability, 2)
        yield RiskFinding(RiskReason.LIKE_OTHERS_PRODUCT, value=value, product=likeliest.id)
