"""The part of the OpenAPI document about problems, the same for every operation."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from serve.platform.deprecation import MARK
from serve.platform.problem_kinds import TYPE_PREFIX, ProblemKind
from serve.platform.problems import MEDIA_TYPE

DETAILS = {
    "photo-unreadable": "Photo 2 (IMG_0412.jpg): The photo is damaged and can't be opened; "
    "send it again or take a new one.",
    "not-found": "There is no examination e-00000000000000000000000000000000.",
    "call-invalid": "The request holds values that are not valid.",
    "busy": "Too many examinations are waiting; try again in 5 seconds.",
}
REGISTERED = "x-registered"  # in a schema: its values are those that subjects register under this name
UNSAID = "A problem."  # until it is said which
PROBLEM = "#/components/schemas/Problem"
REFUSED = {"index": 1, "file_name": "IMG_0412.jpg", "sent": True}
EXTENSIONS: Mapping[str, Mapping[str, Any]] = {
    "call-invalid": {
        "errors": [
            {"detail": "String should have at most 100 characters", "pointer": "#/place"},
            {"detail": "unknown; this operation takes: after, limit", "parameter": "page"},
        ]
    },
    "photo-unreadable": {
        "photo": REFUSED,
        "photos": [
            {
                **REFUSED,
                "type": f"{TYPE_PREFIX}photo-unreadable",
                "detail": "The photo is damaged and can't be opened; send it again or take a new one.",
            }
        ],
    },
}

SCHEME_NAME = "token"
SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API token, made on the page /account or by `createToken`; it may do what its owner may. "
    "`x-permission` names what an operation asks for, and `getMe` lists what one has. Browsers send a session's "
    "cookie instead.",
}


class ProblemPhoto(BaseModel):
    """The photo that a problem is about."""

    index: int = Field(description="Its index in the request, from 0.")
    file_name: str = Field(description="Its name in the request, cleaned for display; may be empty.")
    sent: bool = Field(
        description="Whether it came with the request; else it was kept earlier, and `index` counts the photos of the "
        "examination that is revised."
    )


class RefusedPhotoOut(ProblemPhoto):
    """One of the photos that were refused."""

    type: str = Field(description="The kind of problem with this photo.")
    detail: str = Field(description="What is wrong with it, and what to do.")


class ProblemErrorOut(BaseModel):
    """What is wrong with one value of the request. One of `pointer`, `parameter` and `header` says where it is."""

    detail: str = Field(description="What is wrong with it.")
    pointer: str | None = Field(
        default=None,
        description="A JSON Pointer into the body, as a URI fragment (RFC 6901), such as `#/photos/0/photo`. Of a "
        "form: `#/` and the name of the field.",
    )
    parameter: str | None = Field(default=None, description="The name of a parameter of the path or the query.")
    header: str | None = Field(default=None, description="The name of a header.")


class UseOut(BaseModel):
    """Something that rests on what was to be removed."""

    what: str
    address: str = Field(description="Of its page.")


class ProblemOut(BaseModel):
    """A problem (RFC 9457). `type` is a relative URI of a page that explains it."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str = Field(description="`urn:uuid:` and the request's number, which the log has too.")
    errors: list[ProblemErrorOut] | None = Field(
        default=None, description="Each value of the request that is not accepted, where the problem is about values."
    )
    uses: list[UseOut] | None = Field(default=None, description="All that rests on what was to be removed.")
    photo: ProblemPhoto | None = Field(default=None, description="The first photo that was refused.")
    photos: list[RefusedPhotoOut] | None = Field(default=None, description="Every photo that was refused.")


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For FastAPI's `responses=`: answers that are problems. `completed` says which, with examples."""
    content = {MEDIA_TYPE: {"schema": {"$ref": PROBLEM}}}
    return {status: {"description": UNSAID, "content": content} for status in (*statuses, 500)}


def located(what: str) -> dict[str, Any]:
    """For FastAPI's `responses=`, at 201 and 202: where that which was created is, or the job that was asked for."""
    return {"headers": {"Location": {"description": f"The address of {what}.", "schema": {"type": "string"}}}}


def _said(status: str, kinds: Iterable[ProblemKind]) -> dict[str, Any]:
    """A response with the kinds of problem that come with its status."""
    here = [kind for kind in kinds if str(kind.status) == status]
    return {
        "description": "; ".join(str(kind.title) for kind in here) + ".",
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": PROBLEM},
                "examples": {kind.slug: {"value": _example(kind)} for kind in here},
            }
        },
    }


def _marked(part: Any) -> Iterator[dict[str, Any]]:
    """The schemas within a part of the document that are REGISTERED."""
    if isinstance(part, dict):
        if REGISTERED in part:
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _marked(each)


def _example(kind: ProblemKind) -> dict[str, Any]:
    return {
        "type": TYPE_PREFIX + kind.slug,
        "title": str(kind.title),
        "status": kind.status,
        "detail": DETAILS.get(kind.slug, f"{kind.title}."),
        "instance": "urn:uuid:4f6c1a52-6d0f-4d7e-9a55-0f6f0c1f6f6e",
        **EXTENSIONS.get(kind.slug, {}),
    }


def _check_deprecation(operation: Mapping[str, Any]) -> None:
    """Raise RuntimeError for an operation that is deprecated without a date, or with one alone."""
    if operation.get("deprecated", False) != (MARK in operation):
        raise RuntimeError(f"{operation['operationId']}: say since when and until when (serve.platform.deprecation)")


def completed(
    document: dict[str, Any],
    examples: Mapping[str, Any],
    needed: Mapping[str, str | None],
    kinds: Collection[ProblemKind],
    registered: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """FastAPI's document with additions: who may call what, the schema of problems, and examples.

    FastAPI drops every null from its examples, so that they would no longer match the schema; these examples keep them.

    Args:
        examples: name of a schema -> its example.
        needed: id of an operation -> the permission that it requires; None if it is open to all.
        kinds: of problems that the service answers with.
        registered: the values of schemas that are REGISTERED, by their name there.
    """
    schema = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= schema.pop("$defs", {})
    schemas["Problem"] = schema
    for values in list(_marked(schemas)):
        values["enum"] = list(registered[values.pop(REGISTERED)])
    for name, example in examples.items():
        schemas[name]["examples"] = [example]
    document["components"]["securitySchemes"] = {SCHEME_NAME: SCHEME}
    for operation in (each for path in document["paths"].values() for each in path.values()):
        _check_deprecation(operation)
        permission = needed[operation["operationId"]]
        if permission is not None:
            operation["security"] = [{SCHEME_NAME: []}]
            operation["x-permission"] = permission
        operation["responses"].setdefault("422", {"description": UNSAID})  # to parameters that are not known
        if "requestBody" in operation:  # whose bytes may not be text
            operation["responses"].setdefault("400", {"description": UNSAID})
        for status, response in operation["responses"].items():
            if response["description"] == UNSAID:
                response.update(_said(status, kinds))
    return document
