"""What the evidence is worth: a likelihood ratio within its cap, in words, and with a prior beside it.

The likelihood ratio says how much more probable the photos are if the item is counterfeit than if it is genuine. It
says nothing about how common counterfeits are; a caller who knows that gives a prior, and gets the posterior.
"""

from enum import StrEnum

LN_10 = 2.302585092994046


class Supports(StrEnum):
    """Which of the two the evidence speaks for."""

    COUNTERFEIT = "counterfeit"
    GENUINE = "genuine"
    NEITHER = "neither"


class Strength(StrEnum):
    """How strongly, in the words of the ENFSI Guideline for Evaluative Reporting in Forensic Science (2015)."""

    NONE = "none"
    WEAK = "weak"
    MODERATE = "moderate"
    MODERATELY_STRONG = "moderately_strong"
    STRONG = "strong"
    VERY_STRONG = "very_strong"
    EXTREMELY_STRONG = "extremely_strong"


BANDS = (  # smallest likelihood ratio of each band
    (1e6, Strength.EXTREMELY_STRONG),
    (1e4, Strength.VERY_STRONG),
    (1e3, Strength.STRONG),
    (1e2, Strength.MODERATELY_STRONG),
    (1e1, Strength.MODERATE),
    (2.0, Strength.WEAK),
)


def capped(log_odds: float, cap: float) -> float:
    """log10 likelihood ratio, within +- `cap`, from calibrated log-odds at even prior (natural logarithm)."""
    return max(-cap, min(cap, log_odds / LN_10))


def strength_of(log10_ratio: float) -> Strength:
    """The band that a log10 likelihood ratio, of either sign, lies in. A capped ratio can't reach a band beyond it."""
    ratio = 10.0 ** abs(log10_ratio)
    return next((strength for least, strength in BANDS if ratio >= least), Strength.NONE)


def supports(log10_ratio: float) -> Supports:
    """What a log10 likelihood ratio speaks for; neither where it is too weak for any band."""
    if strength_of(log10_ratio) is Strength.NONE:
        return Supports.NEITHER
    return Supports.COUNTERFEIT if log10_ratio > 0 else Supports.GENUINE


def posterior(prior: float, log10_ratio: float) -> float:
    """Probability of counterfeit after the evidence, by Bayes' rule: prior odds times the likelihood ratio.

    Args:
        prior: probability of counterfeit before it, between 0 and 1, both excluded.
    """
    odds: float = prior / (1.0 - prior) * 10.0**log10_ratio
    return odds / (1.0 + odds)
