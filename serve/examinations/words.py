"""Every word that an officer reads about a verdict, for pages and terminal alike."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from model.code_findings import CodeResult
from model.codes import CodeKind
from model.description import UNNAMED_REGION, Basis
from model.likelihood import Strength, Supports
from model.unlikeness import MISSING, STRANGE
from model.verdict import Finding, GivenBy, GuardedError, Outcome, Reason


class OutcomeWords(NamedTuple):
    """An outcome as an officer reads it: the headline, what it means, what it doesn't, and what to do."""

    headline: str
    means: str
    means_not: str
    do_next: str


OUTCOMES: Mapping[Outcome, OutcomeWords] = MappingProxyType(
    {
        Outcome.SUSPECTED: OutcomeWords(
            "Suspected counterfeit",
            "The photos differ from genuine ones in the way that known counterfeits do.",
            "It is not proof. Other goods in the same parcel were not looked at.",
            "Compare the places marked below with your own eyes, then ask the right holder.",
        ),
        Outcome.CONSISTENT: OutcomeWords(
            "Consistent with genuine",
            "The photos show nothing that sets this item apart from genuine ones.",
            "It does not prove that the item is genuine, and says nothing about parts that no photo shows.",
            "If anything else made you suspicious, trust that and ask the right holder.",
        ),
        Outcome.INCONCLUSIVE: OutcomeWords(
            "Inconclusive: can't tell",
            "These photos do not support an answer that would be right often enough.",
            "It speaks neither for nor against the item.",
            "A better photo or another view often settles it. If not, ask the right holder.",
        ),
    }
)
REASONS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.PHOTO_QUALITY: "No photo is good enough to judge. See the advice under each photo.",
        Reason.UNKNOWN_PRODUCT: (
            "The photos look like none of the products known here. "
            "Choose the product yourself if you know it, or ask the right holder."
        ),
        Reason.TOO_FEW_CALIBRATION_ITEMS: (
            "Too few verified items of this product are there so far to promise that errors are rare."
        ),
        Reason.EVIDENCE_CONFLICTS: (
            "The evidence contradicts itself: the photos, a code read on them, or the product that you chose "
            "do not go together. Check the product, and that all photos show one item."
        ),
        Reason.EVIDENCE_WEAK: "The differences seen are too small to call.",
        Reason.UNLIKE_ANY_REFERENCE: (
            "The photos look unlike every photo known of the product that you chose. "
            "Check the product, and photograph the whole of it."
        ),
    }
)
UNLIKE = OutcomeWords(
    "Unlike any genuine reference",
    "The photos differ from genuine ones more than genuine ones differ from each other.",
    "It is not called a counterfeit: none of this product is known here, so nobody knows what sets them apart.",
    "Compare the places marked below with your own eyes, then ask the right holder.",
)
UNLIKE_REASON = (
    "On {items} verified genuine items, about {expected} in 100 genuine ones are expected to look as unlike as this, "
    "and at most {bound} in 100 (95 % confidence)."
)
BASES: Mapping[Basis, str] = MappingProxyType(
    {
        Basis.GENUINE_ONLY: (
            "No counterfeit of this product is known here. The photos were compared with genuine ones alone."
        ),
        Basis.FUSED: (
            "Few counterfeits of this product are known here. How unlike genuine ones the photos are counts, too."
        ),
    }
)
FINDINGS: Mapping[Finding, str] = MappingProxyType(
    {
        Finding.DEVIATES: "Differs from genuine",
        Finding.MATCHES: "Matches genuine",
        Finding.NOT_VISIBLE: "On no photo",
    }
)
BOUNDS: Mapping[GuardedError, str] = MappingProxyType(
    {
        GuardedError.GENUINE_CALLED_SUSPECTED: (
            "On {items} verified genuine items this rule wrongly suspected {errors}: "
            "at most {bound} in 100 ({confidence} % confidence)."
        ),
        GuardedError.COUNTERFEIT_CALLED_CONSISTENT: (
            "On {items} verified counterfeit items this rule wrongly passed {errors}: "
            "at most {bound} in 100 ({confidence} % confidence)."
        ),
    }
)
MISSING_ITEMS: Mapping[GuardedError, str] = MappingProxyType(
    {
        GuardedError.GENUINE_CALLED_SUSPECTED: (
            "{items} verified genuine items are there; {items_needed} more without an error are needed "
            "before “suspected counterfeit” may be said of this product."
        ),
        GuardedError.COUNTERFEIT_CALLED_CONSISTENT: (
            "{items} verified counterfeit items are there; {items_needed} more without an error are needed "
            "before “consistent with genuine” may be said of this product."
        ),
    }
)
POOLED = " Counted on the items of {products} products together, so it holds over all of them and not for each."
SUPPORT: Mapping[Supports, str] = MappingProxyType(
    {
        Supports.COUNTERFEIT: "{band} support for counterfeit",
        Supports.GENUINE: "{band} support for genuine",
        Supports.NEITHER: "Support for neither",
    }
)
BANDS: Mapping[Strength, str] = MappingProxyType(
    {
        Strength.NONE: "No",
        Strength.WEAK: "Weak",
        Strength.MODERATE: "Moderate",
        Strength.MODERATELY_STRONG: "Moderately strong",
        Strength.STRONG: "Strong",
        Strength.VERY_STRONG: "Very strong",
        Strength.EXTREMELY_STRONG: "Extremely strong",
    }
)
STRENGTHS = ("Main reason", "Supporting reason", "Minor reason", "Hardly counts")
FOR_COUNTERFEIT = "speaks for counterfeit"
FOR_GENUINE = "speaks for genuine"
APART, ALIKE = "sets it apart from genuine", "as on genuine"  # where no counterfeit is known that it could speak for

