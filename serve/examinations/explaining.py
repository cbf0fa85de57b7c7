"""The verdict as a whole, in words: what it means, which way it leans, what it rests on, and what to do next."""

from collections.abc import Iterator, Sequence

from model.catalogue import Point
from model.description import UNNAMED_REGION
from model.likelihood import supports
from model.messages import NOTHING, Localized, Message, Wording, apart, listed, sentences
from model.released_product import NextView
from model.unlikeness import MISSING
from model.verdict import Finding, GivenBy, Outcome, Reason, Verdict
from serve.examinations import doubts, extent, figures, messages
from serve.examinations.confidentiality import WITHHELD
from serve.examinations.context import VerdictContext
from serve.examinations.doubts import Conflict
from serve.examinations.terminal_messages import for_terminal
from serve.platform.languages import spoken

MAINLY = 0.5  # of everything that speaks for the side of the evidence
MOST_CANDIDATES, LEAST_LIKELY = 3, 0.01  # of those shown to people; the verdict has all


def headline(context: VerdictContext) -> Message:
    """The verdict in a few words; it names no product."""
    return _outcome(context).headline


def _outcome(context: VerdictContext) -> messages.OutcomeWords:
    return messages.UNLIKE if doubts.is_unlike(context.verdict) else messages.OUTCOMES[context.verdict.outcome]


def product(context: VerdictContext) -> Message:
    """The product judged, and who named it. A product that does not fit is not stated as a fact."""
    call = context.verdict.product
    if call.id is None:
        return messages.PRODUCT_UNKNOWN
    if not doubts.product_fits(context.verdict):
        return messages.PRODUCT_IN_DOUBT
    if call.given_by is GivenBy.OFFICER and not context.audience.is_examiner:
        return messages.PRODUCT_BY_OFFICER.of(name=context.product(call.id))
    return messages.PRODUCTS[call.given_by].of(name=context.product(call.id))


def product_in_brief(verdict: Verdict, name: Wording) -> Wording:
    """The same in a list: only the name; for a given product that does not fit, a note.

    Args:
        name: of the product judged; not used if there is none.
    """
    if verdict.product.id is None:
        return messages.PRODUCT_UNKNOWN
    if doubts.product_fits(verdict):
        return name
    if verdict.product.given_by is not GivenBy.OFFICER:
        return messages.PRODUCT_IN_DOUBT
    if doubts.is_poor(verdict):
        return messages.GIVEN_IN_DOUBT.of(name=name)
    return (messages.GIVEN_NOT_NUMBERED if doubts.looks_fit(verdict) else messages.GIVEN_NOT_SHOWN).of(name=name)


def partly_shown(context: VerdictContext) -> Message:
    """The note that only a part of the item is shown; empty if the views are whole, or nothing was compared."""
    is_part = doubts.is_compared(context.verdict) and extent.is_partly_shown(context)
    return messages.PARTLY_SHOWN if is_part else NOTHING


def means(context: VerdictContext) -> Message:
    """What the outcome means."""
    verdict = context.verdict
    differing = sum(point.finding is Finding.DEVIATES and point.id != MISSING for point in verdict.points)
    if doubts.is_poor(verdict):
        return messages.POOR
    if set(verdict.reasons) == {Reason.FOREIGN_PHOTO}:
        return messages.MEANS_IF_FOREIGN
    if doubts.is_close(verdict):
        return messages.MEANS_IF_CLOSE[verdict.outcome]
    if verdict.outcome is Outcome.CONSISTENT and differing:
        return _said(context, messages.CONSISTENT_THOUGH).of(count=differing)
    if verdict.outcome is Outcome.SUSPECTED and not differing:
        return messages.SUSPECTED_WITHOUT_A_PLACE
    return _outcome(context).means


def means_not(context: VerdictContext) -> Message:
    """What the outcome does not mean; empty if inconclusive, where `leaning` says more."""
    is_answer = context.verdict.outcome is not Outcome.INCONCLUSIVE or doubts.is_unlike(context.verdict)
    return _outcome(context).means_not if is_answer else NOTHING


def leaning(context: VerdictContext) -> Message:
    """Which way the evidence leans if the verdict is inconclusive; empty if it is definite, or nothing was weighed."""
    verdict = context.verdict
    ratio = verdict.log10_likelihood_ratio
    if verdict.outcome is not Outcome.INCONCLUSIVE or doubts.is_unlike(verdict):
        return NOTHING
    if doubts.is_poor(verdict):
        return messages.LEANS_IF_POOR[supports(ratio)] if ratio is not None and doubts.looks_fit(verdict) else NOTHING
    if not doubts.looks_fit(verdict):
        return messages.LEANS_IF_IN_DOUBT
    if ratio is None:
        return messages.LEANS_IF_ALIKE if verdict.unlikeness and not verdict.unlikeness.beyond else NOTHING
    return messages.LEANS[supports(ratio)].of(times=figures.times(ratio))


