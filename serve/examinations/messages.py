"""Every message about a verdict as a whole, for page, terminal and report.

Texts that address the officer exist twice, for the officer and for others.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from model.likelihood import Strength, Supports
from model.messages import Message, counted, message
from model.released_product import Basis
from model.verdict import GivenBy, GuardedError, Outcome, Reason
from serve.examinations.doubts import Conflict


class OutcomeWords(NamedTuple):
    """The texts of an outcome for an officer: the headline, what it means, what it doesn't, and what to do."""

    headline: Message
    means: Message
    means_not: Message
    do_next: Message


# Outcomes: what they mean, and what to do

COMPARE = message("Compare the places marked below with your own eyes, then ask the right holder.")
OUTCOMES: Mapping[Outcome, OutcomeWords] = MappingProxyType(
    {
        Outcome.SUSPECTED: OutcomeWords(
            message("Suspected counterfeit"),
            message("The photos differ from genuine ones in the way that known counterfeits do."),
            message("It is not proof. Other goods in the same parcel were not looked at."),
            COMPARE,
        ),
        Outcome.CONSISTENT: OutcomeWords(
            message("Consistent with genuine"),
            message("The photos show nothing that sets this item apart from genuine ones."),
            message("It does not prove that the item is genuine, and says nothing about parts that no photo shows."),
            message("If anything else made you suspicious, trust that and ask the right holder."),
        ),
        Outcome.INCONCLUSIVE: OutcomeWords(
            message("Inconclusive"),
            message("These photos do not support a definite verdict that would be right often enough."),
            message(
                "It speaks neither for nor against the item. Where the evidence leans to one side, that is said, and "
                "why there is no definite verdict."
            ),
            message("The verdict names one next step."),
        ),
    }
)
UNLIKE = OutcomeWords(
    message("Unlike any genuine reference"),
    message("The photos differ from genuine ones more than genuine ones differ from each other."),
    message(
        "It is not called a counterfeit: none of this product is known here, so no one knows what sets them apart."
    ),
    COMPARE,
)
CONSISTENT_THOUGH = counted(
    "Taken together, the photos look like a genuine item. But one place differs: see below.",
    "Taken together, the photos look like a genuine item. But {count} places differ: see below.",
)
SUSPECTED_WITHOUT_A_PLACE = message(
    "Taken together, the photos differ from genuine ones as known counterfeits do. No single place differs clearly."
)
MEANS_IF_CLOSE: Mapping[Outcome, Message] = MappingProxyType(  # if the likelihood ratio is not on the outcome's side
    {
        Outcome.SUSPECTED: message(
            "The evidence is nearly even, but few verified genuine items differ as much as this one."
        ),
        Outcome.CONSISTENT: message(
            "The evidence is nearly even, but few verified counterfeits look as genuine as this one."
        ),
    }
)
POOR = message("No photo is good enough for a definite verdict.")
MEANS_IF_FOREIGN = message("There is no definite verdict while a photo is among them that may show something else.")

LEANS: Mapping[Supports, Message] = MappingProxyType(
    {
        Supports.COUNTERFEIT: message(
            "The evidence leans towards counterfeit: photos like these are {times} as likely from a counterfeit item "
            "as from a genuine one."
        ),
        Supports.GENUINE: message(
            "The evidence leans towards genuine: photos like these are {times} as likely from a genuine item "
            "as from a counterfeit one."
        ),
        Supports.NEITHER: message("The evidence is about even: it speaks neither for nor against the item."),
    }
)
LEANS_IF_POOR: Mapping[Supports, Message] = MappingProxyType(
    {
        Supports.COUNTERFEIT: message("What little they show leans towards counterfeit, but can't be relied on."),
        Supports.GENUINE: message("What little they show leans towards genuine, but can't be relied on."),
        Supports.NEITHER: message("What little they show leans to neither side."),
    }
)
LEANS_IF_ALIKE = message(
    "The photos look like genuine ones. Without a counterfeit to compare with, that is not enough for a definite "
    "verdict."
)
LEANS_IF_IN_DOUBT = message("Whether it is genuine can't be told before it is certain which product this is.")

