"""A subject is one folder and one line: what it hands in is served, explained and documented like the others'."""

from pathlib import Path

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel

from model.errors import ShinganError
from serve import subjects
from serve.app import build, create_app
from serve.platform.doors import open_to_all
from serve.platform.openapi import problem_responses
from serve.platform.pages import PagesPart, rendered
from serve.platform.problem_kinds import ProblemKind
from serve.platform.settings import Settings
from serve.platform.subject import Subject, Subjects


class NotRipeError(ShinganError):
    """A sample that is not ripe yet."""


class SampleOut(BaseModel):
    """A sample."""

    name: str


def sample(folder: Path) -> Subject:
    """A subject with an operation, a page, a problem and an example."""
    router = APIRouter(dependencies=[Depends(open_to_all)])
    (folder / "sample.html").write_text('{% extends "base.html" %}{% block main %}<h1>A sample</h1>{% endblock %}')

    @router.get("/v1/samples/{name}", operation_id="getSample", responses=problem_responses(409))
    def get_sample(name: str) -> SampleOut:
        if name == "green":
            raise NotRipeError("This sample is not ripe yet.")
        return SampleOut(name=name)

    @router.get("/samples", include_in_schema=False, response_class=HTMLResponse)
    def show_samples(request: Request, pages: PagesPart) -> str:
        return rendered(request, pages, "sample.html")

    return Subject(
        name="samples",
        routers=(router,),
        templates=folder,
        problems={NotRipeError: ProblemKind("not-ripe", 409, "A sample is not ripe")},
        examples={"SampleOut": {"name": "red"}},
    )


def test_a_subject_is_served_explained_and_documented_once_it_is_in_the_list(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    client = TestClient(create_app(parts=build(settings, of=Subjects((*subjects.load(), sample(tmp_path))))))
    assert client.get("/v1/samples/red").json() == {"name": "red"}
    green = client.get("/v1/samples/green")
    assert (green.status_code, green.json()["type"], green.json()["title"]) == (
        409,
        "/problems/not-ripe",
        "A sample is not ripe",
    )
    assert "<h1>A sample</h1>" in client.get("/samples", headers={"accept": "text/html"}).text
    assert "A sample is not ripe" in client.get("/problems/not-ripe", headers={"accept": "text/html"}).text
    document = client.get("/openapi.json").json()
    assert (
        "not-ripe"
        in document["paths"]["/v1/samples/{name}"]["get"]["responses"]["409"]["content"]["application/problem+json"][
            "examples"
        ]
    )
    assert document["components"]["schemas"]["SampleOut"]["examples"] == [{"name": "red"}]
