"""Invalid values of a request: for programs, and as sentences for people who filled in a form."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError

from model.messages import Message, Wording, message
from serve.platform.labels import THE_FORM, label_of
from serve.platform.reasons import reason_for

# Translators: one invalid value of a form: its field, and what is wrong with it ("New password: is missing.").
POINT = message("{field}: {reason}.")


def for_programs(error: RequestValidationError) -> list[dict[str, Wording]]:
    """What is wrong with each value, and where it is: entries of a problem's `errors`."""
    return [{"detail": reason_for(each), **_place(each)} for each in error.errors()]


def about_field(name: str, detail: Wording, *, is_query: bool) -> dict[str, Wording]:
    """The entry of a problem's `errors` for one value.

    Args:
        is_query: whether it was a parameter of the address; otherwise it is a member of the body.
    """
    return {"detail": detail, **({"parameter": name} if is_query else {"pointer": _pointer([name])})}


def about_values(faults: Sequence[tuple[Sequence[str | int], Wording]]) -> list[dict[str, Wording]]:
    """The entries of a problem's `errors` for several values of a body, each with its path."""
    return [{"detail": detail, "pointer": _pointer(path)} for path, detail in faults]


def about_values_for_people(faults: Sequence[tuple[Sequence[str | int], Wording]]) -> tuple[Message, ...]:
    """A sentence for each of several values that names it."""
    return tuple(POINT.of(field=_name(path), reason=detail) for path, detail in faults)


def _name(path: Sequence[str | int]) -> str:
    """A value's name for people, who count from 1, such as ``points[2].title.en``."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _place(complaint: Mapping[str, Any]) -> dict[str, str]:
    """The place of an invalid value: the body, the address or a header."""
    source, *rest = complaint["loc"]
    if source == "body":
        return {"pointer": _pointer([] if complaint["type"] == "json_invalid" else rest)}
    return {"header" if source in {"header", "cookie"} else "parameter": str(rest[0])}


def _pointer(parts: Sequence[str | int]) -> str:
    """A JSON Pointer as the fragment of a URI (RFC 6901, 6)."""
    return "#" + "".join(f"/{quote(str(part).replace('~', '~0').replace('/', '~1'))}" for part in parts)


def for_people(error: RequestValidationError) -> tuple[Message, ...]:
    """A sentence for each invalid value that names the field of the form."""
    return tuple(_sentence(each) for each in error.errors())


def is_about_address(error: RequestValidationError) -> bool:
    """Whether a path parameter is invalid: nothing is at such an address."""
    return any(each["loc"][0] == "path" for each in error.errors())


def _sentence(complaint: Mapping[str, Any]) -> Message:
    named = [part for part in complaint["loc"][1:] if isinstance(part, str)]
    return POINT.of(field=label_of(named[-1]) if named else THE_FORM, reason=reason_for(complaint))
