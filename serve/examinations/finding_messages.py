"""Texts about single findings: points, numbers and photos, and the pair of pictures beside them."""

from collections.abc import Mapping
from types import MappingProxyType

from model.code_findings import CodeResult
from model.codes import CodeKind
from model.description import UNNAMED_REGION
from model.likelihood import Supports
from model.messages import Message, counted, in_context, message
from model.sheet_rules import SheetRule
from model.unlikeness import MISSING, STRANGE
from model.verdict import Finding
from serve.examinations.domain import PairKind

FINDINGS: Mapping[Finding, Message] = MappingProxyType(
    {
        Finding.DEVIATES: message("Differs from genuine"),
        Finding.MATCHES: message("Matches genuine"),
        Finding.NOT_VISIBLE: message("On no photo"),
    }
)
FINDINGS_OF: Mapping[str, Mapping[Finding, Message]] = MappingProxyType(  # where others are needed than usual
    {
        STRANGE: {
            Finding.DEVIATES: message("Seen on no genuine photo"),
            Finding.MATCHES: message("Within what genuine photos show"),
        },
        MISSING: {
            Finding.DEVIATES: message("Less of it than usual"),
            Finding.MATCHES: message("As much of it as usual"),
        },
    }
)
DIFFERING = counted("Look here: {count} place differs from genuine", "Look here: {count} places differ from genuine")
STRANGE_PLACES = counted(
    "Look here: {count} place that no genuine photo shows", "Look here: {count} places that no genuine photo shows"
)
# Translators: against its being genuine.
AGAINST, AGAINST_TOO = message("What speaks against it"), message("What else speaks against it")
MATCHING = counted("{count} point matches genuine", "{count} points match genuine")
MATCHING_AS_A_WHOLE = message("Compared with genuine photos as a whole: no clear difference")
MATCHING_UNNAMED = message("Compared with genuine photos in a region without a name: no clear difference")
MATCHING_UNSHOWN = message("What its right holder keeps confidential: no clear difference")
STRENGTHS = (message("Main reason"), message("Supporting reason"), message("Minor reason"))
HARDLY_COUNTS = message("Hardly counts")
REASON_FOR: Mapping[Supports, Message] = MappingProxyType(
    {
        Supports.COUNTERFEIT: message("{strength}: speaks for counterfeit"),
        Supports.GENUINE: message("{strength}: speaks for genuine"),
    }
)
AGAINST_THE_REST: Mapping[Supports, Message] = MappingProxyType(
    {
        Supports.COUNTERFEIT: message("Against the rest: speaks for counterfeit"),
        Supports.GENUINE: message("Against the rest: speaks for genuine"),
    }
)
BORDERLINE: Mapping[Supports, Message] = MappingProxyType(  # if the weight and the finding have different signs
    {
        Supports.COUNTERFEIT: message("Close to the limit: counts a little towards counterfeit"),
        Supports.GENUINE: message("Close to the limit: counts a little towards genuine"),
    }
)
APART = message("{strength}: sets it apart from genuine")  # if no counterfeit of the product is known
NOT_APART = message("Not enough to set it apart from genuine")

UNNAMED: Mapping[str, Mapping[Finding, Message]] = MappingProxyType(  # titles of findings that no sheet has
    {
        UNNAMED_REGION: dict.fromkeys(Finding, message("A region without a name")),
        STRANGE: {
            Finding.DEVIATES: message("A detail that no genuine photo shows"),
            Finding.MATCHES: message("The detail least like genuine photos"),
            Finding.NOT_VISIBLE: message("Details"),
        },
        MISSING: dict.fromkeys(Finding, message("What genuine photos show")),
    }
)
UNNAMED_NOTES: Mapping[str, Message] = MappingProxyType(
    {
        UNNAMED_REGION: message(
            "Learned from labels alone, so the sheet has no words for it. It may lie on a point that has a name."
        ),
        STRANGE: message("It may also be damage, dirt, a sticker or a hand."),
        MISSING: message(
            "How much of it is found on these photos; an item that is half hidden or turned lacks some of it, too."
        ),
    }
)
HEADINGS = (in_context("heading", "Genuine"), in_context("heading", "Counterfeit"), in_context("heading", "Note"))
UNPLACED = message("Where it lies is not shown: that could point at what the right holder keeps confidential.")
CONFIDENTIAL_TITLE = message("What its right holder keeps confidential")
CONFIDENTIAL_TEXT = message("Only the right holder can say what to look for.")
CONFIDENTIAL_MATCHES = message("No clear difference")  # possibly no photo shows it; this is not disclosed

CODE_KINDS: Mapping[CodeKind, Message] = MappingProxyType(
    {
        CodeKind.GTIN: message("article number"),
        CodeKind.SERIAL: message("serial number"),
        CodeKind.OTHER: message("code"),
    }
)
CODES: Mapping[CodeResult, Message] = MappingProxyType(
    {
        CodeResult.MATCHES: message("This {kind} agrees with the product sheet. Numbers are easily copied."),
        CodeResult.WRONG_CHECK_DIGIT: message(
            "The check digit of this {kind} is wrong: a genuine one can't read like this."
        ),
        CodeResult.OTHER_PRODUCT: message("This {kind} belongs to another product: {product}."),
        CodeResult.NOT_ON_SHEET: message("This {kind} is not on the product sheet."),
        CodeResult.BREAKS_PATTERN: message("This {kind} is not built as the right holder builds them."),
    }
)

PAIRS: Mapping[PairKind, Message] = MappingProxyType(  # the photo beside the genuine picture, if that needs a text
    {
        PairKind.NOT_FOUND: message(
            "This place could not be found on the photo. Both pictures are shown whole; the genuine one is marked."
        ),
        PairKind.PHOTO_ONLY: message(
            "The same place could not be found on a genuine picture. Both are shown whole; the photo is marked."
        ),
        PairKind.LOOKALIKE: message(
            "No reference picture of this point. The genuine one here is most like the photo. Both are shown whole; "
            "the photo is marked."
        ),
        PairKind.NO_REFERENCE: message("No reference picture."),
        PairKind.NOT_LAID: message(
            "The photo is not laid over the genuine picture, so the places may differ in scale."
        ),
    }
)
PAIRS_UNFRAMED: Mapping[PairKind, Message] = MappingProxyType(  # the same where only the evidence could be framed
    {
        **PAIRS,
        PairKind.PHOTO_ONLY: message("The same place could not be found on a genuine picture. Both are shown whole."),
        PairKind.LOOKALIKE: message(
            "No reference picture of this point. The genuine one here is most like the photo. Both are shown whole."
        ),
    }
)
STRONGEST = message("The thin frame is where the evidence is strongest.")
CUT_OFF = message("Part of this place lies outside the photo.")

PHOTO_FOREIGN = message("Does not show this product.")
PHOTO_CODES_ALONE = message("Shows codes only, so it was not compared")
PHOTO_IN_PART = message("Shows only part of this view")
# Translators: {stated} and {view} are names of views of the product. An officer or the camera page stated the first.
PHOTO_OTHER_VIEW = message("Stated as “{stated}”. It shows “{view}”, and is judged as that.")
PHOTO_SHOWS = message("It shows {other}.")


NOT_APPLIED: Mapping[SheetRule, Message] = MappingProxyType(
    {
        SheetRule.SERIAL_PATTERN: message(
            "No serial number was checked: the right holder does not show the agency that examined how its numbers are "
            "built. The right holder can check a number."
        ),
        SheetRule.TEXTS: message("No print that the right holder keeps from the agency that examined was checked."),
    }
)