NEXT_ASK = message("Ask the right holder.")
NEXT_ASK_UNSHOWN = message("Ask the right holder: what counts most can't be shown here.")
NEXT_MISSING = message("Photograph that too, if you can, and judge again.")
NEXT_RETAKE = counted(
    "Take photo {photos} again. What to do better stands beside it.",
    "Take photos {photos} again. What to do better stands beside each.",
)
NEXT_VIEW = message("Photograph this next: {view}.")
# Translators: such items are items of the same product, photographed as this one is so far.
SETTLED = message("With that photo, {settled} of {items} such items got a definite verdict.")
NEXT_REPLACE = counted(
    "Leave photo {photos} out, or put a photo of this item in its place. Examine another item separately.",
    "Leave photos {photos} out, or put photos of this item in their place. Examine other items separately.",
)
NEXT_SURER = counted(
    "Take a clearer photo of this product in the place of photo {photos}, or leave that photo out.",
    "Take clearer photos of this product in the place of photos {photos}, or leave those photos out.",
)
NEXT_PRODUCT = message("Check which product this is. The same photos can be judged as another one: choose it below.")
NEXT_CHOOSE = message("If you know which product this is, choose it below: the same photos are judged again.")
NEXT_NAME = message(
    "Find out which product this is: look for its name and its article number. Then choose it under "
    "“Choose another product”."
)
NEXT_UNFAMILIAR = message(
    "Photograph the item itself, whole and from several sides. If you know which product it is, choose it under "
    "“Choose another product”."
)
NEXT_PRINT = message(
    "Read the print yourself. If it was read rightly, ask the right holder; if not, add a sharper photo."
)
NEXT_NUMBER = message("Read the number on the item yourself. If it was read rightly, ask the right holder.")

RESTS_ON_CONFIDENTIAL = message(
    "The evidence rests mainly on a point that its right holder keeps confidential, so it can't be shown here."
)
RESTS_ON_CONFIDENTIAL_PRINT = message(
    "This rests on a line of print that its right holder keeps confidential, so it can't be shown here. "
    "The right holder can tell."
)
RESTS_ON_UNNAMED = message(
    "The evidence rests mainly on a region without a name: it was learned from labels alone, "
    "so the product sheet does not say what to look for there."
)
RESTS_ON_WHOLE = message(
    "The evidence rests mainly on how the photos look as a whole. No single place that can be shown carries it."
)
RESTS_ON_WHOLE_AND_PLACES = message(
    "The evidence rests mainly on how the photos look as a whole, and only in part on the places marked below."
)
RESTS_ON_BOTH = message(
    "The evidence rests mainly on points that the right holder keeps confidential and on regions without a name, "
    "so what counts most can't be put into words here."
)
NOTE_PHOTOGRAPHED = message("Only what was photographed was judged.")
NOTE_PARTS_DIFFER = message(
    "It may carry non-original parts. What differs here is on a part that can be replaced: {points}."
)
NOTE_PARTS_UNSEEN = message("It may carry non-original parts. No photo shows: {points}.")

# Why there is no definite verdict

