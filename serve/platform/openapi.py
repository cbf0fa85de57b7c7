"""What the OpenAPI document says of problems, the same for every operation."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from serve.platform.problems import MEDIA_TYPE, TYPE_PREFIX, ProblemKind, all_kinds

DETAILS = {
    "photo-unreadable": "Photo 2 (IMG_0412.jpg): The photo is damaged and can't be opened; "
    "send it again or take a new one.",
    "not-found": "There is no examination e-00000000000000000000000000000000.",
    "busy": "Too many examinations are waiting; try again in a few seconds.",
}
EXTENSIONS = {"photo-unreadable": {"photo": {"index": 1, "file_name": "IMG_0412.jpg"}}}


class ProblemPhoto(BaseModel):
    """The photo that a problem is about."""

    index: int = Field(description="Its place in the request, from 0.")
    file_name: str = Field(description="Its name in the request, cleaned for display; may be empty.")


class ProblemOut(BaseModel):
    """A problem (RFC 9457). `type` is a relative URI that leads to a page in plain words."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str = Field(description="`urn:uuid:` and the request's number, which the log has too.")
    photo: ProblemPhoto | None = None


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For FastAPI's `responses=`: for each status the kinds of problem that come with it, with examples."""
    by_status: dict[int, list[ProblemKind]] = {}
    for kind in all_kinds().values():
        by_status.setdefault(kind.status, []).append(kind)
    return {
        status: {
            "description": "; ".join(kind.title for kind in by_status[status]) + ".",
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {kind.slug: {"value": _example(kind)} for kind in by_status[status]},
                }
            },
        }
        for status in (*statuses, 500)
    }


def _example(kind: ProblemKind) -> dict[str, Any]:
    return {
        "type": TYPE_PREFIX + kind.slug,
        "title": kind.title,
        "status": kind.status,
        "detail": DETAILS.get(kind.slug, f"{kind.title}."),
        "instance": "urn:uuid:4f6c1a52-6d0f-4d7e-9a55-0f6f0c1f6f6e",
        **EXTENSIONS.get(kind.slug, {}),
    }


def completed(document: dict[str, Any], examples: Mapping[str, Any]) -> dict[str, Any]:
    """FastAPI's document with the schema that `problem_responses` refers to, and an example for each schema named.

    FastAPI drops every null from the examples that it is given, so that they would no longer fit; these stay whole.
    """
    schema = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= schema.pop("$defs", {})
    schemas["Problem"] = schema
    for name, example in examples.items():
        schemas[name]["examples"] = [example]
    return document
