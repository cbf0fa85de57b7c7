"""Refuses unknown query parameters of the API, like unknown members of a body.

A misspelt filter would otherwise give the unfiltered list. The OpenAPI document says which parameters an operation
knows. Pages ignore unknown ones: links must open to which mail programs and portals add their own parameters.
"""

from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.requests import HTTPConnection


def check_parameters(request: HTTPConnection) -> None:
    """Raise RequestValidationError, which names them and the known ones, if the address has unknown parameters."""
    operation = _operation(request)
    if operation is None or not request.query_params:
        return
    known = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
    takes = f"this operation takes: {', '.join(known)}" if known else "this operation takes none"
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        raise RequestValidationError(
            [{"type": "unknown_parameter", "loc": ("query", name), "msg": f"unknown; {takes}"} for name in unknown]
        )


def _operation(request: HTTPConnection) -> Mapping[str, Any] | None:
    """The document's entry for the operation of a request; None for pages and WebSockets."""
    path = getattr(request.scope.get("route"), "path_format", "")
    operations = request.app.openapi()["paths"].get(path, {})
    found: Mapping[str, Any] | None = operations.get(request.scope.get("method", "").lower())
    return found