REASONS: Mapping[Reason, Message] = MappingProxyType(
    {
        Reason.PHOTO_QUALITY: message("No photo is good enough to judge."),
        Reason.UNKNOWN_PRODUCT: message("The photos look like none of the products known to the assistant."),
        Reason.TOO_FEW_CALIBRATION_ITEMS: message(
            "Too few verified items of this product are known so far to promise that a definite verdict "
            "is rarely wrong."
        ),
        Reason.EVIDENCE_CONFLICTS: message(
            "The evidence contradicts itself: the photos, the numbers read on them and the product ({named}) "
            "do not go together."
        ),
        Reason.EVIDENCE_WEAK: message("The evidence is too weak for a definite verdict."),
        Reason.UNLIKE_ANY_REFERENCE: message("The photos look unlike every known photo of {product} ({named})."),
        Reason.FOREIGN_PHOTO: message("Not every photo shows this product."),
    }
)
REASONS_TITLE, REASONS_TITLE_IF_UNLIKE = (
    message("Why it is inconclusive"),
    message("How rare that is among genuine items"),
)
REASONS_TITLE_IF_DEFINITE = message("About the photos")
REASON_WEAK: Mapping[Supports, Message] = MappingProxyType(
    {
        Supports.COUNTERFEIT: message(
            "There is no definite verdict: with evidence of this strength, more genuine items would be wrongly "
            "suspected than was promised."
        ),
        Supports.GENUINE: message(
            "There is no definite verdict: with evidence of this strength, more counterfeits would be passed than was "
            "promised."
        ),
        Supports.NEITHER: message("The differences seen are too small for a definite verdict."),
    }
)
PARTLY_SHOWN = message("Only part of the item is shown. What the photos leave out was not compared.")
REASON_PARTLY_SHOWN = message("There is no definite verdict, because what the photos leave out may differ.")
NEXT_WHOLE = message("Photograph it whole, with all its edges in the picture: {views}.")
NEXT_WHOLE_ITEM = message("Photograph the item whole, with all its edges in the picture.")
REASON_GENUINE_ONLY = message(
    "Without verified counterfeits of this product, no definite verdict can be promised to be rarely wrong."
)
REASON_UNLIKE = message(
    "On {items} verified genuine items: {expected} genuine ones are expected to look as unlike as this, "
    "and {bound} ({confidence} confidence)."
)
CONFLICTS: Mapping[Conflict, Message] = MappingProxyType(
    {
        Conflict.TWO_PRODUCTS: message("The photos show more than one product: {products}."),
        Conflict.OTHER_NUMBER: message("A number read on the item belongs to another product: {other}."),
        Conflict.WRONG_NUMBER: message("A number read on the item is not as genuine ones are."),
        Conflict.WRONG_PRINT: message("Print on the item does not read as on genuine ones."),
        Conflict.WITHHELD_PRINT: (
            message("A line of print that its right holder keeps confidential does not read as on genuine items.")
        ),
        Conflict.LOOKS: message("The photos look more like another product than like {product} ({named})."),
    }
)
OTHER_NUMBER_ALONE = message(
    "The photos were compared with {product} ({named}). "
    "But a number read on the item belongs to another product: {other}."
)
LOOKS_LIKE = message("The photos look more like {other} than like {product} ({named}).")
FOREIGN = counted(
    "Photo {photos} does not show this product. It was left out of the comparison.",
    "Photos {photos} do not show this product. They were left out of the comparison.",
)
FOREIGN_KNOWN = counted(
    "Photo {photos} does not show this product: it shows {other}. It was left out of the comparison.",
    "Photos {photos} do not show this product: they show {other}. They were left out of the comparison.",
)
UNSURE = counted(
    "It is not certain that photo {photos} shows this product: photos of it rarely look so unlike it.",
    "It is not certain that photos {photos} show this product: photos of it rarely look so unlike it.",
)
FOREIGN_ALL = message("No photo shows {product} ({named}).")
FOREIGN_ALL_KNOWN = message("No photo shows {product} ({named}). What they show is {other}.")

# Who named the product

NAMED: Mapping[GivenBy, Message] = MappingProxyType(
    {
        GivenBy.OFFICER: message("chosen by you"),
        GivenBy.BARCODE: message("named by the article number on the item"),
        GivenBy.MODEL: message("recognised from the photos"),
    }
)
NAMED_BY_OFFICER = message("chosen by the officer")
PRODUCTS: Mapping[GivenBy, Message] = MappingProxyType(
    {
        GivenBy.OFFICER: message("{name}, as given with the photos"),
        GivenBy.BARCODE: message("{name}, by the article number on it"),
        GivenBy.MODEL: message("{name}, recognised from the photos"),
    }
)
PRODUCT_BY_OFFICER = message("{name}, as the officer chose")
PRODUCT_UNKNOWN = message("Product not recognised")
PRODUCT_IN_DOUBT = message("It is not certain which product this is")
GIVEN_NOT_SHOWN = message("Given: {name}. The photos don't show it.")
GIVEN_NOT_NUMBERED = message("Given: {name}. A number on the item belongs to another product.")
GIVEN_IN_DOUBT = message("Given: {name}. The photos are not good enough to tell.")
CANDIDATES = message("The same photos can be judged as one of these products, the likeliest first")
COMPARED_ALL_THE_SAME = message("The comparison with the product named, for what it is worth")

# What it rests on, and how sure that is