def candidates(context: VerdictContext) -> tuple[str, ...]:
    """Ids of products that the photos may show instead of the one judged, the likeliest first.

    Only in doubt. For photos that look like no product, or like the one judged, another one would be a guess. One that
    is recognised by its looks alone is left out if it is hardly likely.
    """
    verdict = context.verdict
    is_mixed, fits = Conflict.TWO_PRODUCTS in doubts.conflicts(verdict), doubts.product_fits(verdict)
    if doubts.is_poor(verdict) or (fits and not is_mixed):
        return ()
    by_number = [code.product for code in verdict.codes]
    by_photo = [verdict.photos[index].product for index in doubts.foreign(verdict)]
    is_guess = doubts.looks_fit(verdict) or doubts.shows_no_product(verdict)
    by_look = () if is_guess else [each.id for each in verdict.candidates if each.probability >= LEAST_LIKELY]
    ranked = dict.fromkeys((*by_number, *by_photo, *by_look))
    return tuple(each for each in ranked if each not in {None, verdict.product.id})[:MOST_CANDIDATES]


def do_next(context: VerdictContext) -> Wording:
    """One concrete step."""
    verdict = context.verdict
    if verdict.outcome is Outcome.INCONCLUSIVE and not doubts.is_unlike(verdict):
        return _next_without_answer(context)
    step = _outcome(context).do_next
    if verdict.outcome is Outcome.CONSISTENT and (missing := extent.views_missing(context)):
        return sentences(messages.LIMIT_VIEWS.of(views=apart(missing)), messages.NEXT_MISSING, step)
    if step is not messages.COMPARE or shows_a_difference(context):
        return _said(context, step)
    return messages.NEXT_ASK_UNSHOWN if rests_on(context) else messages.NEXT_ASK


def asks_for_product(context: VerdictContext) -> bool:
    """Whether the next step is to find out which product this is, and to choose it."""
    verdict = context.verdict
    is_open = verdict.outcome is Outcome.INCONCLUSIVE and not doubts.is_unlike(verdict)
    return is_open and not doubts.is_poor(verdict) and not doubts.product_fits(verdict)


def shows_a_difference(context: VerdictContext) -> bool:
    """Whether there is a place on a photo that differs and may be shown."""
    return any(
        point.finding is Finding.DEVIATES and point.photo is not None and (point.region or point.place)
        for point in context.verdict.points
    )


def _next_without_answer(context: VerdictContext) -> Wording:
    verdict, strangers = context.verdict, doubts.foreign(context.verdict)
    if doubts.is_poor(verdict):
        return _next_photo(context) or messages.NEXT_ASK
    if asks_for_product(context):
        return _said(context, _next_product(context))
    if strangers:
        return messages.NEXT_REPLACE.of(count=len(strangers), photos=context.photos(strangers))
    if doubted := doubts.unsure(verdict):
        return messages.NEXT_SURER.of(count=len(doubted), photos=context.photos(doubted))
    for conflict, step in (
        (Conflict.WRONG_NUMBER, messages.NEXT_NUMBER),
        (Conflict.WRONG_PRINT, messages.NEXT_PRINT),
        (Conflict.WITHHELD_PRINT, messages.NEXT_ASK_UNSHOWN),
    ):
        if conflict in doubts.conflicts(verdict):
            return step
    is_part = partly_shown(context)
    whole, otherwise = (_next_whole(context), messages.NEXT_WHOLE_ITEM) if is_part else (NOTHING, messages.NEXT_ASK)
    return whole or _next_photo(context) or otherwise


def _next_whole(context: VerdictContext) -> Message:
    views = [context.view(view) for view in extent.partial_views(context)]
    return messages.NEXT_WHOLE.of(views=apart(views)) if views else NOTHING


def _next_product(context: VerdictContext) -> Message:
    """How to find out the product."""
    if candidates(context):
        return messages.NEXT_CHOOSE if context.verdict.product.id is None else messages.NEXT_PRODUCT
    return messages.NEXT_UNFAMILIAR if doubts.is_unfamiliar(context.verdict) else messages.NEXT_NAME


def _said(context: VerdictContext, text: Message) -> Message:
    return for_terminal(text) if context.audience.at_terminal else text


