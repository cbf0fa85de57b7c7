"""What the framework accepts in silence: parameters that an operation does not know, and values given more than once.

An unknown query parameter of the API is refused like an unknown member of a body: a misspelt filter would otherwise
give the unfiltered list. A parameter or a member that is given twice is refused, too: only the last one would count.
The OpenAPI document says what an operation knows. Pages ignore unknown parameters: links must open to which mail
programs and portals add their own.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from python_multipart.multipart import parse_options_header
from starlette.requests import HTTPConnection, Request

from model.messages import message

REPEATED = message("given more than once; give it once")
TAKES = message("unknown; this operation takes: {members}")
TAKES_NONE = message("unknown; this operation takes none")
Place = tuple[str | int, ...]


async def check_values(request: HTTPConnection) -> None:
    """Check the parameters and the JSON of a call of the API.

    Raises:
        RequestValidationError: a parameter is unknown, or a value is given more than once; it names each.
    """
    if not request.query_params and not await _may_repeat(request):
        return  # nothing to look up
    operation = operation_of(request)
    if operation is None:
        return
    if request.query_params:
        _check_parameters(request, [each for each in operation.get("parameters", ()) if each["in"] == "query"])
    if isinstance(request, Request) and _is_json(request) and "requestBody" in operation:
        _refuse([("body", *place) for place in repeated_members(await request.body())])


async def _may_repeat(request: HTTPConnection) -> bool:
    """Whether JSON repeats a member; it may where the framework has not read it."""
    if not isinstance(request, Request) or not _is_json(request):
        return False
    is_read = getattr(request.scope.get("route"), "body_field", None) is not None
    return not is_read or bool(repeated_members(await request.body()))


def _is_json(request: Request) -> bool:
    return parse_options_header(request.headers.get("content-type"))[0] == b"application/json"


def _check_parameters(request: HTTPConnection, parameters: Sequence[Mapping[str, Any]]) -> None:
    known = [each["name"] for each in parameters]
    takes = TAKES.of(members=", ".join(known)) if known else TAKES_NONE
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        raise RequestValidationError(
            [{"type": "unknown_parameter", "loc": ("query", name), "msg": takes} for name in unknown]
        )
    counts = Counter(name for name, _ in request.query_params.multi_items())
    single = [each["name"] for each in parameters if not _is_list(each["schema"])]
    _refuse([("query", name) for name in single if counts[name] > 1])


def _is_list(schema: Mapping[str, Any]) -> bool:
    return any(each.get("type") == "array" for each in schema.get("anyOf", [schema]))


def _refuse(repeated: Sequence[Place]) -> None:
    if repeated:
        raise RequestValidationError([{"type": "repeated", "loc": each, "msg": REPEATED} for each in repeated])


def repeated_members(content: bytes) -> list[Place]:
    """The places of members that an object in a JSON document has more than once; none if it is no JSON."""
    try:
        document = json.loads(content, object_pairs_hook=tuple)  # an object is a tuple of pairs, an array a list
    except (ValueError, RecursionError):
        return []
    found: list[Place] = []
    left: list[tuple[Place, Any]] = [((), document)] if isinstance(document, (tuple, list)) else []
    while left:
        place, value = left.pop()
        inner = value if isinstance(value, tuple) else tuple(enumerate(value))
        found += [(*place, name) for name, count in Counter(name for name, _ in inner).items() if count > 1]
        left += [((*place, name), each) for name, each in inner if isinstance(each, (tuple, list))]
    return found


def operation_of(request: HTTPConnection) -> Mapping[str, Any] | None:
    """The document's entry for the operation of a request; None for pages and WebSockets."""
    path = getattr(request.scope.get("route"), "path_format", "")
    operations = document_of(request).get("paths", {}).get(path, {})
    found: Mapping[str, Any] | None = operations.get(request.scope.get("method", "").lower())
    return found


def document_of(request: HTTPConnection) -> Mapping[str, Any]:
    """The OpenAPI document of the request's route alone, made once: that of all routes takes seconds to make."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or not route.include_in_schema:
        return {}
    documents: dict[str, Mapping[str, Any]] = request.app.state.documents
    if route.unique_id not in documents:
        documents[route.unique_id] = get_openapi(title=request.app.title, version=request.app.version, routes=[route])
    return documents[route.unique_id]
