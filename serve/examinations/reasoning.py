"""Sentences on why a verdict is inconclusive, and which photos do not show the product."""

from collections.abc import Callable, Iterator, Sequence

from model.likelihood import Supports, supports
from model.messages import Message, Share, Wording, listed
from model.released_product import Basis
from model.verdict import Outcome, Reason, Verdict
from serve.examinations import doubts, figures, messages
from serve.examinations.context import VerdictContext
from serve.examinations.doubts import Conflict
from serve.examinations.explaining import partly_shown

CONFIDENCE = Share(0.95)  # of the bounds of an unlikeness


def reasons(context: VerdictContext) -> tuple[Message, ...]:
    """Why the verdict is inconclusive, and for every outcome, which photos do not belong."""
    return tuple(dict.fromkeys((*_foreign(context), *_reasons(context))))


def reasons_title(verdict: Verdict) -> Message:
    """The heading of the reasons."""
    if doubts.is_unlike(verdict):
        return messages.REASONS_TITLE_IF_UNLIKE
    return messages.REASONS_TITLE if verdict.outcome is Outcome.INCONCLUSIVE else messages.REASONS_TITLE_IF_DEFINITE


def _reasons(context: VerdictContext) -> Iterator[Message]:
    verdict = context.verdict
    for reason in verdict.reasons:
        if reason is Reason.EVIDENCE_CONFLICTS:
            yield from _conflicts(context)
        elif reason is Reason.UNLIKE_ANY_REFERENCE and doubts.is_unlike(verdict):
            yield _unlike(context)
        elif reason is Reason.TOO_FEW_CALIBRATION_ITEMS and verdict.basis is Basis.GENUINE_ONLY:
            yield messages.REASON_GENUINE_ONLY
        elif reason is Reason.EVIDENCE_WEAK and verdict.log10_likelihood_ratio is not None:
            yield _weak(context, supports(verdict.log10_likelihood_ratio))
        elif reason not in _said_of_photos(context):
            yield messages.REASONS[reason].of(product=_judged(context), named=context.named)


def _weak(context: VerdictContext, side: Supports) -> Message:
    if side is Supports.GENUINE and context.sheet is None:  # how much of the item is shown is unknown then
        return messages.REASONS[Reason.EVIDENCE_WEAK]
    is_in_part = side is Supports.GENUINE and partly_shown(context)
    return messages.REASON_PARTLY_SHOWN if is_in_part else messages.REASON_WEAK[side]


def _said_of_photos(context: VerdictContext) -> Sequence[Reason]:
    """Reasons without a sentence of their own: the photos that do not belong are named, or unknown."""
    if doubts.is_poor(context.verdict):
        return (Reason.FOREIGN_PHOTO, Reason.UNLIKE_ANY_REFERENCE, Reason.UNKNOWN_PRODUCT)
    if doubts.none_belongs(context.verdict):
        return (Reason.FOREIGN_PHOTO, Reason.UNLIKE_ANY_REFERENCE)
    is_said = doubts.foreign(context.verdict) or doubts.unsure(context.verdict)
    return (Reason.FOREIGN_PHOTO,) if is_said else ()


def _judged(context: VerdictContext) -> Wording:
    return context.product(context.verdict.product.id) if context.verdict.product.id else ""


def _unlike(context: VerdictContext) -> Message:
    unlikeness = context.verdict.unlikeness
    if unlikeness is None:
        return messages.REASONS[Reason.UNLIKE_ANY_REFERENCE].of(product=_judged(context), named=context.named)
    base = figures.base_of(unlikeness.expected, unlikeness.bound)
    expected, bound = figures.about(unlikeness.expected, base), figures.at_most(unlikeness.bound, base)
    return messages.REASON_UNLIKE.of(items=unlikeness.items, expected=expected, bound=bound, confidence=CONFIDENCE)


def _conflicts(context: VerdictContext) -> Iterator[Message]:
    verdict, judged = context.verdict, _judged(context)
    causes = doubts.conflicts(verdict)
    if not causes and not doubts.none_belongs(verdict):
        yield messages.REASONS[Reason.EVIDENCE_CONFLICTS].of(named=context.named)
    for cause in causes:
        others = [candidate.id for candidate in verdict.candidates if candidate.id != verdict.product.id]
        if cause is Conflict.LOOKS and others:
            yield messages.LOOKS_LIKE.of(other=context.product(others[0]), product=judged, named=context.named)
            continue
        numbers = [code.product for code in verdict.codes if code.product not in {None, verdict.product.id}]
        is_number_alone = cause is Conflict.OTHER_NUMBER and doubts.looks_fit(verdict)
        yield (messages.OTHER_NUMBER_ALONE if is_number_alone else messages.CONFLICTS[cause]).of(
            products=listed([context.product(each) for each in doubts.products_shown(verdict)]),
            other=listed([context.product(each) for each in dict.fromkeys(numbers) if each]),
            product=judged,
            named=context.named,
        )


def _foreign(context: VerdictContext) -> Iterator[Message]:
    """Which photos do not show the product, and what they show instead."""
    verdict = context.verdict
    if doubts.none_belongs(verdict):
        others = listed([context.product(each) for each in doubts.products_shown(verdict)])
        text = messages.FOREIGN_ALL_KNOWN if others else messages.FOREIGN_ALL
        yield text.of(product=_judged(context), named=context.named, other=others)
        return
    yield from left_out(verdict, context.numbers, context.product)
    if doubted := doubts.unsure(verdict):
        yield messages.UNSURE.of(count=len(doubted), photos=context.photos(doubted))


def left_out(verdict: Verdict, numbers: Sequence[int], product: Callable[[str], Wording]) -> Iterator[Message]:
    """Which photos do not show the product judged, though others do, and what they show instead.

    Args:
        numbers: of the photos for the reader.
        product: the name of a product, by its id.
    """
    indices = [] if doubts.none_belongs(verdict) else doubts.foreign(verdict)
    for other in dict.fromkeys(verdict.photos[index].product for index in indices):
        these = [numbers[index] for index in indices if verdict.photos[index].product == other]
        text = messages.FOREIGN if other is None else messages.FOREIGN_KNOWN
        yield text.of(count=len(these), photos=listed(these), other=product(other) if other else "")
