"""The parts of accounts: routers, templates, problems and witnesses."""

from collections.abc import Mapping
from functools import partial

from model.messages import message
from serve.accounts import (
    first_password_pages,
    openid_pages,
    organisation_pages,
    own_routes,
    pages,
    people_pages,
    person_pages,
    routes,
    schemas,
    service_account_pages,
    service_account_routes,
    service_account_schemas,
    tables,
    unit_pages,
    unit_routes,
    unit_schemas,
)
from serve.accounts.colleagues import Colleagues
from serve.accounts.device_keys import DeviceKeys
from serve.accounts.domain import (
    AccountError,
    AnotherPersonError,
    FirstPasswordError,
    NotPermittedError,
    NotSignedInError,
    OpenIdRefusedError,
    PasswordRefusedError,
    ProviderUnavailableError,
    SecondFactorMissingError,
    SignInRefusedError,
    TokenExpiredError,
    TooManySignInsError,
)
from serve.accounts.holding import HeldKind
from serve.accounts.languages import OrganisationLanguages
from serve.accounts.messages import FOR_TEMPLATES
from serve.accounts.name_uses import is_name_used
from serve.accounts.openid import OpenId, clients_of
from serve.accounts.organisation_changes import OrganisationChanges
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import GRANTS, AccountPermission
from serve.accounts.person_changes import PersonChanges
from serve.accounts.provisioning import check_roles
from serve.accounts.second_steps import SecondStep
from serve.accounts.service import Accounts
from serve.accounts.service_accounts import ServiceAccounts
from serve.accounts.signing_in import SignIn
from serve.accounts.unit_verifier import UnitVerifier
from serve.accounts.units import Units
from serve.accounts.verifier import AccountVerifier
from serve.accounts.work import AccountWork
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works

BEARER = {"WWW-Authenticate": "Bearer"}


def _parts(parts: Parts) -> Mapping[type, object]:
    works = parts[Works].of(AccountWork)
    languages = OrganisationLanguages(works)
    return {
        Accounts: Accounts(works),
        PersonChanges: PersonChanges(works, parts.subjects.extensions(HeldKind)),
        OrganisationChanges: OrganisationChanges(works, partial(is_name_used, parts)),
        OrganisationLanguages: languages,
        OwnAccount: OwnAccount(works),
        Units: Units(works),
        Colleagues: Colleagues(works),
        ServiceAccounts: ServiceAccounts(works),
        DeviceKeys: DeviceKeys(works, parts.settings.keys_dir),
        SignIn: SignIn(works, parts.subjects.extensions(SecondStep)),
    }


def _for_the_web(parts: Parts) -> Mapping[type, object]:
    check_roles(parts.settings.openid_providers, parts.subjects.roles.roles)
    clients = clients_of(parts.settings.openid_providers, parts.settings.public_url)
    return {OpenId: OpenId(parts[Works].of(AccountWork), parts[SignIn], clients)}


SUBJECT = Subject(
    name="accounts",
    grants=GRANTS,
    parts=_parts,
    for_the_web=_for_the_web,
    routers=(
        own_routes.router,
        routes.router,
        unit_routes.router,
        pages.router,
        first_password_pages.router,
        people_pages.router,
        person_pages.router,
        organisation_pages.router,
        unit_pages.router,
        service_account_routes.router,
        service_account_pages.router,
        openid_pages.router,
    ),
    templates=pages.TEMPLATES,
    menu=(
        MenuEntry(AccountPermission.PERSON_MANAGE, "/people", message("People"), is_late=True),
        MenuEntry(AccountPermission.ALLOWANCE_CHANGE, "/allowance", message("Agencies"), is_late=True),
    ),
    messages=FOR_TEMPLATES,
    problems={
        NotSignedInError: ProblemKind(
            "not-signed-in",
            401,
            message("Not signed in"),
            message("Sign in, then try again."),
            BEARER,
            leads_to="/sign-in",
        ),
        AnotherPersonError: ProblemKind(
            "another-person",
            401,
            message("Someone else is signed in"),
            message("Sign in as the person for whom this is."),
            BEARER,
            leads_to="/sign-in",
        ),
        FirstPasswordError: ProblemKind(
            "first-password",
            403,
            message("Choose a password first"),
            message("Open the page “Choose your password”, then try again."),
            leads_to="/account/first-password",
        ),
        SecondFactorMissingError: ProblemKind(
            "second-factor-missing",
            403,
            message("Set up a second factor first"),
            message("Open the page “Second factor”, then try again."),
            leads_to="/account/factors",
        ),
        TokenExpiredError: ProblemKind(
            "token-expired",
            401,
            message("The API token has ended"),
            message("Make a new token on the page of your account."),
            BEARER,
        ),
        SignInRefusedError: ProblemKind(
            "sign-in-refused", 401, message("The sign-in was refused"), message("Check both, and try again."), BEARER
        ),
        PasswordRefusedError: ProblemKind(
            "password-refused",
            401,
            message("The current password is wrong"),
            message("Nothing was changed. Go back, and type it again."),
            BEARER,
        ),
        OpenIdRefusedError: ProblemKind(
            "openid-refused",
            401,
            message("The sign-in was not completed"),
            message("Start again on the sign-in page."),
            BEARER,
        ),
        ProviderUnavailableError: ProblemKind(
            "provider-unavailable",
            503,
            message("The sign-in service does not respond"),
            message("No one was signed in."),
        ),
        NotPermittedError: ProblemKind(
            "not-permitted",
            403,
            message("Your role does not include this"),
            message("Ask your administrator if you need it."),
        ),
        AccountError: ProblemKind("account-rejected", 422, message("This can't be created or changed like that")),
        TooManySignInsError: ProblemKind(
            "too-many-sign-ins", 429, message("Too many sign-ins failed"), message("Wait as long as the message says.")
        ),
    },
    examples=schemas.EXAMPLES | unit_schemas.EXAMPLES | service_account_schemas.EXAMPLES,
    extensions=(service_account_pages.PEOPLE_LINK,),
    tables=(
        tables.organisations,
        tables.units,
        tables.allowances,
        tables.people,
        tables.preferences,
        tables.organisation_languages,
        tables.sessions,
        tables.tokens,
        tables.device_keys,
        tables.failures,
    ),
    verifiers=(lambda _: AccountVerifier(), lambda _: UnitVerifier()),
)
