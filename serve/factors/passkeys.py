"""Passkeys (WebAuthn): registered by a person who is signed in, and enough alone to sign in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from model.messages import counted, message
from serve.accounts.attempts import SignInAttempt
from serve.accounts.domain import Actor, Person, SignInRefusedError, digest_of
from serve.accounts.recording import on_behalf_of
from serve.accounts.signing_in import SignedIn, SignIn
from serve.audit.domain import ANONYMOUS
from serve.factors.domain import (
    CEREMONY,
    MOST_PASSKEYS,
    FactorRejectedError,
    Passkey,
    RelyingParty,
    checked_passkey_name,
)
from serve.factors.permissions import FactorAction
from serve.factors.sealing import Sealing
from serve.factors.work import FactorWork
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import IdempotentCall
from serve.platform.tenancy import SYSTEM, the_service
from serve.platform.work import Works

ADD, ENTER = "add a passkey", "enter with a passkey"
NAME = "Shingan"
BROKEN = (WebAuthnException, ValueError, KeyError, TypeError)  # what a malformed answer of an authenticator raises
NOT_ADDED = message("The passkey was not added: the answer of the device does not fit. Try again.")
REFUSED = message("This passkey is not known here, or its answer does not fit. Nothing was changed.")
OVER = message("This took too long, or was begun in another browser. Try again.")
TOO_MANY = counted(
    "You have {count} passkey. Remove one before you add another one.",
    "You have {count} passkeys. Remove one before you add another one.",
)


class Ceremony(NamedTuple):
    """What a browser is asked, and what it keeps so that its answer is checked against it.

    Attributes:
        options: for the script, as JSON.
    """

    options: str
    kept: str


@dataclass(frozen=True)
class Passkeys:
    """The use cases. All of them block."""

    work: Works[FactorWork]
    sign_in: SignIn
    sealing: Sealing

    def begin_adding(self, actor: Actor, party: RelyingParty) -> Ceremony:
        """Ask the browser for a new passkey of the actor.

        Raises:
            FactorRejectedError: they have too many.
        """
        with self.work.look(on_behalf_of(actor)) as work:
            passkeys, now = work.factors.passkeys_of(actor.person_id), work.now
        if len(passkeys) >= MOST_PASSKEYS:
            raise FactorRejectedError(TOO_MANY.of(count=len(passkeys)))
        options = generate_registration_options(
            rp_id=party.id,
            rp_name=NAME,
            user_id=actor.person_id.encode(),
            user_name=actor.username,
            user_display_name=actor.name,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                require_resident_key=True,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(base64url_to_bytes(each.credential_id)) for each in passkeys
            ],
        )
        values = {"use": ADD, "challenge": bytes_to_base64url(options.challenge), "person": actor.person_id}
        return Ceremony(options_to_json(options), self.sealing.seal_values(values, now))

    def add(
        self, actor: Actor, party: RelyingParty, kept: str | None, name: str, credential: Mapping[str, Any]
    ) -> Passkey:
        """Add the passkey that the browser has made.

        Raises:
            FactorRejectedError: the name or the answer is not valid, or it took too long.
        """
        called = checked_passkey_name(name)
        challenge = self._challenge(kept, ADD, actor.person_id)
        if challenge is None:
            raise FactorRejectedError(OVER)
        try:
            made = verify_registration_response(
                credential=dict(credential),
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=party.id,
                expected_origin=party.origin,
                require_user_verification=True,
            )
        except BROKEN as fault:
            raise FactorRejectedError(NOT_ADDED, "credential") from fault
        with self.work.begin(on_behalf_of(actor), _once(challenge)) as work:
            if work.replayed:
                raise FactorRejectedError(OVER)
            known_as, key = bytes_to_base64url(made.credential_id), bytes_to_base64url(made.credential_public_key)
            if work.factors.passkey(known_as) is not None:
                raise FactorRejectedError(NOT_ADDED, "credential")
            new = Passkey(work.id("b"), actor.person_id, called, known_as, key, made.sign_count, work.now)
            work.factors.add_passkey(new)
            work.record_written(FactorAction.PASSKEY_ADD, actor.person_id, new.id)
        return new

    def begin_sign_in(self, party: RelyingParty) -> Ceremony:
        """Ask the browser for any passkey that it has for this service."""
        options = generate_authentication_options(
            rp_id=party.id, user_verification=UserVerificationRequirement.REQUIRED
        )
        with self.work.look(SYSTEM) as work:
            values = {"use": ENTER, "challenge": bytes_to_base64url(options.challenge)}
            return Ceremony(options_to_json(options), self.sealing.seal_values(values, work.now))

    def finish_sign_in(
        self,
        party: RelyingParty,
        kept: str | None,
        credential: Mapping[str, Any],
        address: str,
        replaced: str | None = None,
    ) -> SignedIn:
        """Start a session for the person whose passkey answers.

        Args:
            address: of the caller, to slow down guessing.
            replaced: the secret of the browser's previous session, which ends.

        Raises:
            SignInRefusedError: the passkey is unknown, its answer does not fit, or the account is disabled.
            TooManySignInsError: too many failed recently, of this person or from this address.
        """
        person = self._owner(credential)
        attempt = SignInAttempt(person.username if person else None, address)
        self.sign_in.begin_attempt(attempt)
        challenge = self._challenge(kept, ENTER)
        is_right = person is not None and challenge is not None and self._is_right(party, challenge, credential)
        if person is None or not is_right:
            self.sign_in.refuse(person.id if person else ANONYMOUS, second_step="passkey")
            raise SignInRefusedError(REFUSED)
        return self.sign_in.as_person(person, attempt, replaced)

    def _owner(self, credential: Mapping[str, Any]) -> Person | None:
        with self.work.look(SYSTEM) as work:
            found = work.factors.passkey(str(credential.get("id")))
            if found is None:
                return None
            try:
                return work.people.get(found.person_id)
            except NotFoundError:
                return None

    def _is_right(self, party: RelyingParty, challenge: str, credential: Mapping[str, Any]) -> bool:
        """Whether an answer fits the challenge and the passkey's public key; each challenge is answered once."""
        with self.work.begin(the_service(ANONYMOUS), _once(challenge)) as work:
            passkey = work.factors.passkey(str(credential.get("id")), for_change=True)
            if passkey is None or work.replayed:
                return False
            try:
                answer = verify_authentication_response(
                    credential=dict(credential),
                    expected_challenge=base64url_to_bytes(challenge),
                    expected_rp_id=party.id,
                    expected_origin=party.origin,
                    credential_public_key=base64url_to_bytes(passkey.public_key),
                    credential_current_sign_count=passkey.sign_count,
                    require_user_verification=True,
                )
            except BROKEN:
                return False
            work.factors.use_passkey(passkey, answer.new_sign_count, work.now.date())
            return True

    def _challenge(self, kept: str | None, use: str, person_id: str | None = None) -> str | None:
        with self.work.look(SYSTEM) as work:
            values = self.sealing.open_values(kept, use, CEREMONY, work.now)
        return str(values["challenge"]) if values and values.get("person") == person_id else None


def _once(challenge: str) -> IdempotentCall:
    return IdempotentCall(f"passkey/{digest_of(challenge)}")
