"""What is wrong with the values of a request: for programs, and in words for people who filled in a form."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi.exceptions import RequestValidationError

IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "missing": "is missing",
        "string_too_long": "has more than {max_length} characters",
        "string_too_short": "needs at least {min_length} characters",
        "string_pattern_mismatch": "is not written as it must be",
        "too_long": "holds more than {max_length} values",
        "enum": "is none of the choices",
        "literal_error": "is none of the choices",
        "bool_parsing": "must be yes or no",
        "int_parsing": "must be a whole number",
        "float_parsing": "must be a number",
    }
)
LABELS: Mapping[str, str] = MappingProxyType(  # of fields whose names don't explain themselves
    {
        "q": "Words or numbers",
        "old": "Present password",
        "new": "New password",
        "everyone": "Every agency, or only those ticked",
        "asked_of": "The colleague who is asked",
    }
)


def for_programs(error: RequestValidationError) -> list[dict[str, str]]:
    """Where each wrong value is, and what is wrong with it."""
    return [{"where": ".".join(str(part) for part in each["loc"]), "what": str(each["msg"])} for each in error.errors()]


def for_people(error: RequestValidationError) -> tuple[str, ...]:
    """A sentence for each wrong value, that names the field of the form."""
    return tuple(_sentence(each) for each in error.errors())


def is_about_address(error: RequestValidationError) -> bool:
    """Whether the path names what can't be: nothing is at such an address."""
    return any(each["loc"][0] == "path" for each in error.errors())


def _sentence(complaint: Mapping[str, Any]) -> str:
    named = [part for part in complaint["loc"][1:] if isinstance(part, str)]
    name = named[-1] if named else "the form"
    label = LABELS.get(name) or name.replace("_", " ").capitalize()
    words = IN_WORDS.get(complaint["type"])
    what = str(complaint["msg"]) if words is None else words.format_map(complaint.get("ctx", {}))
    return f"{label}: {what}."