BASES: Mapping[Basis, Message] = MappingProxyType(
    {
        Basis.GENUINE_ONLY: (
            message("No counterfeit of this product is known here. The photos were compared with genuine ones alone.")
        ),
        Basis.FUSED: message(
            "Few counterfeits of this product are known here. How unlike genuine ones the photos are counts, too."
        ),
    }
)
BOUNDS: Mapping[GuardedError, Message] = MappingProxyType(
    {
        GuardedError.GENUINE_CALLED_SUSPECTED: message(
            "On {items} verified genuine items this rule wrongly suspected {errors}: {bound} ({confidence} confidence)."
        ),
        GuardedError.COUNTERFEIT_CALLED_CONSISTENT: message(
            "On {items} verified counterfeit items this rule wrongly passed {errors}: {bound} "
            "({confidence} confidence)."
        ),
    }
)
NO_ERRORS = message("none")
MISSING_ITEMS: Mapping[GuardedError, Message] = MappingProxyType(
    {
        GuardedError.GENUINE_CALLED_SUSPECTED: message(
            "{items} verified genuine items are there; {items_needed} more without an error are needed "
            "before “suspected counterfeit” may be said of this product."
        ),
        GuardedError.COUNTERFEIT_CALLED_CONSISTENT: message(
            "{items} verified counterfeit items are there; {items_needed} more without an error are needed "
            "before “consistent with genuine” may be said of this product."
        ),
    }
)
POOLED = message("Counted on the items of {products} products together, so it holds over all of them and not for each.")
SUPPORT: Mapping[Supports, Mapping[Strength, Message]] = MappingProxyType(  # the words of the ENFSI's scale
    {
        Supports.COUNTERFEIT: {
            Strength.NONE: message("No support for counterfeit"),
            Strength.WEAK: message("Weak support for counterfeit"),
            Strength.MODERATE: message("Moderate support for counterfeit"),
            Strength.MODERATELY_STRONG: message("Moderately strong support for counterfeit"),
            Strength.STRONG: message("Strong support for counterfeit"),
            Strength.VERY_STRONG: message("Very strong support for counterfeit"),
            Strength.EXTREMELY_STRONG: message("Extremely strong support for counterfeit"),
        },
        Supports.GENUINE: {
            Strength.NONE: message("No support for genuine"),
            Strength.WEAK: message("Weak support for genuine"),
            Strength.MODERATE: message("Moderate support for genuine"),
            Strength.MODERATELY_STRONG: message("Moderately strong support for genuine"),
            Strength.STRONG: message("Strong support for genuine"),
            Strength.VERY_STRONG: message("Very strong support for genuine"),
            Strength.EXTREMELY_STRONG: message("Extremely strong support for genuine"),
        },
        Supports.NEITHER: dict.fromkeys(Strength, message("Support for neither")),
    }
)
LIKELIHOOD: Mapping[Supports, Message] = MappingProxyType(
    {
        Supports.COUNTERFEIT: (
            message("Photos like these are {times} as likely from a counterfeit item as from a genuine one.")
        ),
        Supports.GENUINE: message(
            "Photos like these are {times} as likely from a genuine item as from a counterfeit one."
        ),
        Supports.NEITHER: message(
            "Photos like these are about as likely from a counterfeit item as from a genuine one."
        ),
    }
)
LIKELIHOOD_IS_NOT_ALL = message("The outcome rests on how verified items came out, and not on this figure alone.")
LIKELIHOOD_CAPPED = message("The verified items support no stronger statement than this.")
PRIOR = message(
    "What that means depends on how common counterfeits are: where 1 item in 100 is one, "
    "{rare} items with such photos are; where every second one is, {even}."
)
PRIOR_GIVEN = message(
    "You said that {before} items that come this way are counterfeit. Of those with photos like these, {after} are."
)
PRIOR_GIVEN_BY_OFFICER = message(
    "The officer said that {before} items that come this way are counterfeit. "
    "Of those with photos like these, {after} are."
)

# What can't be told

LIMITS = (
    message("The assistant compares photos. It can't feel, weigh or open the item, and sees no papers or prices."),
    message("Genuine goods that are stolen, diverted, refilled or out of date look genuine."),
    message("A new kind of counterfeit that resembles genuine goods closely may pass."),
)
LIMIT_VIEWS = message("Not photographed, so not judged: {views}.")
LIMIT_POINTS = message("Points that no photo shows: {points}.")
LIMIT_UNLEARNED = message(
    "The release has learned no identification point of this product, so the assistant looked at none. Check the "
    "points of the product sheet yourself."
)
LIMIT_TEXTS = message("Print that no photo shows: {texts}.")
LIMIT_SHORTCUTS = message(
    "This release may go by more than the goods, such as light or background in a photo. Look at the item itself "
    "before you decide."
)
LIMIT_DOUBTS = message(
    "This release was made although there were doubts about the photos that it learned from. Look at the item itself "
    "before you decide."
)
SUPPORTS = message("The assistant supports your decision; it does not make it.")
RELEASE_GONE = message(
    "The release that gave this verdict is no longer here: product names and references are missing."
)
