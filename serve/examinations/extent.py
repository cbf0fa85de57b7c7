"""How much of the item a verdict's photos show: a whole view, a part of it, or only codes without goods."""

from collections.abc import Sequence
from dataclasses import replace

from model.messages import Localized
from model.posture import shows_whole
from model.verdict import Outcome, Reason, Verdict
from serve.examinations import doubts
from serve.examinations.context import VerdictContext
from serve.platform.languages import spoken


def views_missing(context: VerdictContext) -> Sequence[Localized]:
    """Titles of the shot list's views that no photo of the item shows; none if the product is in doubt."""
    verdict, strangers = context.verdict, doubts.foreign(context.verdict)
    shown = {photo.view for index, photo in enumerate(verdict.photos) if index not in strangers}
    is_told = doubts.product_fits(verdict) and not doubts.is_poor(verdict)
    views = context.sheet.views if context.sheet and is_told else ()
    return [spoken(view.title, context.languages) for view in views if view.id not in shown]


def codes_alone(verdict: Verdict) -> Sequence[int]:
    """Indices of the photos that were excluded because they show only codes.

    Such a photo has no view, unless the officer named one, and no product.
    """
    if all(photo.belongs is None for photo in verdict.photos):  # then no photo was sorted
        return []
    return [
        index
        for index, photo in enumerate(verdict.photos)
        if (photo.belongs, photo.product, photo.view) == (None, None, None) and not photo.retake
    ]


def in_part(context: VerdictContext) -> Sequence[int]:
    """Indices of the photos that show a part of their view, according to the places that the reader may see."""
    found = {point.id for point in context.verdict.points}
    if context.sheet is None:
        return []
    sheet = replace(context.sheet, points=tuple(point for point in context.sheet.points if point.id in found))
    return [
        index
        for index in _judged(context.verdict)
        if (view := context.verdict.photos[index].view) is not None
        and (laid := context.verdict.photos[index].registrations)
        and not shows_whole(laid[0], sheet, view)
    ]


def partial_views(context: VerdictContext) -> Sequence[str]:
    """Ids of the views that no photo shows whole."""
    photos, parts = context.verdict.photos, in_part(context)
    whole = {photos[index].view for index in _judged(context.verdict) if index not in parts}
    return list(dict.fromkeys(view for index in parts if (view := photos[index].view) and view not in whole))


def is_partly_shown(context: VerdictContext) -> bool:
    """Whether only a part of the item is shown; then it is not called consistent with genuine."""
    return bool(partial_views(context)) or _is_held_back(context)


def _is_held_back(context: VerdictContext) -> bool:
    """Whether the evidence would have sufficed: the item is not cleared because no photo shows a withheld place."""
    verdict, description = context.verdict, context.description
    released = description.products.get(verdict.product.id or "") if description else None
    if released is None or verdict.log_odds is None or verdict.outcome is not Outcome.INCONCLUSIVE:
        return False
    if verdict.reasons != (Reason.EVIDENCE_WEAK,) or doubts.has_wrong_findings(verdict):
        return False
    views = {view for index in _judged(verdict) if (view := verdict.photos[index].view)}
    limit = released.rule_for(views).consistent.log_odds
    return limit is not None and verdict.log_odds <= limit


def _judged(verdict: Verdict) -> Sequence[int]:
    aside = codes_alone(verdict)
    photos = enumerate(verdict.photos)
    return [index for index, photo in photos if photo.belongs is not False and not photo.retake and index not in aside]
