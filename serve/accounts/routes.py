"""The JSON API of people and organisations, and of what a right holder allows."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from serve.accounts.colleagues import Colleagues
from serve.accounts.domain import (
    LONGEST_KEYWORD,
    LONGEST_NAME,
    USERNAME,
    Actor,
    Organisation,
    OrganisationUpdate,
    PeopleFilter,
    PersonUpdate,
)
from serve.accounts.guard import CallPart, permitted
from serve.accounts.languages import ChosenLanguage, OrganisationLanguages
from serve.accounts.organisation_changes import OrganisationChanges
from serve.accounts.permissions import AccountPermission
from serve.accounts.person_changes import PersonChanges
from serve.accounts.schemas import (
    UNIT_PATTERN,
    AllowanceIn,
    AllowanceOut,
    NewPersonOut,
    OrganisationChange,
    OrganisationIn,
    OrganisationLanguageIn,
    OrganisationLanguageOut,
    OrganisationOut,
    OrganisationsOut,
    PeopleOut,
    PersonChange,
    PersonIn,
    PersonOut,
    shown,
    shown_person,
)
from serve.accounts.service import Accounts, Allowance
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of
from serve.platform.versions import ETAG, ReadVersionPart, etag

router = APIRouter(prefix="/v1", tags=["accounts"])
USERNAME_PATTERN = f"^{USERNAME.pattern}$"
ORGANISATION_PATTERN = "^o-[0-9a-f]{32}$"

AccountsPart = Annotated[Accounts, Depends(provided(Accounts))]
ColleaguesPart = Annotated[Colleagues, Depends(provided(Colleagues))]
PersonChangesPart = Annotated[PersonChanges, Depends(provided(PersonChanges))]
OrganisationChangesPart = Annotated[OrganisationChanges, Depends(provided(OrganisationChanges))]
LanguagesPart = Annotated[OrganisationLanguages, Depends(provided(OrganisationLanguages))]
Manager = Annotated[Actor, Depends(permitted(AccountPermission.PERSON_MANAGE))]
Username = Annotated[str, Path(pattern=USERNAME_PATTERN, examples=["aiko.tanaka"])]
OrganisationId = Annotated[str, Path(pattern=ORGANISATION_PATTERN, examples=["o-00000000000000000000000000000000"])]
PersonReader = Annotated[Actor, Depends(permitted(AccountPermission.PERSON_READ))]
OrganisationChanger = Annotated[Actor, Depends(permitted(AccountPermission.ORGANISATION_CHANGE))]
OrganisationReader = Annotated[Actor, Depends(permitted(AccountPermission.ORGANISATION_READ))]


@router.get(
    "/people",
    operation_id="listPeople",
    summary="People",
    description="Those of your own organisation, by username; an operator's administrator sees all people.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_people(
    actor: PersonReader,
    accounts: AccountsPart,
    q: Annotated[
        str,
        Query(max_length=LONGEST_NAME, description="Beginnings of words of the name or the username; all must match."),
    ] = "",
    after: Annotated[str | None, Query(pattern=USERNAME_PATTERN, description=AFTER)] = None,
    limit: Limit = PAGE,
    role: Annotated[str | None, Query(max_length=LONGEST_KEYWORD, description="Only people in this role.")] = None,
    unit: Annotated[str | None, Query(pattern=UNIT_PATTERN, description="Only people of this unit.")] = None,
) -> PeopleOut:
    """One page of the people whom the actor may see."""
    page = accounts.find_people(actor, q, after, limit, PeopleFilter(role, unit))
    return PeopleOut(people=[shown_person(person) for person in page.entries], after=page.after)


@router.get(
    "/people/{username}",
    operation_id="getPerson",
    summary="One person",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_person(actor: PersonReader, accounts: AccountsPart, username: Username, response: Response) -> PersonOut:
    """One person whom the actor may see."""
    person = accounts.person(actor, username)
    response.headers["ETag"] = etag(person.version)
    return shown_person(person)


@router.post(
    "/people",
    operation_id="addPerson",
    status_code=201,
    summary="Add a person",
    responses={201: located("the person"), **problem_responses(400, 401, 403, 404, 422, 503)},
)
def post_person(
    actor: Manager, accounts: AccountsPart, given: PersonIn, call: CallPart, response: Response
) -> NewPersonOut:
    """Add a person."""
    new = accounts.add_person(
        actor,
        organisation_id=given.organisation,
        username=given.username,
        name=given.name,
        role=given.role,
        password=given.password,
        by_openid=given.by_openid,
        must_change=given.must_change,
        unit_id=given.unit,
        call=call,
    )
    response.headers["Location"] = f"{router.prefix}/people/{new.person.username}"
    return NewPersonOut(**shown_person(new.person).model_dump(), password=new.password)


@router.patch(
    "/people/{username}",
    operation_id="changePerson",
    summary="Change, move, disable or enable a person",
    description="Whom it disables or moves is signed out everywhere, and their API tokens end.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 412, 422, 503)},
)
def patch_person(
    actor: Manager,
    changes: PersonChangesPart,
    username: Username,
    given: PersonChange,
    read: ReadVersionPart,
    response: Response,
) -> PersonOut:
    """Change a person."""
    wanted = PersonUpdate(given.name, given.role, given.organisation, given.disabled, given.unit)
    person = changes.change(actor, username, wanted, read)
    response.headers["ETag"] = etag(person.version)
    return shown_person(person)


@router.put(
    "/people/{username}/password",
    operation_id="resetPassword",
    summary="Give a person a new password",
    description="It is shown only once, and is for their next sign-in alone, at which they choose another one. Their "
    "sessions end, and so does a lock-out after failed sign-ins.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def put_persons_password(actor: Manager, accounts: AccountsPart, username: Username) -> NewPersonOut:
    """Give a person a new password."""
    new = accounts.reset_password(actor, username)
    return NewPersonOut(**shown_person(new.person).model_dump(), password=new.password)


@router.get(
    "/organisations",
    operation_id="listOrganisations",
    summary="Organisations",
    description="By name.",
    responses=problem_responses(401, 404, 422, 503),
)
def get_organisations(
    actor: OrganisationReader,
    accounts: AccountsPart,
    after: Annotated[str | None, Query(pattern=ORGANISATION_PATTERN, description=AFTER)] = None,
    limit: Limit = PAGE,
) -> OrganisationsOut:
    """One page of all organisations."""
    page = page_of(accounts.organisations(actor), after, limit, lambda organisation: organisation.id)
    return OrganisationsOut(organisations=[shown(each) for each in page.entries], after=page.after)


@router.get(
    "/organisations/{organisation_id}",
    operation_id="getOrganisation",
    summary="One organisation",
    responses={200: {"headers": ETAG}, **problem_responses(401, 404, 422, 503)},
)
def get_organisation(
    actor: OrganisationReader, accounts: AccountsPart, organisation_id: OrganisationId, response: Response
) -> OrganisationOut:
    """One organisation."""
    return _organisation(accounts.organisation(actor, organisation_id), response)


@router.patch(
    "/organisations/{organisation_id}",
    operation_id="changeOrganisation",
    summary="Change the name or the country of an organisation",
    description="Answers 409 to another name of a right holder that product sheets name.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 409, 412, 422, 503)},
)
def patch_organisation(
    actor: OrganisationChanger,
    changes: OrganisationChangesPart,
    organisation_id: OrganisationId,
    given: OrganisationChange,
    read: ReadVersionPart,
    response: Response,
) -> OrganisationOut:
    """Change an organisation."""
    wanted = OrganisationUpdate(given.name, given.country)
    return _organisation(changes.change(actor, organisation_id, wanted, read), response)


def _organisation(organisation: Organisation, response: Response) -> OrganisationOut:
    response.headers["ETag"] = etag(organisation.version)
    return shown(organisation)


@router.post(
    "/organisations",
    operation_id="addOrganisation",
    status_code=201,
    summary="Add an organisation",
    responses={201: located("the organisation"), **problem_responses(400, 401, 403, 422, 503)},
)
def post_organisation(
    actor: Annotated[Actor, Depends(permitted(AccountPermission.ORGANISATION_CREATE))],
    accounts: AccountsPart,
    given: OrganisationIn,
    call: CallPart,
    response: Response,
) -> OrganisationOut:
    """Add an organisation."""
    added = accounts.add_organisation(actor, given.kind, given.name, given.country, call, given.language)
    response.headers["Location"] = f"{router.prefix}/organisations/{added.id}"
    return shown(added)


@router.get(
    "/organisations/{organisation_id}/language",
    operation_id="getOrganisationLanguage",
    summary="The language in which an organisation is written to",
    description="For those who manage its people.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_organisation_language(
    actor: Manager, languages: LanguagesPart, organisation_id: OrganisationId, response: Response
) -> OrganisationLanguageOut:
    """The language that was chosen."""
    return _language(languages.view(actor, organisation_id), response)


@router.put(
    "/organisations/{organisation_id}/language",
    operation_id="changeOrganisationLanguage",
    summary="Choose the language in which an organisation is written to",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 412, 422, 503)},
)
def put_organisation_language(
    actor: Manager,
    languages: LanguagesPart,
    organisation_id: OrganisationId,
    given: OrganisationLanguageIn,
    read: ReadVersionPart,
    response: Response,
) -> OrganisationLanguageOut:
    """Choose the language."""
    return _language(languages.choose(actor, organisation_id, given.language, read), response)


def _language(chosen: ChosenLanguage, response: Response) -> OrganisationLanguageOut:
    response.headers["ETag"] = etag(chosen.version)
    return OrganisationLanguageOut(language=chosen.tag)


@router.get(
    "/allowance",
    operation_id="getAllowance",
    summary="Which agencies see your points",
    description="For a right holder: which agencies see its identification points of the visibility `officer`.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 503)},
)
def get_allowance(
    actor: Annotated[Actor, Depends(permitted(AccountPermission.ALLOWANCE_READ))],
    accounts: AccountsPart,
    response: Response,
) -> AllowanceOut:
    """Which agencies the actor's organisation allows."""
    return _allowance(accounts.allowance(actor), response)


@router.put(
    "/allowance",
    operation_id="changeAllowance",
    summary="Set which agencies see your points",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 412, 422, 503)},
)
def put_allowance(
    actor: Annotated[Actor, Depends(permitted(AccountPermission.ALLOWANCE_CHANGE))],
    accounts: AccountsPart,
    given: AllowanceIn,
    read: ReadVersionPart,
    response: Response,
) -> AllowanceOut:
    """Set which agencies the actor's organisation allows."""
    return _allowance(accounts.change_allowance(actor, given.agencies, read), response)


def _allowance(allowance: Allowance, response: Response) -> AllowanceOut:
    response.headers["ETag"] = etag(allowance.version)
    return AllowanceOut(agencies=None if allowance.agencies is None else list(allowance.agencies))
