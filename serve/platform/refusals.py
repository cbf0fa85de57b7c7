"""What values of a call must be, in words: the framework names a pattern, and no member that is known."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.requests import HTTPConnection

from serve.platform.values import operation_of

AS_JSON = "send it with the header Content-Type: application/json"
ID = re.compile(r"\^(?:([a-z])-)?\[0-9a-f\]\{(\d+)\}\$")
CHOICE = re.compile(r"\^\(([\w|-]+)\)\$")
NUMBER = re.compile(r"\^\[1-9\]\[0-9\]\{0,\d+\}\$")
DIGITS = "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2
PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        r"^[\x21-\x7e]{1,190}$": "must be 1 to 190 visible ASCII characters without a space, such as a UUID: "
        "8e03978e-40d5-43dd-bc93-6894a57f9324",
        "^[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]$": "must be 3 to 64 lower-case letters a to z, digits and . _ @ - , with "
        "a letter or a digit at both ends, such as aiko.tanaka",
        r"^[\w][\w.-]*$": "must be letters, digits and . _ - , with a letter or a digit first, such as asterun-label",
        r"^[\w.-]+$": "must be letters, digits and . _ - , such as asterun-label",
    }
)


def in_words(request: HTTPConnection, error: RequestValidationError) -> RequestValidationError:
    """The same error of an operation of the API, with messages that say what each value must be."""
    operation = operation_of(request)
    if operation is None:
        return error
    schemas = request.app.openapi()["components"]["schemas"]
    return RequestValidationError([{**each, "msg": _message(each, operation, schemas)} for each in error.errors()])


def _message(complaint: Mapping[str, Any], operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    place, said = tuple(complaint["loc"]), str(complaint["msg"])
    match complaint["type"]:
        case "string_pattern_mismatch":
            return words_for(complaint["ctx"]["pattern"]) or said
        case "extra_forbidden" if place[0] == "body":
            known = _members(operation, schemas, place[1:-1])
            what = "this operation" if len(place) == 2 else "this object"  # noqa: PLR2004  # the body and a member
            return f"unknown; {what} takes: {', '.join(known)}" if known else "unknown"
        case "missing" if place == ("body",):
            return f"The body is missing; {AS_JSON}"
        case "model_attributes_type" | "dict_type":
            is_unread = place == ("body",) and isinstance(complaint.get("input"), (bytes, str))
            return f"The body is not read as JSON; {AS_JSON}" if is_unread else "must be a JSON object"
    return said


def words_for(pattern: str) -> str | None:
    """What a value with this pattern must look like, with an example; None for a pattern that no one has described."""
    if found := ID.fullmatch(pattern):
        start, count = f"{found[1]}-" if found[1] else "", int(found[2])
        named = f"{start} and {count}" if start else f"{count}"
        return f"must be {named} hexadecimal digits in lower case, such as {start}{DIGITS[:count]}"
    if found := CHOICE.fullmatch(pattern):
        return f"must be one of: {found[1].replace('|', ', ')}"
    if NUMBER.fullmatch(pattern):
        return "must be a whole number from 1, as the previous page gave it, such as 25"
    return PATTERNS.get(pattern)


def _members(operation: Mapping[str, Any], schemas: Mapping[str, Any], place: Sequence[str | int]) -> Sequence[str]:
    """The members that the object at this place of the body may have, according to the document."""
    content: Mapping[str, Any] = operation.get("requestBody", {}).get("content", {})
    found = next((_resolved(each["schema"], schemas) for each in content.values()), {})
    for step in place:
        inner = found.get("items", {}) if isinstance(step, int) else found.get("properties", {}).get(step, {})
        found = _resolved(inner, schemas)
    return tuple(found.get("properties", ()))


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema behind a reference, or behind the first of several that is not null."""
    while True:
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rpartition("/")[2]]
        elif "anyOf" in schema:
            schema = next(each for each in schema["anyOf"] if each.get("type") != "null")
        else:
            return schema
