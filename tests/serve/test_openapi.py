"""The OpenAPI document: whole, with examples that fit the schemas, and true of what the service answers."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from model.verdict import Verdict
from serve import subjects
from serve.examinations import examples
from serve.platform import routes as platform_routes
from serve.platform.openapi import ProblemOut
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT

ROUTES = [
    route
    for router in (platform_routes.router, *subjects.load().routers)
    for route in router.routes
    if isinstance(route, APIRoute) and router.include_in_schema and route.include_in_schema
]
OPEN_TO_ALL = {"checkCertificate", "getSigningCertificate", "isAlive", "isReady", "getMetrics"}
PLACE = re.compile(r"{\w+}")
SOME_ROLES = ("officer", "trainer", "reviewer", "administrator")  # between them, they may everything that the API has


def models_of(route: APIRoute) -> Iterator[Any]:
    """What a route answers with."""
    yield route.response_model
    for response in route.responses.values():
        yield response.get("model")


MODELS: dict[str, TypeAdapter[Any]] = {
    "Problem": TypeAdapter(ProblemOut),
    **{model.__name__: TypeAdapter(model) for route in ROUTES for model in models_of(route) if model},
}


@pytest.fixture(scope="module")
def document(service: Service) -> dict[str, Any]:
    with service.visitor() as anonymous:
        answer: dict[str, Any] = anonymous.get("/openapi.json").json()
    return answer


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from path.values()


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from parts(each)
    elif isinstance(value, list):
        for each in value:
            yield from parts(each)


def examples_of(content: dict[str, Any], schemas: dict[str, Any]) -> list[Any]:
    named = [each["value"] for each in content.get("examples", {}).values()]
    alone = [content["example"]] if "example" in content else []
    schema = schemas[content["schema"]["$ref"].rpartition("/")[2]]
    return named + alone + list(schema.get("examples", []))


def test_every_reference_leads_somewhere_and_every_operation_has_its_name(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    for part in parts(document):
        if "$ref" in part:
            assert part["$ref"].rpartition("/")[2] in document["components"]["schemas"]
    names = [operation["operationId"] for operation in operations(document)]
    assert len(names) == len(set(names)) == len(ROUTES)
    assert all(re.fullmatch("[a-z][A-Za-z]+", name) for name in names)  # chosen, not made from the path
    assert all(operation["summary"] for operation in operations(document))


def test_who_may_call_what_is_said_and_is_so(document: dict[str, Any], service: Service) -> None:
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    with service.visitor() as anonymous:
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                name = operation["operationId"]
                answer = anonymous.request(method, PLACE.sub("0", path))
                assert ("security" in operation) == ("x-permission" in operation) == (answer.status_code == 401), name
                assert ("security" not in operation) == (name in OPEN_TO_ALL), name
                assert "security" not in operation or "401" in operation["responses"], name


def test_a_body_that_is_none_is_answered_as_documented(document: dict[str, Any], service: Service) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if "requestBody" in operation:
                headers = {"content-type": "application/json"}
                answer = service.client.request(method, PLACE.sub("0", path), content=b"\xff", headers=headers)
                problem = answer.json()["type"].rpartition("/")[2]
                described = operation["responses"][str(answer.status_code)]["content"]["application/problem+json"]
                assert problem in described["examples"], operation["operationId"]


def test_every_json_response_has_examples_that_fit_its_schema(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    checked = 0
    for operation in operations(document):
        for status, response in operation["responses"].items():
            assert response["description"], (operation["operationId"], status)
            for media_type, content in response.get("content", {}).items():
                if media_type not in {"application/json", "application/problem+json"}:
                    continue
                found = examples_of(content, schemas)
                assert found, (operation["operationId"], status)
                for example in found:
                    MODELS[content["schema"]["$ref"].rpartition("/")[2]].validate_python(example)
                    checked += 1
    assert checked > 50


def test_the_example_of_a_verdict_has_exactly_a_verdicts_members(service: Service) -> None:
    adapter = TypeAdapter(Verdict)
    assert adapter.dump_python(adapter.validate_python(examples.VERDICT), mode="json") == examples.VERDICT
    assert set(service.examine(COUNTERFEIT, product="box").json()) == set(examples.VERDICT)


def test_answers_fit_their_schemas_with_nothing_unsaid(document: dict[str, Any], service: Service) -> None:
    location = service.examine(COUNTERFEIT, product="box").headers["location"]
    schemas = {location: "ExaminationOut"}
    for path, methods in document["paths"].items():
        look = methods.get("get", {"responses": {}})
        content = look["responses"].get("200", {}).get("content", {})
        if "application/json" in content and not any(each["required"] for each in look.get("parameters", [])):
            schemas[path] = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert schemas["/v1/catalogue"] == "CatalogueOut"
    for path, schema in schemas.items():
        answers = [service.as_(role).get(path) for role in SOME_ROLES]
        shown = [answer.json() for answer in answers if answer.status_code == 200]
        assert shown, [path, *(answer.text for answer in answers)]
        model = MODELS[schema]
        for each in shown:
            assert model.dump_python(model.validate_python(each), mode="json").keys() == each.keys(), path


def test_problems_are_documented_where_they_occur(document: dict[str, Any], service: Service) -> None:
    responses = document["paths"]["/v1/examinations"]["post"]["responses"]
    answer = service.examine(b"GIF89a")
    content = responses[str(answer.status_code)]["content"]["application/problem+json"]
    assert answer.json()["type"].rpartition("/")[2] in content["examples"]