UNNAMED: Mapping[str, tuple[str, str]] = MappingProxyType(  # findings that no sheet has: title and note
    {
        UNNAMED_REGION: (
            "A region without a name",
            "Learned from labels alone, so the sheet has no words for it. It may lie on a point that has a name.",
        ),
        STRANGE: ("A detail that no genuine photo shows", "It may also be damage, dirt, a sticker or a hand."),
        MISSING: (
            "What genuine photos show",
            "How much of it is found on these photos; an item that is half hidden or turned lacks some of it, too.",
        ),
    }
)
UNPLACED = "Where it lies is not shown to you: that could point at what the right holder keeps confidential."
CONFIDENTIAL_TITLE = "What its right holder keeps confidential"
CONFIDENTIAL_TEXT = "Ask the right holder what to look for."
CONFIDENTIAL_MATCHES = "No clear difference"  # it may be that no photo shows it, which is not said

CODE_KINDS: Mapping[CodeKind, str] = MappingProxyType(
    {CodeKind.GTIN: "article number", CodeKind.SERIAL: "serial number", CodeKind.OTHER: "code"}
)
CODES: Mapping[CodeResult, str] = MappingProxyType(
    {
        CodeResult.MATCHES: "This {kind} is as the product sheet has it. Numbers are easily copied.",
        CodeResult.WRONG_CHECK_DIGIT: "The check digit of this {kind} is wrong: a genuine one can't read like this.",
        CodeResult.OTHER_PRODUCT: "This {kind} belongs to another product: {product}.",
        CodeResult.NOT_ON_SHEET: "This {kind} is not on the product sheet.",
        CodeResult.BREAKS_PATTERN: "This {kind} is not built as the right holder builds them.",
    }
)
PRODUCTS: Mapping[GivenBy, str] = MappingProxyType(
    {
        GivenBy.OFFICER: "{name}, as you chose",
        GivenBy.BARCODE: "{name}, by the article number on it",
        GivenBy.MODEL: "{name}, recognised from the photos",
    }
)
PRODUCT_UNKNOWN = "Product not recognised"

COUNTERFEIT, GENUINE = "counterfeit", "genuine"
LIKELIHOOD = "Photos like these are about {times} times as likely from a {likelier} item as from a {other} one."
LIKELIHOOD_EVEN = "Photos like these are about as likely from a counterfeit item as from a genuine one."
LIKELIHOOD_CAPPED = "The verified items support no stronger statement than this."
PRIOR = (
    "What that means depends on how common counterfeits are where you are: where 1 item in 100 is one, "
    "about {rare} in 100 items with such photos are; where every second one is, about {even} in 100."
)
PRIOR_GIVEN = (
    "You said that {before} in 1,000 items that come this way are counterfeit. "
    "Of those with photos like these, about {after} in 1,000 are."
)

LIMITS = (
    "The assistant compares photos. It can't feel, weigh or open the item, and sees no papers or prices.",
    "Genuine goods that are stolen, diverted, refilled or out of date look genuine.",
    "A new kind of counterfeit that resembles genuine goods closely may pass.",
)
LIMIT_VIEWS = "Not photographed, so not judged: {views}."
LIMIT_POINTS = "Points that no photo shows: {points}."
SUPPORTS = "The assistant supports your decision; it does not make it."
RELEASE_GONE = "The release that gave this verdict is no longer here: product names and references are missing."
