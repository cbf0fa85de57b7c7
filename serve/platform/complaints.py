"""Invalid values of a request: for programs, and as sentences for people who filled in a form."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError

from model.messages import Wording

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
    """What is wrong with each value, and where it is: entries of a problem's `errors`."""
    return [{"detail": str(each["msg"]), **_place(each)} for each in error.errors()]


def about_field(name: str, detail: Wording, *, is_query: bool) -> dict[str, Wording]:
    """The entry of a problem's `errors` for one value.

    Args:
        is_query: whether it was a parameter of the address; otherwise it is a member of the body.
    """
    return {"detail": detail, **({"parameter": name} if is_query else {"pointer": _pointer([name])})}


def _place(complaint: Mapping[str, Any]) -> dict[str, str]:
    """The place of an invalid value: the body, the address or a header."""
    source, *rest = complaint["loc"]
    if source == "body":
        return {"pointer": _pointer([] if complaint["type"] == "json_invalid" else rest)}
    return {"header" if source in {"header", "cookie"} else "parameter": str(rest[0])}


def _pointer(parts: Sequence[str | int]) -> str:
    """A JSON Pointer as the fragment of a URI (RFC 6901, 6)."""
    return "#" + "".join(f"/{quote(str(part).replace('~', '~0').replace('/', '~1'))}" for part in parts)


def for_people(error: RequestValidationError) -> tuple[str, ...]:
    """A sentence for each invalid value that names the field of the form."""
    return tuple(_sentence(each) for each in error.errors())


def is_about_address(error: RequestValidationError) -> bool:
    """Whether a path parameter is invalid: nothing is at such an address."""
    return any(each["loc"][0] == "path" for each in error.errors())


def _sentence(complaint: Mapping[str, Any]) -> str:
    named = [part for part in complaint["loc"][1:] if isinstance(part, str)]
    name = named[-1] if named else "the form"
    label = LABELS.get(name) or name.replace("_", " ").capitalize()
    words = IN_WORDS.get(complaint["type"])
    what = str(complaint["msg"]) if words is None else words.format_map(complaint.get("ctx", {}))
    return f"{label}: {what}."
