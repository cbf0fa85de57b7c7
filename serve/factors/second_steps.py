"""The second step of a sign-in with a password: a one-time code, or a recovery code."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from model.messages import message
from serve.accounts.attempts import SignInAttempt
from serve.accounts.domain import Person, SignInRefusedError, digest_of
from serve.accounts.second_steps import SecondStep
from serve.accounts.signing_in import SignedIn, SignIn
from serve.accounts.work import AccountWork
from serve.factors.domain import UNDER_WAY, SecondStepOverError, digest_of_code, plain
from serve.factors.one_time import step_of
from serve.factors.permissions import FactorAction
from serve.factors.sealing import Sealing
from serve.factors.store import FactorStore
from serve.factors.work import FactorWork
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM, the_service
from serve.platform.work import Works

USE = "second step"
OVER = message("The second step was awaited for too long. Sign in again.")
REFUSED = message("The code is not right, or was used before. Wait for the next one, and enter that.")


class HalfWay(NamedTuple):
    """A person whose password was right, and where they go on.

    Attributes:
        has_codes: whether they have one-time codes.
        has_passkeys: whether they have passkeys.
    """

    person: Person
    wanted: str
    has_codes: bool
    has_passkeys: bool


@dataclass(frozen=True)
class SecondSteps:
    """The use cases. All of them block."""

    work: Works[FactorWork]
    sign_in: SignIn
    sealing: Sealing

    def begin(self, person: Person, wanted: str) -> str:
        """What the browser keeps of a sign-in whose second step is awaited: it can neither read nor change it.

        Args:
            wanted: the address to continue at.
        """
        with self.work.look(SYSTEM) as work:
            values = {"use": USE, "person": person.id, "password": _password(person), "wanted": wanted}
            return self.sealing.seal_values(values, work.now)

    def view(self, kept: str | None) -> HalfWay:
        """Who is half way, by what the browser kept.

        Raises:
            SecondStepOverError: no one is, for too long, or their password was changed meanwhile.
        """
        with self.work.look(SYSTEM) as work:
            values = self.sealing.open_values(kept, USE, UNDER_WAY, work.now)
            person = _found(work, values["person"]) if values else None
            if values is None or person is None or _password(person) != values["password"]:
                raise SecondStepOverError(OVER)
            factors = work.factors.of(person.id)
            return HalfWay(person, values["wanted"], factors.codes is not None, bool(factors.passkeys))

    def finish(self, kept: str | None, code: str, address: str, replaced: str | None = None) -> SignedIn:
        """Start a session with a code, which is used up.

        Args:
            kept: what the browser kept.
            address: of the caller, to slow down guessing.
            replaced: the secret of the browser's previous session, which ends.

        Raises:
            SecondStepOverError: no one is half way, or for too long.
            SignInRefusedError: the code is not right.
            TooManySignInsError: too many failed recently.
        """
        person = self.view(kept).person
        attempt = self.sign_in.begin_attempt(SignInAttempt(person.username, address))
        if not self._take(person, plain(code)):
            self.sign_in.refuse(person.id, second_step="code")
            raise SignInRefusedError(REFUSED)
        return self.sign_in.as_person(person, attempt, replaced)

    def _take(self, person: Person, code: str) -> bool:
        """Whether this is a code of the person; it is taken once."""
        with self.work.begin(the_service(person.id)) as work:
            factors = work.factors.of(person.id, for_change=True)
            if factors.codes is not None:
                step = step_of(self.sealing.open(factors.codes.sealed), code, work.now, factors.codes.last_step)
                if step is not None:
                    work.factors.use_step(factors.codes, step)
                    return True
            digest, recovery = digest_of_code(person.id, code), factors.recovery
            if recovery is None or digest not in recovery.unused:
                return False
            left = tuple(each for each in recovery.unused if each != digest)
            work.factors.keep_recovery(replace(recovery, unused=left))
            work.record_written(FactorAction.RECOVERY_USE, person.id, recovery.id, left=len(left))
            return True


def _password(person: Person) -> str:
    """Which password was right; a sign-in that is half way ends when it is changed."""
    return digest_of(person.password_hash or "")


def _found(work: FactorWork, person_id: str) -> Person | None:
    try:
        person = work.people.get(person_id)
    except NotFoundError:
        return None
    return person if person.disabled_at is None else None


def _is_needed(work: AccountWork, person: Person) -> bool:
    """One-time codes are always asked for; a passkey instead of the password, where a second factor is required."""
    store = FactorStore(work.connection)
    factors = store.of(person.id)
    return factors.codes is not None or (bool(factors.passkeys) and _is_required(work, person))


def _must_set_up(work: AccountWork, person: Person) -> bool:
    return _is_required(work, person) and not FactorStore(work.connection).of(person.id).are_any


def _is_required(work: AccountWork, person: Person) -> bool:
    requirement = FactorStore(work.connection).requirement(person.organisation.id)
    return requirement.holds_on(work.now.date())


SECOND_STEP = SecondStep(_is_needed, _must_set_up)
