"""Asking right holders about items of cases, and answering: one transaction each, with its audit event in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from serve.accounts.domain import Actor
from serve.accounts.store import OrganisationStore, PersonStore
from serve.audit.domain import Action
from serve.audit.service import Trail
from serve.cases.store import CaseStore
from serve.enquiries.domain import (
    Answer,
    AnswerOutcome,
    Choice,
    Enquiry,
    EnquiryState,
    ShownEnquiry,
    amended,
    answered,
    checked_words,
    digest_of,
    digest_of_answer,
    new_id,
    seen_by,
    withdrawn,
)
from serve.enquiries.drafting import Drafting, right_holder_of
from serve.enquiries.store import EnquiryStore
from serve.examinations.domain import StoredPhoto
from serve.platform.database import Database
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, Call

OnAnswered = Callable[[Connection, Actor, Enquiry], Mapping[str, str]]


class EnquiryPage(NamedTuple):
    """Some enquiries, the latest first.

    Attributes:
        after: what the next page comes after; None where this is the last.
    """

    enquiries: tuple[ShownEnquiry, ...]
    after: str | None


@dataclass(frozen=True)
class Enquiries:
    """The use cases. All of them block.

    Attributes:
        on_answered: what else an answer makes, in the same transaction; gives digests by id, for the audit log.
    """

    database: Database
    trail: Trail
    drafting: Drafting
    on_answered: OnAnswered

    def ask(
        self,
        actor: Actor,
        case_id: str,
        item_id: str,
        *,
        question: str,
        choices: Sequence[Choice],
        call: Call = UNNAMED,
    ) -> ShownEnquiry:
        """Ask the right holder of an item's product about some of its photos.

        Raises:
            CaseStateError: the case is closed.
            EnquiryRejectedError: the question or the choice of photos can't be kept.
            NobodyToAskError: the right holder is not known, or has no account here.
            NotFoundError: the actor may see no such item.
        """
        words = checked_words(question, "The question")
        draft = self.drafting.draft(actor, case_id, item_id, choices)
        now, name = datetime.now(UTC), new_id("q")
        with self.database.writing(actor) as connection:
            made = call.claim(connection, name, now)
            if made == name:
                CaseStore(connection, actor).get(case_id, for_change=True).must_be_open()
                enquiry = Enquiry(
                    id=name,
                    organisation_id=actor.organisation_id,
                    right_holder_id=right_holder_of(connection, draft.sheet).id,
                    product_id=draft.sheet.id,
                    question=words,
                    asked_at=now,
                    state=EnquiryState.OPEN,
                    photos=tuple(draft.photos.values()),
                    asked=draft.asked,
                )
                EnquiryStore(connection, actor).add(enquiry)
                CaseStore(connection, actor).touch(case_id, now)
                self._record_change(connection, actor, Action.ENQUIRY_CREATE, enquiry, item=item_id)
            return self._shown(connection, actor, [EnquiryStore(connection, actor).get(made)])[0]

    def answer(
        self, actor: Actor, enquiry_id: str, outcome: AnswerOutcome, statement: str, call: Call = UNNAMED
    ) -> ShownEnquiry:
        """Answer an enquiry, once.

        Raises:
            EnquiryRejectedError: the statement is missing or can't be kept.
            EnquiryStateError: it is answered, or was withdrawn.
            NotFoundError: there is none that was sent to the actor's organisation.
        """
        return self._say(actor, enquiry_id, Action.ENQUIRY_ANSWER, _said(actor, outcome, statement), call)

    def amend(
        self, actor: Actor, enquiry_id: str, outcome: AnswerOutcome, statement: str, call: Call = UNNAMED
    ) -> ShownEnquiry:
        """Correct an answer by a further one, which counts instead; the earlier one stays to be read.

        Raises:
            EnquiryRejectedError, NotFoundError: as for `answer`.
            EnquiryStateError: there is no answer yet, or the enquiry was withdrawn.
        """
        return self._say(actor, enquiry_id, Action.ENQUIRY_AMEND, _said(actor, outcome, statement), call)

    def _say(self, actor: Actor, enquiry_id: str, action: Action, said: Answer, call: Call) -> ShownEnquiry:
        name = new_id("a")
        with self.database.writing(actor) as connection:
            store = EnquiryStore(connection, actor)
            made = call.claim(connection, name, said.at)
            before = store.get(enquiry_id, for_change=True)
            if made == name:
                after = answered(before, said) if action is Action.ENQUIRY_ANSWER else amended(before, said)
                store.change(after)
                contributions = self.on_answered(connection, actor, after)
                details = {"sha256": digest_of_answer(said), "contributions": contributions}
                self._record_change(connection, actor, action, after, **details)
            return self._shown(connection, actor, [store.get(enquiry_id)])[0]

    def withdraw(self, actor: Actor, enquiry_id: str, call: Call = UNNAMED) -> ShownEnquiry:
        """Withdraw an enquiry that is not answered: the right holder no longer sees its photos.

        Raises:
            EnquiryStateError: it is answered, or was withdrawn before.
            NotFoundError: the actor's agency has sent none such.
        """
        name, now = new_id("a"), datetime.now(UTC)
        with self.database.writing(actor) as connection:
            store = EnquiryStore(connection, actor)
            made = call.claim(connection, name, now)
            before = store.get(enquiry_id, for_change=True)
            if made == name:
                after = withdrawn(before, actor.person_id, now)
                store.change(after)
                self._record_change(connection, actor, Action.ENQUIRY_WITHDRAW, after)
            return self._shown(connection, actor, [store.get(enquiry_id)])[0]

    def view(self, actor: Actor, enquiry_id: str) -> ShownEnquiry:
        """An enquiry for somebody to look at, which is recorded.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.database.writing(actor) as connection:
            enquiry = EnquiryStore(connection, actor).get(enquiry_id)
            shown = self._shown(connection, actor, [enquiry])[0]
            self._record(connection, actor, Action.ENQUIRY_VIEW, enquiry)
            if shown.enquiry.asked is None and shown.enquiry.photos:
                self._record_photos(connection, actor, shown.enquiry)
        return shown

    def photo(self, actor: Actor, enquiry_id: str, index: int) -> StoredPhoto:
        """A photo of an enquiry, to draw a picture of. A right holder's first look is recorded.

        Raises:
            NotFoundError: the actor may see no such photo.
        """
        with self.database.reading(actor) as connection:
            store = EnquiryStore(connection, actor)
            enquiry = seen_by(actor, store.get(enquiry_id))
            is_recorded = enquiry.asked is not None or store.has_looked(enquiry_id, actor.person_id)
        if not 0 <= index < len(enquiry.photos):
            raise NotFoundError("This enquiry has no such photo.")
        if not is_recorded:  # whoever opens the enquiry is on record already
            with self.database.writing(actor) as connection:
                self._record_photos(connection, actor, enquiry)
        return enquiry.photos[index]

    def page(self, actor: Actor, state: EnquiryState | None, after: str | None, limit: int) -> EnquiryPage:
        """The enquiries that the actor may see, the latest first, which is recorded.

        Args:
            state: only those in it; None for all.
            after: where the page before ended; None to begin.

        Raises:
            NotFoundError: there is no enquiry `after` that the actor may see.
        """
        with self.database.writing(actor) as connection:
            found = EnquiryStore(connection, actor).page(state, after, limit + 1)
            shown = self._shown(connection, actor, found[:limit])
            details = {"enquiries": len(shown)}
            self.trail.record(connection, Action.ENQUIRY_VIEW, actor.organisation_id, details, actor=actor.person_id)
        return EnquiryPage(tuple(shown), found[limit - 1].id if len(found) > limit else None)

    def of_case(self, actor: Actor, case_id: str) -> list[ShownEnquiry]:
        """The enquiries about a case's items, the oldest first, for a page or bundle that is recorded."""
        with self.database.reading(actor) as connection:
            return self._shown(connection, actor, EnquiryStore(connection, actor).of_case(case_id))

    def _shown(self, connection: Connection, actor: Actor, enquiries: Sequence[Enquiry]) -> list[ShownEnquiry]:
        organisations = {each.id: each for each in OrganisationStore(connection).all()}
        own = [seen_by(actor, enquiry) for enquiry in enquiries]
        names = PersonStore(connection, actor).names({each.asked.by for each in own if each.asked is not None})
        return [
            ShownEnquiry(
                enquiry=each,
                agency=organisations[each.organisation_id],
                right_holder=organisations[each.right_holder_id],
                asker=names.get(each.asked.by, "") if each.asked else "",
            )
            for each in own
        ]

    def _record_change(
        self, connection: Connection, actor: Actor, action: Action, enquiry: Enquiry, **details: object
    ) -> None:
        """With the digest of the enquiry as it is now, which the witness compares."""
        self._record(connection, actor, action, enquiry, enquiry_sha256=digest_of(enquiry), **details)

    def _record_photos(self, connection: Connection, actor: Actor, enquiry: Enquiry) -> None:
        photos = [photo.sha256 for photo in enquiry.photos]
        self._record(connection, actor, Action.PHOTO_VIEW, enquiry, photos=photos)

    def _record(
        self, connection: Connection, actor: Actor, action: Action, enquiry: Enquiry, **details: object
    ) -> None:
        is_agency = actor.organisation_id == enquiry.organisation_id
        subject = {"case": enquiry.own.case_id} if is_agency else {"enquiry": enquiry.id}
        self.trail.record(connection, action, enquiry.id, {**subject, **details}, actor=actor.person_id)


def _said(actor: Actor, outcome: AnswerOutcome, statement: str) -> Answer:
    words = checked_words(statement, "The statement")
    return Answer(outcome, words, actor.person_id, actor.name, datetime.now(UTC))
