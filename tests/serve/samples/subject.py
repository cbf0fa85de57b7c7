"""What samples bring to the service."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel
from sqlalchemy import Column, Connection, MetaData, String, Table, insert, select

from model.errors import ShinganError
from model.messages import message
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.accounts.permissions import OrganisationKind, Role
from serve.audit.domain import AuditFault, Event
from serve.cases.dossier import Dossier
from serve.cases.panels import ItemPanel
from serve.platform.dependencies import provided
from serve.platform.idempotency import IdempotentCall
from serve.platform.openapi import problem_responses
from serve.platform.pages import MenuEntry, PagesPart, rendered
from serve.platform.parts import Parts
from serve.platform.permissions import Grants
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.tenancy import Tenancy, owned, visible
from serve.platform.work import Work, Works

READ, KEEP, KEPT = "sample:read", "sample:keep", "sample:create"
CURATOR, LABORATORY = "curator", "laboratory"
samples = Table(  # a real one is in the metadata of the service, and has a migration
    "samples",
    MetaData(),
    Column("id", String(34), primary_key=True),
    Column("organisation_id", String(34), nullable=False),
    Column("name", String(64), nullable=False),
    info=owned(Tenancy(owner="organisation_id")),
)


class NotRipeError(ShinganError):
    """A sample that is not ripe yet."""


class SampleIn(BaseModel):
    """A new sample."""

    name: str


class SampleOut(SampleIn):
    """A sample."""

    id: str


@dataclass(frozen=True)
class Samples:
    """The use cases."""

    work: Works[Work]

    def keep(self, actor: Actor, name: str, call: IdempotentCall) -> SampleOut:
        """Keep one; green ones are refused."""
        if name == "green":
            raise NotRipeError("This sample is not ripe yet.")
        with self.work.begin(actor, call) as work:
            made = work.id("m")
            if not work.replayed:
                row = {"id": made, "organisation_id": actor.organisation_id, "name": name}
                work.connection.execute(insert(samples).values(row))
                work.record(KEPT, made)
        return SampleOut(id=made, name=name)

    def names(self, actor: Actor) -> list[str]:
        """What the actor's organisation keeps."""
        with self.work.look(actor) as work:
            return list(work.connection.execute(select(samples.c.name).where(visible(samples, actor))).scalars())


class SampleVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterator[Event]) -> Iterator[AuditFault]:
        """Samples that no event speaks of."""
        made = {event.subject for event in events if event.action == KEPT}
        for name in connection.execute(select(samples.c.id)).scalars():
            if name not in made:
                yield AuditFault(0, f"{name}: no event speaks of it")


SamplesPart = Annotated[Samples, Depends(provided(Samples))]
Reader = Annotated[Actor, Depends(permitted(READ))]
Keeper = Annotated[Actor, Depends(permitted(KEEP))]
api = APIRouter(prefix="/v1/samples", tags=["samples"])
pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@api.post("", operation_id="keepSample", status_code=201, responses=problem_responses(400, 401, 403, 409, 422, 503))
def post_sample(actor: Keeper, kept: SamplesPart, call: CallPart, given: SampleIn, response: Response) -> SampleOut:
    """Keep a sample."""
    made = kept.keep(actor, given.name, call)
    response.headers["Location"] = f"/v1/samples/{made.id}"
    return made


@pages.get("/samples")
def show_samples(request: Request, actor: Reader, page: PagesPart, kept: SamplesPart) -> str:
    """Every sample of one's organisation."""
    return rendered(request, page, "samples.html", names=kept.names(actor))


def _on_a_case(parts: Parts, actor: Actor, _: Dossier) -> Mapping[str, Any]:
    return {"samples": parts[Samples].names(actor)}


SUBJECT = Subject(
    name="samples",
    grants=Grants(
        roles_of_kind={LABORATORY: (CURATOR,)},
        of_role={CURATOR: {READ, KEEP}, Role.OFFICER: {READ}},
        of_kind={LABORATORY: {READ, KEEP}, OrganisationKind.AGENCY: {READ}},
    ),
    parts=lambda parts: {Samples: Samples(parts[Works])},
    routers=(api, pages),
    templates=Path(__file__).parent / "templates",
    menu=(MenuEntry(READ, "/samples", message("Samples")),),
    messages={"sample_heading": "What is kept"},
    problems={NotRipeError: ProblemKind("not-ripe", 409, "A sample is not ripe")},
    examples={"SampleOut": {"id": "m-1", "name": "red"}},
    tables=(samples,),
    verifiers=(lambda _: SampleVerifier(),),
    extensions=(ItemPanel("samples_panel.html", _on_a_case),),
)
