"""Texts about single findings: points, numbers and photos, and the pair of pictures beside them."""

from collections.abc import Mapping
from types import MappingProxyType

from model.code_findings import CodeResult
from model.codes import CodeKind
from model.description import UNNAMED_REGION
from model.likelihood import Supports
from model.sheet_rules import SheetRule
from model.unlikeness import MISSING, STRANGE
from model.verdict import Finding
from serve.examinations.messages import Plural
from serve.examinations.pairs import Pair, PairKind

FINDINGS: Mapping[Finding, str] = MappingProxyType(
    {
        Finding.DEVIATES: "Differs from genuine",
        Finding.MATCHES: "Matches genuine",
        Finding.NOT_VISIBLE: "On no photo",
    }
)
FINDINGS_OF: Mapping[str, Mapping[Finding, str]] = MappingProxyType(  # where others are needed than usual
    {
        STRANGE: {Finding.DEVIATES: "Seen on no genuine photo", Finding.MATCHES: "Within what genuine photos show"},
        MISSING: {Finding.DEVIATES: "Less of it than usual", Finding.MATCHES: "As much of it as usual"},
    }
)
DIFFERING = Plural("Look here: {count} place differs from genuine", "Look here: {count} places differ from genuine")
STRANGE_PLACES = Plural(
    "Look here: {count} place that no genuine photo shows", "Look here: {count} places that no genuine photo shows"
)
AGAINST, AGAINST_TOO = "What speaks against it", "What else speaks against it"
MATCHING = Plural("{count} point matches genuine", "{count} points match genuine")
MATCHING_AS_A_WHOLE = "Compared with genuine photos as a whole: no clear difference"
MATCHING_UNSHOWN = "What its right holder keeps confidential: no clear difference"
STRENGTHS = ("Main reason", "Supporting reason", "Minor reason")
HARDLY_COUNTS = "Hardly counts"
REASON_FOR: Mapping[Supports, str] = MappingProxyType(
    {Supports.COUNTERFEIT: "{strength}: speaks for counterfeit", Supports.GENUINE: "{strength}: speaks for genuine"}
)
AGAINST_THE_REST: Mapping[Supports, str] = MappingProxyType(
    {
        Supports.COUNTERFEIT: "Against the rest: speaks for counterfeit",
        Supports.GENUINE: "Against the rest: speaks for genuine",
    }
)
BORDERLINE: Mapping[Supports, str] = MappingProxyType(  # if the weight and the finding have different signs
    {
        Supports.COUNTERFEIT: "Close to the limit: counts a little towards counterfeit",
        Supports.GENUINE: "Close to the limit: counts a little towards genuine",
    }
)
APART = "{strength}: sets it apart from genuine"  # if no counterfeit of the product is known
NOT_APART = "Not enough to set it apart from genuine"

UNNAMED: Mapping[str, Mapping[Finding, str]] = MappingProxyType(  # titles of findings that no sheet has
    {
        UNNAMED_REGION: dict.fromkeys(Finding, "A region without a name"),
        STRANGE: {
            Finding.DEVIATES: "A detail that no genuine photo shows",
            Finding.MATCHES: "The detail least like genuine photos",
            Finding.NOT_VISIBLE: "Details",
        },
        MISSING: dict.fromkeys(Finding, "What genuine photos show"),
    }
)
UNNAMED_NOTES: Mapping[str, str] = MappingProxyType(
    {
        UNNAMED_REGION: (
            "Learned from labels alone, so the sheet has no words for it. It may lie on a point that has a name."
        ),
        STRANGE: "It may also be damage, dirt, a sticker or a hand.",
        MISSING: (
            "How much of it is found on these photos; an item that is half hidden or turned lacks some of it, too."
        ),
    }
)
UNPLACED = "Where it lies is not shown: that could point at what the right holder keeps confidential."
CONFIDENTIAL_TITLE = "What its right holder keeps confidential"
CONFIDENTIAL_TEXT = "Only the right holder can say what to look for."
CONFIDENTIAL_MATCHES = "No clear difference"  # possibly no photo shows it; this is not disclosed

CODE_KINDS: Mapping[CodeKind, str] = MappingProxyType(
    {CodeKind.GTIN: "article number", CodeKind.SERIAL: "serial number", CodeKind.OTHER: "code"}
)
CODES: Mapping[CodeResult, str] = MappingProxyType(
    {
        CodeResult.MATCHES: "This {kind} agrees with the product sheet. Numbers are easily copied.",
        CodeResult.WRONG_CHECK_DIGIT: "The check digit of this {kind} is wrong: a genuine one can't read like this.",
        CodeResult.OTHER_PRODUCT: "This {kind} belongs to another product: {product}.",
        CodeResult.NOT_ON_SHEET: "This {kind} is not on the product sheet.",
        CodeResult.BREAKS_PATTERN: "This {kind} is not built as the right holder builds them.",
    }
)

PAIRS: Mapping[PairKind, str] = MappingProxyType(  # the photo beside the genuine picture, if that needs a text
    {
        PairKind.NOT_FOUND: (
            "This place could not be found on the photo. Both pictures are shown whole; the genuine one is marked."
        ),
        PairKind.PHOTO_ONLY: (
            "The same place could not be found on a genuine picture. Both are shown whole; the photo is marked."
        ),
        PairKind.LOOKALIKE: (
            "No reference picture of this point. The genuine one here is most like the photo. Both are shown whole; "
            "the photo is marked."
        ),
        PairKind.NO_REFERENCE: "No reference picture.",
        PairKind.NOT_LAID: "The photo is not laid over the genuine picture, so the places may differ in scale.",
    }
)
STRONGEST = "The thin frame is where the evidence is strongest."
CUT_OFF = "Part of this place lies outside the photo."

PHOTO_FOREIGN = "Does not show this product"
PHOTO_CODES_ALONE = "Shows codes only, so it was not compared"
PHOTO_IN_PART = "Shows only part of this view"
PHOTO_SHOWS = "It shows {other}."


def note_of(pair: Pair) -> str:
    """What to know about a pair's two pictures; empty if they show the same place, whole and framed once."""
    strongest = STRONGEST if pair.target and pair.target.strongest else ""
    return " ".join(filter(None, (PAIRS.get(pair.kind), strongest, CUT_OFF if pair.is_cut_off else None)))


NOT_APPLIED: Mapping[SheetRule, str] = MappingProxyType(
    {
        SheetRule.SERIAL_PATTERN: (
            "No serial number was checked: the right holder does not show the agency that examined how its numbers are "
            "built. The right holder can check a number."
        ),
        SheetRule.TEXTS: "No print that the right holder keeps from the agency that examined was checked.",
    }
)
