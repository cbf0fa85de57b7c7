"""The parts of second factors."""

from collections.abc import Mapping

from model.messages import message
from serve.accounts.signing_in import SignIn
from serve.factors import own_pages, people_pages, routes, schemas, step_pages, tables
from serve.factors.domain import FactorRejectedError, SecondStepOverError
from serve.factors.passkeys import Passkeys
from serve.factors.requiring import RequiredFactors
from serve.factors.sealing import Sealing
from serve.factors.second_steps import SECOND_STEP, SecondSteps
from serve.factors.service import OwnFactors
from serve.factors.verifier import FactorVerifier
from serve.factors.work import FactorWork
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works


def _parts(parts: Parts) -> Mapping[type, object]:
    works, sealing = parts[Works].of(FactorWork), Sealing(parts.settings.keys_dir)
    return {
        OwnFactors: OwnFactors(works, sealing),
        Passkeys: Passkeys(works, parts[SignIn], sealing),
        SecondSteps: SecondSteps(works, parts[SignIn], sealing),
        RequiredFactors: RequiredFactors(works),
    }


SUBJECT = Subject(
    name="factors",
    parts=_parts,
    routers=(routes.router, own_pages.router, step_pages.router, people_pages.router),
    templates=own_pages.TEMPLATES,
    problems={
        FactorRejectedError: ProblemKind("factor-rejected", 422, message("This can't be created or changed like that")),
        SecondStepOverError: ProblemKind(
            "second-step-over",
            401,
            message("The sign-in was not completed"),
            message("Start again on the sign-in page."),
            {"WWW-Authenticate": "Bearer"},
        ),
    },
    examples=schemas.EXAMPLES,
    tables=(tables.passkeys, tables.one_time_secrets, tables.recovery_codes, tables.requirements),
    verifiers=(lambda _: FactorVerifier(),),
    extensions=(
        SECOND_STEP,
        step_pages.SIGN_IN_PANEL,
        step_pages.SECOND_STEP_PAGE,
        people_pages.PERSON_PANEL,
        people_pages.PEOPLE_LINK,
    ),
)
