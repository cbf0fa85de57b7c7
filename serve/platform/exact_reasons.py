"""What a value must be, for those who write programs and settings: its pattern in words, or every choice."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from model.messages import Message, Wording, message
from serve.platform.reasons import ONE_OF, reason_for

ID = re.compile(r"\^(?:([a-z])-)?\[0-9a-f\]\{(\d+)\}\$")
CHOICE = re.compile(r"\^\(([\w|-]+)\)\$")
NUMBER = re.compile(r"\^\[1-9\]\[0-9\]\{0,\d+\}\$")
DIGITS = "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2
# Translators: each of these follows the name of a value in a request; write a short phrase without a full stop. What
# stands after "such as" is an example that stays as it is.
AS_ID = message("must be {start} and {count} hexadecimal digits in lower case, such as {example}")
AS_DIGITS = message("must be {count} hexadecimal digits in lower case, such as {example}")
AS_PATTERN = message("must match the pattern {pattern}")
AS_PAGE = message("must be a whole number from 1, as the previous page gave it, such as 25")
PATTERNS: Mapping[str, Message] = MappingProxyType(
    {
        r"^[\x21-\x7e]{1,190}$": message(
            "must be 1 to 190 visible ASCII characters without a space, such as a UUID: "
            "8e03978e-40d5-43dd-bc93-6894a57f9324"
        ),
        "^[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]$": message(
            "must be 3 to 64 lower-case letters a to z, digits and . _ @ - , with a letter or a digit at both ends, "
            "such as aiko.tanaka"
        ),
        r"^[\w][\w.-]*$": message(
            "must be letters, digits and . _ - , with a letter or a digit first, such as asterun-label"
        ),
        "^(r-[0-9a-f]{32})?$": message(
            "must be empty, or the id of a unit, such as r-0f1e2d3c4b5a69788796a5b4c3d2e1f0"
        ),
        "^[0-9]{0,9}$": message("must be empty, or a whole number of at most 9 digits, such as 25"),
        r"^[\w.-]+$": message("must be letters, digits and . _ - , such as asterun-label"),
        r"^x-[0-9a-f]{32}\.[1-9][0-9]{0,3}$": message(
            "must be what the previous page gave, such as x-0f1e2d3c4b5a69788796a5b4c3d2e1f0.1"
        ),
        r"^[0-9]{1,14}(\.[0-9]{1,4})?$": message("must be an amount of at most 14 digits, such as 120.50"),
        "^[A-Z]{3}$": message("must be three capital letters from A to Z, such as EUR"),
        "^[A-Z]{2}$": message("must be two capital letters from A to Z, such as JP"),
        r"^[A-Za-z0-9_.-]{1,100}(/[A-Za-z0-9_.-]{1,100}){0,4}$": message(
            "must be names of letters, digits and . _ - , with / between folders and file, such as report/metrics.json"
        ),
    }
)


def exactly(complaint: Mapping[str, Any]) -> Wording:
    """What is wrong with a value, for those who write programs and settings: with its pattern, or all its choices."""
    match complaint["type"]:
        case "string_pattern_mismatch":
            pattern = complaint["ctx"]["pattern"]
            return words_for(pattern) or AS_PATTERN.of(pattern=pattern)
        case "enum" | "literal_error":
            return ONE_OF.of(choices=complaint["ctx"]["expected"].replace("'", "").replace(" or ", ", "))
    return reason_for(complaint)


def words_for(pattern: str) -> Message | None:
    """What a value with this pattern must look like, with an example; None for a pattern that no one has described."""
    if found := ID.fullmatch(pattern):
        start, count = f"{found[1]}-" if found[1] else "", int(found[2])
        as_it_must_be = AS_ID.of(start=start) if start else AS_DIGITS
        return as_it_must_be.of(count=count, example=start + DIGITS[:count])
    if found := CHOICE.fullmatch(pattern):
        return ONE_OF.of(choices=found[1].replace("|", ", "))
    if NUMBER.fullmatch(pattern):
        return AS_PAGE
    return PATTERNS.get(pattern)
