"""The pages on which people and organisations are managed."""

import secrets
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, NamedTuple
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from serve.accounts.countries import by_name
from serve.accounts.domain import LONGEST_KEYWORD, LONGEST_NAME, USERNAME_RULE, Actor, PeopleFilter
from serve.accounts.guard import CallPart, permitted
from serve.accounts.languages import OrganisationLanguages
from serve.accounts.openid import OpenId
from serve.accounts.panels import PeopleLink, PersonPanel
from serve.accounts.permissions import AccountPermission
from serve.accounts.routes import USERNAME_PATTERN, AccountsPart, LanguagesPart, Manager, Username
from serve.accounts.schemas import NO_UNIT_OR_ONE
from serve.accounts.service import Accounts, NewPerson
from serve.accounts.units import Units
from serve.platform.dependencies import part_of
from serve.platform.languages import LONGEST_TAG
from serve.platform.pages import PagesPart, rendered
from serve.platform.parts import Parts
from serve.platform.reader import language_of

TYPED_USERNAME = r"\s*[A-Za-z0-9][A-Za-z0-9._@\-]{1,62}[A-Za-z0-9]\s*"  # the service makes small letters of it

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Text = Annotated[str, Form(max_length=200)]
Kept = Annotated[str, Query(max_length=128)]


@router.get("/people")
def get_people(
    request: Request,
    actor: Manager,
    pages: PagesPart,
    accounts: AccountsPart,
    q: Annotated[str, Query(max_length=LONGEST_NAME)] = "",
    role: Annotated[str, Query(max_length=LONGEST_KEYWORD)] = "",
    unit: Annotated[str, Query(pattern=NO_UNIT_OR_ONE)] = "",
    after: Annotated[str | None, Query(pattern=USERNAME_PATTERN)] = None,
    kept: Kept = "",
    new: Kept = "",
) -> str:
    """People and organisations, to manage.

    Args:
        kept: the username or the organisation's id of what was changed last.
        new: the id of the organisation that was added last.
    """
    asked = PeopleAsked(q, role, unit)
    return _people(request, actor, pages, accounts, asked, after=after, kept=kept, new=new)


