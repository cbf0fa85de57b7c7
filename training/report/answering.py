"""Says first whether a release answers at all: without answers there are no errors, and 0.0 % would read as praise."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from model.released_product import Basis, Rule

NAMED = 3  # products; the others are counted
NO_ANSWER = "No item got a definite answer, so no item was called wrongly: the errors of 0.0 % say nothing."


class Released(NamedTuple):
    """What a release promises of one product; name: as the reader knows it."""

    name: str
    basis: Basis
    rules: Sequence[Rule]

    @property
    def is_definite(self) -> bool:
        """Whether some set of views can get a definite answer."""
        thresholds = (threshold for rule in self.rules for threshold in (rule.suspected, rule.consistent))
        return any(threshold.log_odds is not None for threshold in thresholds)

    @property
    def is_counted_together(self) -> bool:
        """Whether the limits of a definite answer rest on other products' items, too."""
        thresholds = (threshold for rule in self.rules for threshold in (rule.suspected, rule.consistent))
        return any(threshold.log_odds is not None and threshold.products > 1 for threshold in thresholds)


def not_tested(products: Sequence[Released], tested: Collection[str]) -> list[str]:
    """The sentence on products that get definite answers, and of which no item was tested."""
    untested = [product for product in products if product.is_definite and product.name not in tested]
    if not untested:
        return []
    return [f"No item of {_named(untested)} was tested, so the errors of its definite answers were not measured."]


def whether_it_answers(products: Sequence[Released], *, every: bool = True) -> list[str]:
    """Sentences for the beginning: whether a release gives definite answers, for which products, and what it lacks.

    Args:
        every: whether these are all products of the release, and not those alone of which items were tested.
    """
    if not products:
        return []
    definite = [product for product in products if product.is_definite]
    unlike = [product for product in products if product.basis is Basis.GENUINE_ONLY]
    silent = [product for product in products if product not in definite and product not in unlike]
    return [
        _first(definite, unlike, products, every=every),
        *_allowed(definite),
        *_together(definite),
        *map(_why_silent, silent[:NAMED]),
        *_more(silent),
        *_unlike(unlike),
    ]


def _first(
    definite: Sequence[Released], unlike: Sequence[Released], products: Sequence[Released], *, every: bool
) -> str:
    if not definite:
        return f"This release gives no definite answer{'.' if unlike else ': every verdict is inconclusive.'}"
    if len(definite) == len(products):
        return f"This release can give definite answers for {_all(len(products), every=every)}."
    of = "products" if every else "products of these items"
    return f"This release can give definite answers for {len(definite)} of {len(products)} {of}: {_named(definite)}."


def _allowed(definite: Sequence[Released]) -> list[str]:
    """Which errors the thresholds allow; one sentence, as they are settings of the whole release."""
    if not definite:
        return []
    rule = definite[0].rules[0]
    suspected, consistent = rule.suspected, rule.consistent
    sentence = (
        f"The thresholds allow errors of at most {100 * suspected.target:g} % (genuine called suspected) and "
        f"{100 * consistent.target:g} % (counterfeit called consistent), with {100 * suspected.confidence:g} % "
        "confidence, on items like the calibration items."
    )
    return [sentence]


def _together(definite: Sequence[Released]) -> list[str]:
    """For which products the limits hold together alone."""
    pooled = [product for product in definite if product.is_counted_together]
    if not pooled:
        return []
    return [f"For {_named(pooled)} these limits hold over products that were counted together, not for each alone."]


def _all(count: int, *, every: bool) -> str:
    if every:
        return "its one product" if count == 1 else f"all {count} products"
    return "the product of these items" if count == 1 else f"all {count} products of these items"


def _why_silent(product: Released) -> str:
    """What a product lacks, on the views that most of its calibration items show."""
    rule = product.rules[0]
    if rule.suspected.items_needed and rule.consistent.items_needed:
        return (
            f"{product.name} has {rule.suspected.items} genuine and {rule.consistent.items} counterfeit calibration "
            f"items and needs {rule.suspected.items_needed} more genuine or {rule.consistent.items_needed} more "
            f"counterfeit ones, all called right, for errors of at most {100 * rule.suspected.target:g} % and "
            f"{100 * rule.consistent.target:g} %."
        )
    return f"{product.name} is undecided, as {rule.undecided or 'too many calibration items are called wrongly'}."


def _more(silent: Sequence[Released]) -> list[str]:
    left = len(silent) - NAMED
    if left <= 0:
        return []
    more = "One more product gets" if left == 1 else f"{left} more products get"
    return [f"{more} no definite answer; the model card names what each lacks."]


def _unlike(products: Sequence[Released]) -> list[str]:
    if not products:
        return []
    return [
        f"No counterfeit is known of {_named(products)}: the answer is “unlike any genuine reference”, or inconclusive."
    ]


def _named(products: Sequence[Released]) -> str:
    names = [product.name for product in products]
    left = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {left} more" if left > 0 else "")


def without_answers(figures: Mapping[str, Any]) -> str | None:
    """The sentence that stands beside errors where nothing was answered; None where something was.

    Args:
        figures: metrics.json.
    """
    coverage = figures.get("coverage")
    return NO_ANSWER if coverage is not None and coverage["value"] == 0 else None
