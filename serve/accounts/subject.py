"""What accounts bring to the service."""

from serve.accounts import openid_routes, pages, routes, schemas
from serve.accounts.domain import (
    AccountError,
    NotPermittedError,
    NotSignedInError,
    OpenIdRefusedError,
    ProviderUnavailableError,
    SignInRefusedError,
    TooManySignInsError,
)
from serve.accounts.verifier import AccountVerifier
from serve.platform.problems import ProblemKind
from serve.platform.subject import Subject

BEARER = {"WWW-Authenticate": "Bearer"}

SUBJECT = Subject(
    routers=(routes.router, pages.router, openid_routes.router),
    templates=pages.TEMPLATES,
    problems={
        NotSignedInError: ProblemKind(
            "not-signed-in", 401, "Nobody is signed in", "Sign in, then try again.", BEARER, leads_to="/sign-in"
        ),
        SignInRefusedError: ProblemKind(
            "sign-in-refused", 401, "The sign-in was refused", "Check both, and try again.", BEARER
        ),
        OpenIdRefusedError: ProblemKind(
            "openid-refused", 401, "The sign-in did not come about", "Start again on the sign-in page.", BEARER
        ),
        ProviderUnavailableError: ProblemKind(
            "provider-unavailable", 503, "The sign-in service does not answer", "Nobody was signed in."
        ),
        NotPermittedError: ProblemKind(
            "not-permitted", 403, "Your role does not include this", "Ask your administrator if you need it."
        ),
        AccountError: ProblemKind("account-rejected", 422, "The account can't be made or changed so"),
        TooManySignInsError: ProblemKind(
            "too-many-sign-ins", 429, "Too many sign-ins failed", "Wait as long as the message says."
        ),
    },
    examples=schemas.EXAMPLES,
    verifiers=(AccountVerifier,),
)
