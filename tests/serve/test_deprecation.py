"""A call that will go says so on every answer, and in the OpenAPI document."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient

from serve import subjects
from serve.app import build, create_app
from serve.platform.dependencies import open_to_all
from serve.platform.deprecation import deprecated
from serve.platform.errors import NotFoundError
from serve.platform.openapi import problem_responses
from serve.platform.settings import Settings
from serve.platform.subject import Subject, Subjects

MARKED = deprecated(since=date(2027, 1, 1), sunset=date(2027, 7, 1), successor="/v1/samples")


def app_of(folder: Path, **marked: Any) -> FastAPI:
    """A service with one operation more."""
    router = APIRouter(dependencies=[Depends(open_to_all)])

    @router.get("/v1/old-samples/{name}", operation_id="getOldSample", responses=problem_responses(404), **marked)
    def get_old_sample(name: str) -> str:
        if name == "none":
            raise NotFoundError("There is no such sample.")
        return name

    sample = Subject(name="samples", routers=(router,))
    return create_app(parts=build(Settings(data_dir=folder), of=Subjects((*subjects.load(), sample))))


@pytest.mark.parametrize(("name", "status"), [("red", 200), ("none", 404)])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_answer_says_since_when_and_until_when(tmp_path: Path, method: str, name: str, status: int) -> None:
    answer = TestClient(app_of(tmp_path, **MARKED)).request(method, f"/v1/old-samples/{name}")
    assert answer.status_code == status
    assert answer.headers["deprecation"] == "@1798761600"
    assert answer.headers["sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
    assert answer.headers["link"] == '</v1/samples>; rel="successor-version"'


def test_the_document_marks_it_and_nothing_else(tmp_path: Path) -> None:
    client = TestClient(app_of(tmp_path, **MARKED))
    document = client.get("/openapi.json")
    assert "deprecation" not in document.headers
    operations = [each for path in document.json()["paths"].values() for each in path.values()]
    (marked,) = [each for each in operations if each.get("deprecated")]
    assert marked["operationId"] == "getOldSample"
    assert marked["x-deprecation"] == {"since": "2027-01-01", "sunset": "2027-07-01", "successor": "/v1/samples"}


def test_an_operation_is_not_deprecated_without_a_date_nor_overnight(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="getOldSample: say since when"):
        app_of(tmp_path, deprecated=True).openapi()
    with pytest.raises(ValueError, match="180 days"):
        deprecated(since=date(2027, 1, 1), sunset=date(2027, 2, 1))
