"""The JSON API of the persons of a case. What is kept of them is in no answer to a GET: each look gives its reason."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.cases.routes import CaseId
from serve.persons.permissions import CasePersonPermission
from serve.persons.schemas import (
    PERSON_PATTERN,
    CasePersonChange,
    CasePersonIn,
    CasePersonOut,
    CasePersonReasonIn,
    CasePersonsOut,
    PersonExportOut,
    SeenPersonsOut,
    entry_out,
    export_out,
    seen_out,
)
from serve.persons.service import CasePersons, PersonsOfCase
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of
from serve.platform.versions import ETAG, ReadVersionPart, etag

router = APIRouter(prefix="/v1/cases/{case_id}/persons", tags=["persons"])
PersonsPart = Annotated[CasePersons, Depends(provided(CasePersons))]
PersonReader = Annotated[Actor, Depends(permitted(CasePersonPermission.READ))]
PersonChanger = Annotated[Actor, Depends(permitted(CasePersonPermission.CHANGE))]
PersonAnswerer = Annotated[Actor, Depends(permitted(CasePersonPermission.ANSWER))]
CasePersonId = Annotated[str, Path(pattern=PERSON_PATTERN, examples=["k-6b7c8d9e0f1a4b2c8d3e4f5a6b7c8d9e"])]
AfterPerson = Annotated[str | None, Query(pattern=PERSON_PATTERN, description=AFTER)]


@router.get(
    "",
    operation_id="listCasePersons",
    summary="Which persons a case has",
    description="In the order in which they were recorded, without anything about them: that takes a reason "
    "(`POST /v1/cases/{case_id}/persons/look`).",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_persons(
    actor: PersonReader, persons: PersonsPart, case_id: CaseId, after: AfterPerson = None, limit: Limit = PAGE
) -> CasePersonsOut:
    """One page of the persons of a case."""
    found = persons.of_case(actor, case_id)
    page = page_of(found.persons, after, limit, lambda person: person.id)
    return CasePersonsOut(persons=[entry_out(each, found.names) for each in page.entries], after=page.after)


@router.post(
    "",
    operation_id="addCasePerson",
    status_code=201,
    summary="Record a person of a case",
    description="What is kept is encrypted with a key of this person, and is in no list, search, statistic, evidence "
    "bundle or notice.",
    responses={201: located("the person"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_person(
    actor: PersonChanger, persons: PersonsPart, case_id: CaseId, given: CasePersonIn, call: CallPart, response: Response
) -> CasePersonOut:
    """Record a person."""
    found, person_id = persons.add(actor, case_id, given.said, call)
    response.headers["Location"] = f"/v1/cases/{case_id}/persons/{person_id}"
    return _entry(found, person_id, response)


@router.post(
    "/look",
    operation_id="lookAtCasePersons",
    summary="What is kept of the persons of a case",
    description="Give the reason for which you need it. Each look at each person is recorded, with its reason.",
    responses=problem_responses(400, 401, 403, 404, 422, 503),
)
def post_look(actor: PersonReader, persons: PersonsPart, case_id: CaseId, given: CasePersonReasonIn) -> SeenPersonsOut:
    """What is kept of the persons of a case."""
    found, seen = persons.look(actor, case_id, given.reason)
    return SeenPersonsOut(persons=[seen_out(each, found.names) for each in seen])


@router.get(
    "/{case_person_id}",
    operation_id="getCasePerson",
    summary="One person of a case",
    description="Without anything about them.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_person(
    actor: PersonReader, persons: PersonsPart, case_id: CaseId, case_person_id: CasePersonId, response: Response
) -> CasePersonOut:
    """One person of a case."""
    return _entry(persons.of_case(actor, case_id), case_person_id, response)


@router.patch(
    "/{case_person_id}",
    operation_id="changeCasePerson",
    summary="Correct what is kept of a person",
    description="Of a closed case, too. What was kept before is gone; that it was corrected, and for which reason, is "
    "recorded.",
    responses={200: {"headers": ETAG}, **problem_responses(400, 401, 403, 404, 409, 412, 422, 503)},
)
def patch_person(
    actor: PersonChanger,
    persons: PersonsPart,
    case_id: CaseId,
    case_person_id: CasePersonId,
    given: CasePersonChange,
    call: CallPart,
    version: ReadVersionPart,
    response: Response,
) -> CasePersonOut:
    """Correct what is kept of a person."""
    said = given.model_dump(exclude_unset=True, exclude={"reason"})
    found = persons.correct(actor, case_id, case_person_id, said, given.reason, call, version=version)
    return _entry(found, case_person_id, response)


@router.post(
    "/{case_person_id}/export",
    operation_id="exportCasePerson",
    summary="All that is kept of one person",
    description="To hand it to the person who asks for it: what is kept, until when, and what was done with it for "
    "which reason. The export is recorded.",
    responses=problem_responses(400, 401, 403, 404, 422, 503),
)
def post_export(
    actor: PersonAnswerer,
    persons: PersonsPart,
    case_id: CaseId,
    case_person_id: CasePersonId,
    given: CasePersonReasonIn,
) -> PersonExportOut:
    """All that is kept of one person."""
    return export_out(persons.export(actor, case_id, case_person_id, given.reason))


@router.post(
    "/{case_person_id}/remove",
    operation_id="removeCasePerson",
    status_code=204,
    summary="Remove what is kept of a person",
    description="Of a closed case, too, unless it is under a legal hold. The key is destroyed; that it was removed, "
    "and for which reason, is recorded.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_remove(
    actor: PersonAnswerer,
    persons: PersonsPart,
    case_id: CaseId,
    case_person_id: CasePersonId,
    given: CasePersonReasonIn,
    call: CallPart,
) -> None:
    """Remove what is kept of a person."""
    persons.remove(actor, case_id, case_person_id, given.reason, call)


def _entry(found: PersonsOfCase, person_id: str, response: Response) -> CasePersonOut:
    person = found.person(person_id)
    response.headers["ETag"] = etag(person.version)
    return entry_out(person, found.names)
