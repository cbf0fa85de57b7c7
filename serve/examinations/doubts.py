"""Doubts about a verdict, as facts: whether the product fits, and which evidence contradicts which. No text here."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from model.code_findings import CodeResult
from model.likelihood import Supports, supports
from model.released_product import Basis
from model.text_findings import TextResult
from model.verdict import GivenBy, Outcome, Reason, Verdict


class Conflict(StrEnum):
    """The kinds of contradiction, if a verdict says that the evidence conflicts."""

    TWO_PRODUCTS = "two_products"
    OTHER_NUMBER = "other_number"
    WRONG_NUMBER = "wrong_number"
    WRONG_PRINT = "wrong_print"
    WITHHELD_PRINT = "withheld_print"  # all print that its reader may see is correct
    LOOKS = "looks"


def conflicts(verdict: Verdict) -> tuple[Conflict, ...]:
    """Every cause of the conflict that the verdict names; empty if it names none."""
    return tuple(_conflicts(verdict)) if Reason.EVIDENCE_CONFLICTS in verdict.reasons else ()


def _conflicts(verdict: Verdict) -> Iterator[Conflict]:
    codes = {code.finding for code in verdict.codes if code.photo not in _left_out(verdict)}
    if len(products_shown(verdict)) > 1:
        yield Conflict.TWO_PRODUCTS
    if CodeResult.OTHER_PRODUCT in codes:
        yield Conflict.OTHER_NUMBER
    elif codes - {CodeResult.MATCHES}:
        yield Conflict.WRONG_NUMBER
    prints = [text for text in verdict.texts if text.finding is TextResult.DEVIATES]
    if prints:
        yield Conflict.WRONG_PRINT if any(text.kind for text in prints) else Conflict.WITHHELD_PRINT
    if _looks_otherwise(verdict, has_other_cause=bool(prints) or bool(codes - {CodeResult.MATCHES})):
        yield Conflict.LOOKS


def _left_out(verdict: Verdict) -> Sequence[int]:
    """Indices of the photos whose numbers don't count for the item, because other photos show the product judged."""
    return foreign(verdict) if any_belongs(verdict) else []


def has_wrong_findings(verdict: Verdict) -> bool:
    """Whether a number or a line of print differs from genuine items."""
    codes = any(code.finding is not CodeResult.MATCHES for code in verdict.codes)
    return codes or any(text.finding is TextResult.DEVIATES for text in verdict.texts)


def _looks_otherwise(verdict: Verdict, *, has_other_cause: bool) -> bool:
    """Whether the photos look like another product than the one that was named."""
    if verdict.product.id is None or verdict.product.given_by is GivenBy.MODEL:
        return False
    if any_belongs(verdict) or none_belongs(verdict):  # then the verdict says what each photo shows
        return False
    if verdict.candidates:
        return verdict.candidates[0].id != verdict.product.id
    return not has_other_cause  # a release of format 3 names no candidates


def any_belongs(verdict: Verdict) -> bool:
    """Whether at least one photo is known to show the product judged."""
    return any(photo.belongs for photo in verdict.photos)


def foreign(verdict: Verdict) -> Sequence[int]:
    """Indices of the photos that do not show the product judged.

    What a photo to be taken again shows is uncertain: it counts only if the verdict says so, and beside a better one.
    """
    named = Reason.FOREIGN_PHOTO in verdict.reasons and not is_poor(verdict)
    return [i for i, photo in enumerate(verdict.photos) if photo.belongs is False and (named or not photo.retake)]


def unsure(verdict: Verdict) -> Sequence[int]:
    """Indices of the photos that may show something else, if the verdict is inconclusive because of them."""
    if Reason.FOREIGN_PHOTO not in verdict.reasons or verdict.product.id is None or is_poor(verdict):
        return []
    photos = enumerate(verdict.photos)
    return [i for i, photo in photos if photo.belongs is None and (photo.product or photo.view) is not None]


def none_belongs(verdict: Verdict) -> bool:
    """Whether all photos are known not to show the product judged."""
    return bool(verdict.photos) and len(foreign(verdict)) == len(verdict.photos)


def products_shown(verdict: Verdict) -> Sequence[str]:
    """Ids of the known products that the photos show, the one judged first if a photo shows it."""
    own = [verdict.product.id] if verdict.product.id is not None and any_belongs(verdict) else []
    others = [verdict.photos[index].product for index in foreign(verdict)]
    return list(dict.fromkeys(product for product in [*own, *others] if product is not None))


def shows_no_product(verdict: Verdict) -> bool:
    """Whether the photos are known to show none of the products."""
    return is_unfamiliar(verdict) or (none_belongs(verdict) and not products_shown(verdict))


def is_unfamiliar(verdict: Verdict) -> bool:
    """Whether the photos look like none of the products, and none was named."""
    return Reason.UNKNOWN_PRODUCT in verdict.reasons


def is_unlike(verdict: Verdict) -> bool:
    """Whether the one-class score alone makes the item unlike any genuine reference."""
    beyond = verdict.unlikeness is not None and verdict.unlikeness.beyond
    return beyond and verdict.basis is Basis.GENUINE_ONLY and verdict.reasons == (Reason.UNLIKE_ANY_REFERENCE,)


def looks_fit(verdict: Verdict) -> bool:
    """Whether the photos may show the product judged, so that scores against it mean something."""
    if verdict.product.id is None or none_belongs(verdict):
        return False
    unlike = Reason.UNLIKE_ANY_REFERENCE in verdict.reasons and not is_unlike(verdict)
    return not unlike and Conflict.LOOKS not in conflicts(verdict)


def product_fits(verdict: Verdict) -> bool:
    """Whether nothing speaks against the product judged, neither appearance nor numbers."""
    return looks_fit(verdict) and Conflict.OTHER_NUMBER not in conflicts(verdict)


def is_poor(verdict: Verdict) -> bool:
    """Whether no photo was good enough to judge."""
    all_poor = bool(verdict.photos) and all(photo.retake for photo in verdict.photos)
    return all_poor or Reason.PHOTO_QUALITY in verdict.reasons


def is_compared(verdict: Verdict) -> bool:
    """Whether a photo was compared with the product judged: one is fit, and the photos may show it."""
    return looks_fit(verdict) and not is_poor(verdict)


def is_close(verdict: Verdict) -> bool:
    """Whether there is an outcome although the likelihood ratio is not on its side: it rests on the counted errors."""
    sides = {Outcome.SUSPECTED: Supports.COUNTERFEIT, Outcome.CONSISTENT: Supports.GENUINE}
    ratio = verdict.log10_likelihood_ratio
    return verdict.outcome in sides and ratio is not None and supports(ratio) is not sides[verdict.outcome]


def is_weighed(verdict: Verdict) -> bool:
    """Whether the likelihood ratio may be shown: there is one, from fit photos and for a product that fits."""
    return verdict.log10_likelihood_ratio is not None and is_compared(verdict)
