"""What people do with their own second factors: one-time codes, recovery codes, removing a passkey."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from model.messages import message
from serve.accounts.domain import Actor
from serve.accounts.recording import on_behalf_of
from serve.factors.domain import (
    FactorRejectedError,
    Factors,
    OneTimeSecret,
    RecoveryCodes,
    Requirement,
    check_removal,
    digest_of_code,
    new_recovery_codes,
    plain,
)
from serve.factors.one_time import address_of, new_secret, step_of
from serve.factors.permissions import FactorAction
from serve.factors.sealing import Sealing
from serve.factors.work import FactorWork
from serve.platform.errors import ConflictError, NotFoundError
from serve.platform.work import Works

WRONG_CODE = message("This is not the code that the app shows now. Wait for the next one, and enter that.")
NOT_BEGUN = message("No one-time codes are being set up. Begin again.")
HAS_CODES = message("You have one-time codes already. Remove them before you set up others.")
NONE_YET = message("Set up a passkey or one-time codes first; recovery codes are for the day on which they are lost.")


class SecretToScan(NamedTuple):
    """What a person's app needs: an address for its QR code, and the same secret as text."""

    address: str
    secret: str


class OwnFactorsView(NamedTuple):
    """What a person has, and what is required of them."""

    factors: Factors
    requirement: Requirement
    is_required: bool


@dataclass(frozen=True)
class OwnFactors:
    """The use cases. All of them block."""

    work: Works[FactorWork]
    sealing: Sealing

    def view(self, actor: Actor) -> OwnFactorsView:
        """What the actor has."""
        with self.work.look(on_behalf_of(actor)) as work:
            requirement = work.factors.requirement(actor.organisation_id)
            return OwnFactorsView(work.factors.of(actor.person_id), requirement, requirement.holds_on(work.now.date()))

    def begin_codes(self, actor: Actor) -> SecretToScan:
        """Begin to set up one-time codes, or go on: a secret that was not confirmed stays the same for a while.

        Raises:
            ConflictError: the actor has one-time codes.
        """
        with self.work.begin(on_behalf_of(actor)) as work:
            factors = work.factors.of(actor.person_id, for_change=True)
            if factors.codes is not None:
                raise ConflictError(HAS_CODES)
            secret = new_secret()
            sealed = self.sealing.seal(secret, work.now)
            work.factors.keep_secret(OneTimeSecret(work.id("b"), actor.person_id, sealed, work.now))
        return SecretToScan(address_of(secret, actor.username), secret)

    def pending_codes(self, actor: Actor) -> SecretToScan:
        """What is being set up, to be shown again.

        Raises:
            ConflictError: nothing is.
        """
        pending = self.view(actor).factors.pending
        if pending is None:
            raise ConflictError(NOT_BEGUN)
        secret = self.sealing.open(pending.sealed)
        return SecretToScan(address_of(secret, actor.username), secret)

    def confirm_codes(self, actor: Actor, code: str) -> tuple[str, ...]:
        """Confirm with one code that the app has the secret, and return recovery codes, which are shown once.

        Raises:
            ConflictError: nothing is being set up.
            FactorRejectedError: it is not the code of now.
        """
        with self.work.begin(on_behalf_of(actor)) as work:
            pending = work.factors.of(actor.person_id, for_change=True).pending
            if pending is None:
                raise ConflictError(NOT_BEGUN)
            step = step_of(self.sealing.open(pending.sealed), plain(code), work.now, pending.last_step)
            if step is None:
                raise FactorRejectedError(WRONG_CODE, "code")
            work.factors.keep_secret(replace(pending, confirmed_at=work.now, last_step=step))
            work.record_written(FactorAction.CODES_ADD, actor.person_id, pending.id)
            return _renew_recovery(work, actor)

    def remove_codes(self, actor: Actor) -> None:
        """Remove the actor's one-time codes.

        Raises:
            FactorRejectedError: their organisation requires a second factor, and this is the last one.
            NotFoundError: there are none.
        """
        with self.work.begin(on_behalf_of(actor)) as work:
            factors = work.factors.of(actor.person_id, for_change=True)
            if factors.codes is None:
                raise NotFoundError(message("You have no one-time codes."))
            self._check(work, actor, factors._replace(codes=None))
            work.factors.remove(factors.codes.id)
            work.record(FactorAction.CODES_REMOVE, actor.person_id, row=factors.codes.id)

    def remove_passkey(self, actor: Actor, passkey_id: str) -> None:
        """Remove a passkey of the actor.

        Raises:
            FactorRejectedError: their organisation requires a second factor, and this is the last one.
            NotFoundError: they have no such passkey.
        """
        with self.work.begin(on_behalf_of(actor)) as work:
            factors = work.factors.of(actor.person_id, for_change=True)
            others = [each for each in factors.passkeys if each.id != passkey_id]
            if len(others) == len(factors.passkeys):
                raise NotFoundError(message("You have no such passkey."))
            self._check(work, actor, factors._replace(passkeys=others))
            work.factors.remove(passkey_id)
            work.record(FactorAction.PASSKEY_REMOVE, actor.person_id, row=passkey_id)

    def renew_recovery(self, actor: Actor) -> tuple[str, ...]:
        """Make new recovery codes, which are shown once; earlier ones are not taken any more.

        Raises:
            ConflictError: the actor has no second factor.
        """
        with self.work.begin(on_behalf_of(actor)) as work:
            if not work.factors.of(actor.person_id, for_change=True).are_any:
                raise ConflictError(NONE_YET)
            return _renew_recovery(work, actor)

    def _check(self, work: FactorWork, actor: Actor, left: Factors) -> None:
        check_removal(left, work.factors.requirement(actor.organisation_id), work.now.date())


def _renew_recovery(work: FactorWork, actor: Actor) -> tuple[str, ...]:
    codes = new_recovery_codes()
    before = work.factors.of(actor.person_id).recovery
    digests = tuple(digest_of_code(actor.person_id, code) for code in codes)
    row_id = before.id if before else work.id("b")
    work.factors.keep_recovery(RecoveryCodes(row_id, actor.person_id, digests, work.now))
    work.record_written(FactorAction.RECOVERY_MAKE, actor.person_id, row_id)
    return codes