def _next_photo(context: VerdictContext) -> Wording:
    """The photo that would help: one to take again if none is fit, a view that settles, or one to take again."""
    verdict, how_often = context.verdict, settled(context)
    retake = [index for index, photo in enumerate(verdict.photos) if photo.retake]
    if how_often and not doubts.is_poor(verdict):
        retake = [index for index in retake if verdict.photos[index].view == verdict.next_photo]
    if retake:
        return _said(context, messages.NEXT_RETAKE).of(count=len(retake), photos=context.photos(retake))
    return sentences(messages.NEXT_VIEW.of(view=context.view(verdict.next_photo)), how_often) if how_often else NOTHING


def next_photo(context: VerdictContext) -> Wording:
    """The view to photograph next; empty if the product is uncertain, or the same photos are needed again."""
    is_wanted = doubts.product_fits(context.verdict) and not doubts.is_poor(context.verdict)
    return context.view(context.verdict.next_photo) if is_wanted else NOTHING


def settled(context: VerdictContext) -> Message:
    """How often a photo of that view settled calibration items; empty if it never did, or was not counted."""
    view = _next_view(context)
    return messages.SETTLED.of(settled=view.settled, items=view.items) if view and view.settled else NOTHING


def _next_view(context: VerdictContext) -> NextView | None:
    verdict = context.verdict
    known = context.description.products.get(verdict.product.id or "") if context.description else None
    shown = {photo.view for photo in verdict.photos if not photo.retake and photo.belongs is not False}
    for view in known.next_views if known else ():
        if view.view == verdict.next_photo and set(view.shown) == shown:
            return view
    return None


def rests_on(context: VerdictContext) -> Message:
    """What to know first about a verdict that mainly rests on evidence without place or text, or that is withheld."""
    verdict = context.verdict
    if doubts.conflicts(verdict) == (Conflict.WITHHELD_PRINT,):
        return messages.RESTS_ON_CONFIDENTIAL_PRINT
    if not doubts.is_weighed(verdict) or not verdict.log_odds:
        return NOTHING
    side = 1.0 if verdict.log_odds > 0 else -1.0
    whole = whole_look(verdict)
    total = whole + _on(context, side, {point.id for point in verdict.points})
    confidential, unnamed = (_on(context, side, {name}) for name in (WITHHELD, UNNAMED_REGION))
    for weight, text in (
        (confidential, messages.RESTS_ON_CONFIDENTIAL),
        (unnamed, messages.RESTS_ON_UNNAMED),
        (whole, messages.RESTS_ON_WHOLE),
        (confidential + unnamed, messages.RESTS_ON_BOTH),
    ):
        if weight > MAINLY * total:
            is_half = text is messages.RESTS_ON_WHOLE and shows_a_difference(context)
            return messages.RESTS_ON_WHOLE_AND_PLACES if is_half else text
    return NOTHING


def has_learned_no_point(context: VerdictContext) -> bool:
    """Whether the release looks at no point of the product. That tells nothing of the sheet, which may have none."""
    if context.sheet is None or context.description is None or not doubts.is_weighed(context.verdict):
        return False
    heads = context.description.points
    return not any(head.product == context.sheet.id and head.point != UNNAMED_REGION for head in heads)


def whole_look(verdict: Verdict) -> float:
    """How much the evidence of the whole view adds on the side of the evidence; 0 if it is on the other side."""
    return max((1.0 if (verdict.log_odds or 0.0) > 0 else -1.0) * (verdict.residual or 0.0), 0.0)


def _on(context: VerdictContext, side: float, ids: set[str]) -> float:
    """How much these points add on one side."""
    return sum(max(side * point.weight, 0.0) for point in context.verdict.points if point.id in ids)


def notes(context: VerdictContext) -> tuple[Message, ...]:
    """What to keep in mind about an outcome: what was judged, and whether parts may have been replaced."""
    return tuple(_notes(context))


def _notes(context: VerdictContext) -> Iterator[Message]:
    verdict = context.verdict
    if verdict.points and doubts.is_compared(verdict):
        if not partly_shown(context):  # which says more
            yield messages.NOTE_PHOTOGRAPHED
        differing, unseen = (_parts(context, finding) for finding in (Finding.DEVIATES, Finding.NOT_VISIBLE))
        if differing and len(differing) == len(_named(context, Finding.DEVIATES)):
            yield messages.NOTE_PARTS_DIFFER.of(points=listed(differing))
        elif unseen and verdict.outcome is Outcome.CONSISTENT:
            yield messages.NOTE_PARTS_UNSEEN.of(points=listed(unseen))


def _parts(context: VerdictContext, finding: Finding) -> Sequence[Localized]:
    """Titles of the points on replaceable parts with this finding."""
    return [spoken(point.title, context.languages) for point in _named(context, finding) if point.replaceable]


def _named(context: VerdictContext, finding: Finding) -> Sequence[Point]:
    """The sheet's points with this finding."""
    found = (context.points.get(point.id) for point in context.verdict.points if point.finding is finding)
    return [point for point in found if point is not None]
