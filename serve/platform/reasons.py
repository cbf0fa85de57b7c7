"""What is wrong with a value of a call, by the framework's type of the error: short phrases for people and programs.

The framework's own texts are English, and name its types. `tests/serve/test_reasons.py` holds this against every type
that an operation or a form can cause.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from model.messages import Message, Value, Wording, counted, message

# Translators: each of these follows the name of a field and a colon, such as "New password: is missing", or the place
# of a value in a request. Write a short phrase or sentence without a full stop.
MISSING = message("is missing")
UNKNOWN = message("is not known here")
NOT_AS_IT_MUST_BE = message("is not written as it must be")
NO_CHOICE = message("is none of the choices")
ONE_OF = message("must be one of: {choices}")
TEXT = message("must be a text")
YES_OR_NO = message("must be yes or no")
WHOLE_NUMBER = message("must be a whole number")
NUMBER = message("must be a number")
LIST = message("must be a list")
OBJECT = message("must be a JSON object")
DAY = message("must be a day, written as YYYY-MM-DD")
MOMENT = message("must be a moment, written as in 2026-11-26T08:30:00Z")
WITH_OFFSET = message("needs its offset from UTC, as in 2026-11-26T08:30:00Z")
NO_JSON = message("is not valid JSON")
NULL = message("must be left out, or be null")
NOT_VALID = message("is not valid")
AT_LEAST, AT_MOST = message("must be {limit} or more"), message("must be {limit} or less")
ABOVE, BELOW = message("must be more than {limit}"), message("must be less than {limit}")
LONGEST = counted("has more than {count} character", "has more than {count} characters")
SHORTEST = counted("needs at least {count} character", "needs at least {count} characters")
MOST = counted("holds more than {count} value", "holds more than {count} values")
FEWEST = counted("needs at least {count} value", "needs at least {count} values")

PLAIN: Mapping[str, Message] = MappingProxyType(
    {
        "missing": MISSING,
        "extra_forbidden": UNKNOWN,
        "string_pattern_mismatch": NOT_AS_IT_MUST_BE,
        "string_type": TEXT,
        "string_unicode": TEXT,
        "enum": NO_CHOICE,
        "literal_error": NO_CHOICE,
        "bool_parsing": YES_OR_NO,
        "bool_type": YES_OR_NO,
        "int_parsing": WHOLE_NUMBER,
        "int_parsing_size": WHOLE_NUMBER,
        "int_type": WHOLE_NUMBER,
        "int_from_float": WHOLE_NUMBER,
        "float_parsing": NUMBER,
        "float_type": NUMBER,
        "finite_number": NUMBER,
        "list_type": LIST,
        "dict_type": OBJECT,
        "model_type": OBJECT,
        "model_attributes_type": OBJECT,
        "date_type": DAY,
        "date_parsing": DAY,
        "date_from_datetime_parsing": DAY,
        "date_from_datetime_inexact": DAY,
        "datetime_type": MOMENT,
        "datetime_parsing": MOMENT,
        "datetime_from_date_parsing": MOMENT,
        "datetime_object_invalid": MOMENT,
        "timezone_aware": WITH_OFFSET,
        "timezone_offset": WITH_OFFSET,
        "json_invalid": NO_JSON,
        "none_required": NULL,
    }
)
LIMITED: Mapping[str, tuple[str, Message]] = MappingProxyType(  # the name of the limit in the error's context
    {
        "string_too_long": ("max_length", LONGEST),
        "string_too_short": ("min_length", SHORTEST),
        "too_long": ("max_length", MOST),
        "too_short": ("min_length", FEWEST),
        "greater_than_equal": ("ge", AT_LEAST),
        "less_than_equal": ("le", AT_MOST),
        "greater_than": ("gt", ABOVE),
        "less_than": ("lt", BELOW),
    }
)


def reason_for(complaint: Mapping[str, Any]) -> Wording:
    """What is wrong with a value, from the framework's entry for it; `NOT_VALID` for a type that is not known here."""
    said = complaint.get("msg")
    if isinstance(said, Message):  # this service's own check
        return said
    given: Mapping[str, Any] = complaint.get("ctx") or {}
    if own := _own(given.get("error")):
        return own
    kind = complaint["type"]
    if kind in LIMITED:
        name, text = LIMITED[kind]
        return text.of(count=given[name]) if text.plural else text.of(limit=_limit(given[name]))
    return PLAIN.get(kind, NOT_VALID)


def _own(error: object) -> Message | None:
    """The message of a ValueError that a check of this service raised."""
    said = error.args[0] if isinstance(error, ValueError) and error.args else None
    return said if isinstance(said, Message) else None


def _limit(value: object) -> Value:
    return value if isinstance(value, (int, float, date, datetime)) else str(value)
