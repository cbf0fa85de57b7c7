"""What values of a call must be, in words: the framework names a pattern, and no member that is known."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.requests import HTTPConnection

from model.messages import Wording, message
from serve.platform.exact_reasons import exactly
from serve.platform.values import document_of, operation_of

UNKNOWN_MEMBER = message("unknown; this operation takes: {members}")
UNKNOWN_INNER = message("unknown; this object takes: {members}")
NO_BODY = message("The body is missing; send it with the header Content-Type: application/json")
UNREAD_BODY = message("The body is not read as JSON; send it with the header Content-Type: application/json")


def in_words(request: HTTPConnection, error: RequestValidationError) -> RequestValidationError:
    """The same error of an operation of the API, with messages that say what each value must be."""
    operation = operation_of(request)
    if operation is None:
        return error
    schemas = document_of(request).get("components", {}).get("schemas", {})
    return RequestValidationError([{**each, "msg": _message(each, operation, schemas)} for each in error.errors()])


def _message(complaint: Mapping[str, Any], operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> Wording:
    place, plain = tuple(complaint["loc"]), exactly(complaint)
    match complaint["type"]:
        case "extra_forbidden" if place[0] == "body":
            known = _members(operation, schemas, place[1:-1])
            what = UNKNOWN_MEMBER if len(place) == 2 else UNKNOWN_INNER  # noqa: PLR2004  # the body and a member
            return what.of(members=", ".join(known)) if known else plain
        case "missing" if place == ("body",):
            return NO_BODY
        case "model_attributes_type" | "dict_type":
            is_unread = place == ("body",) and isinstance(complaint.get("input"), (bytes, str))
            return UNREAD_BODY if is_unread else plain
    return plain


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
