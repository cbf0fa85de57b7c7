"""The OpenAPI document: whole, with examples that fit the schemas, and true of what the service answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from model.verdict import Verdict
from serve.catalogue.routes import CatalogueOut
from serve.examinations import examples
from serve.examinations.routes import ExaminationOut
from serve.platform.openapi import ProblemOut
from serve.platform.routes import Health, Readiness
from serve.releases.routes import ReleaseOut
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT

MODELS: dict[str, TypeAdapter[Any]] = {
    "Verdict": TypeAdapter(Verdict),
    "ExaminationOut": TypeAdapter(ExaminationOut),
    "CatalogueOut": TypeAdapter(CatalogueOut),
    "ReleaseOut": TypeAdapter(ReleaseOut),
    "Health": TypeAdapter(Health),
    "Readiness": TypeAdapter(Readiness),
    "Problem": TypeAdapter(ProblemOut),
}


@pytest.fixture(scope="module")
def document(service: Service) -> dict[str, Any]:
    answer: dict[str, Any] = service.client.get("/openapi.json").json()
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
    assert len(names) == len(set(names)) == 13
    assert all(operation["summary"] for operation in operations(document))


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


def test_answers_fit_their_schemas_with_nothing_unsaid(service: Service) -> None:
    location = service.examine(COUNTERFEIT, product="box").headers["location"]
    for path, name in (
        (location, "ExaminationOut"),
        ("/v1/catalogue", "CatalogueOut"),
        ("/v1/release", "ReleaseOut"),
        ("/readyz", "Readiness"),
    ):
        answer = service.client.get(path).json()
        model = MODELS[name]
        assert model.dump_python(model.validate_python(answer), mode="json").keys() == answer.keys()


def test_problems_are_documented_where_they_occur(document: dict[str, Any], service: Service) -> None:
    responses = document["paths"]["/v1/examinations"]["post"]["responses"]
    answer = service.examine(b"GIF89a")
    content = responses[str(answer.status_code)]["content"]["application/problem+json"]
    assert answer.json()["type"].rpartition("/")[2] in content["examples"]