class PeopleAsked(NamedTuple):
    """Which people the page lists; what is empty is not asked.

    Attributes:
        q: beginnings of words of the name or the username.
        unit: id of a unit.
    """

    q: str = ""
    role: str = ""
    unit: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What is asked, for an address."""
        return {name: value for name, value in self._asdict().items() if value}


ALL_PEOPLE = PeopleAsked()


def _people(
    request: Request,
    actor: Actor,
    pages: PagesPart,
    accounts: AccountsPart,
    asked: PeopleAsked = ALL_PEOPLE,
    after: str | None = None,
    kept: str = "",
    new: str = "",
    added: NewPerson | None = None,
) -> str:
    only = PeopleFilter(asked.role or None, asked.unit or None)
    page = accounts.find_people(actor, asked.q, after, only=only)
    organisations = accounts.organisations(actor)
    mine = [each for each in organisations if actor.is_operator or each.id == actor.organisation_id]
    return rendered(
        request,
        pages,
        "people.html",
        people=page.entries,
        q=asked.q,
        narrowed=asked,
        units=() if actor.is_operator else part_of(request.app, Units).of(actor),
        after=after,
        is_first=after is None,
        next_page=urlencode({**asked.given, "after": page.after}) if page.after else None,
        organisations=mine,
        languages=part_of(request.app, OrganisationLanguages).chosen(),
        role_choices=sorted({role for each in _kinds(accounts, actor) for role in accounts.roles.roles_of_kind[each]}),
        roles={each: accounts.roles.roles_of_kind[each] for each in _kinds(accounts, actor)},
        kinds=accounts.roles.kinds,
        kept=kept,
        new_organisation=next((each for each in mine if each.id == new), None),
        username_rule=USERNAME_RULE,
        username_pattern=TYPED_USERNAME,
        countries=by_name(language_of(request)),
        has_openid=bool(part_of(request.app, OpenId).clients),
        may_change_organisations=actor.may(AccountPermission.ORGANISATION_CHANGE),
        may_add_organisations=actor.may(AccountPermission.ORGANISATION_CREATE),
        idempotency_key=secrets.token_urlsafe(),
        added=added,
        links=part_of(request.app, Parts).subjects.extensions(PeopleLink),
        panels=[each.template for each in part_of(request.app, Parts).subjects.extensions(PersonPanel)],
    )


def _kinds(accounts: Accounts, actor: Actor) -> Sequence[str]:
    """The kinds of the organisations whose people an actor manages."""
    return accounts.roles.kinds if actor.is_operator else (actor.kind,)


def _back_to(username: str, q: str, after: str) -> RedirectResponse:
    """The page of people as it was, at the person who was changed."""
    query = urlencode({name: value for name, value in (("q", q), ("after", after), ("kept", username)) if value})
    return RedirectResponse(f"/people?{query}#person-{username}", HTTPStatus.SEE_OTHER)


@router.post("/people")
def post_person(
    request: Request,
    actor: Manager,
    pages: PagesPart,
    accounts: AccountsPart,
    call: CallPart,
    role: Annotated[str, Form(max_length=LONGEST_KEYWORD)],
    organisation: Text = "",
    username: Text = "",
    name: Text = "",
    by_openid: Annotated[bool, Form()] = False,  # noqa: FBT002  # a box of the form
) -> str:
    """Add a person, and show their first password only once."""
    added = accounts.add_person(
        actor,
        organisation_id=organisation,
        username=username,
        name=name,
        role=role,
        by_openid=by_openid,
        must_change=True,
        call=call,
    )
    return _people(request, actor, pages, accounts, added=added)


@router.post("/people/{username}/password")
def post_persons_password(
    request: Request, actor: Manager, pages: PagesPart, accounts: AccountsPart, username: Username
) -> str:
    """Give a person a new password, and show it only once."""
    return _people(request, actor, pages, accounts, added=accounts.reset_password(actor, username))


@router.post("/people/{username}/disable")
def post_disable(
    actor: Manager, accounts: AccountsPart, username: Username, q: Text = "", after: Text = ""
) -> Response:
    """Disable a person."""
    accounts.set_disabled(actor, username, disabled=True)
    return _back_to(username, q, after)


@router.post("/people/{username}/enable")
def post_enable(actor: Manager, accounts: AccountsPart, username: Username, q: Text = "", after: Text = "") -> Response:
    """Enable a person."""
    accounts.set_disabled(actor, username, disabled=False)
    return _back_to(username, q, after)


@router.post("/organisations")
def post_organisation(
    actor: Annotated[Actor, Depends(permitted(AccountPermission.ORGANISATION_CREATE))],
    accounts: AccountsPart,
    call: CallPart,
    kind: Annotated[str, Form(max_length=LONGEST_KEYWORD)],
    name: Text = "",
    country: Text = "",
    language: Annotated[str, Form(max_length=LONGEST_TAG)] = "",
) -> Response:
    """Add an organisation."""
    added = accounts.add_organisation(actor, kind, name, country or None, call, language or None)
    return RedirectResponse(f"/people?new={added.id}", HTTPStatus.SEE_OTHER)


@router.post("/organisations/language")
def post_organisation_language(
    actor: Manager,
    languages: LanguagesPart,
    organisation: Text = "",
    language: Annotated[str, Form(max_length=LONGEST_TAG)] = "",
) -> Response:
    """Choose the language in which an organisation is written to; an empty one leaves it to its people."""
    languages.choose(actor, organisation, language or None)
    return RedirectResponse(f"/people?kept={quote(organisation)}#language-{quote(organisation)}", HTTPStatus.SEE_OTHER)
