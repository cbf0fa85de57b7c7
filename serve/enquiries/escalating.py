"""Brings enquiries that wait too long to the people whom their right holder has named."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import anyio
import anyio.to_thread
import structlog

from model.messages import message
from serve.accounts.domain import Actor, Person
from serve.enquiries.contact_domain import Contacts, EnquiryContact, checked_contacts, told_at
from serve.enquiries.domain import Enquiry, EnquiryRejectedError
from serve.enquiries.escalation_domain import Escalation
from serve.enquiries.permissions import ContactAction, EnquiryAction, EnquiryPermission
from serve.enquiries.reading import record_change
from serve.enquiries.work import EnquiryWork
from serve.platform.errors import ClockError, NotFoundError, StorageError
from serve.platform.tenancy import the_service
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works

log = structlog.get_logger(__name__)
ITSELF = the_service("enquiries")


class ShownContacts(NamedTuple):
    """The contacts of a right holder, and the people who can be contacts, by id."""

    contacts: Contacts
    people: Sequence[Person]


@dataclass(frozen=True)
class Escalations:
    """The use cases. All of them block, except `keep_escalating`."""

    work: Works[EnquiryWork]

    def contacts(self, actor: Actor) -> ShownContacts:
        """Whom the actor's right holder has named."""
        with self.work.look(actor) as work:
            found = Contacts(work.contacts.of(actor.organisation_id))
            return ShownContacts(found, self._people(work))

    def change(self, actor: Actor, given: Sequence[EnquiryContact], read: ReadVersion = ANY_VERSION) -> ShownContacts:
        """Name these people instead of those before.

        Raises:
            ChangedMeanwhileError: they were changed since the version in `read`.
            EnquiryRejectedError: one is no person of the right holder who may answer, or has an impossible time.
        """
        checked = checked_contacts(given)
        with self.work.begin(actor) as work:
            work.organisations.get(actor.organisation_id, for_change=True)  # there may be no row of a contact to lock
            read.check(Contacts(work.contacts.of(actor.organisation_id)).version)
            people = self._people(work)
            unknown = {each.person_id for each in checked} - {each.id for each in people}
            if unknown:
                raise EnquiryRejectedError(
                    message("A contact has to be a person of yours who may answer enquiries."), "contacts"
                )
            work.contacts.replace(actor.organisation_id, checked, actor.person_id, work.now)
            work.record(ContactAction.CHANGE, actor.organisation_id, contacts=[each.person_id for each in checked])
            return ShownContacts(Contacts(checked), people)

    def _people(self, work: EnquiryWork) -> list[Person]:
        permissions = self.work.roles.permissions
        return [
            each
            for each in work.people.all()
            if each.disabled_at is None
            and not each.is_service
            and EnquiryPermission.ANSWER in permissions(each.role, each.organisation.kind)
            and each.organisation.id == work.tenant.organisation_id
        ]

    async def keep_escalating(self, seconds: float) -> None:
        """Look for what waits too long, again and again until cancelled."""
        while True:
            await anyio.to_thread.run_sync(self.run_once)
            await anyio.sleep(seconds)

    def run_once(self) -> None:
        """The same once; what fails is tried again later."""
        try:
            self.run()
        except (StorageError, ClockError) as fault:
            log.warning("nothing_escalated", error=str(fault))

    def run(self) -> int:
        """Tell every contact of the enquiries that have waited long enough; returns how many were told."""
        with self.work.look(ITSELF) as work:
            due = [
                (name, contact)
                for right_holder in work.contacts.right_holders()
                for contact in work.contacts.of(right_holder)
                for name, enquiry in work.enquiries.many(work.contacts.open_enquiries(right_holder)).items()
                if _is_due(work, enquiry, contact)
            ]
        return sum(self._escalate(name, contact) for name, contact in due)

    def _escalate(self, enquiry_id: str, contact: EnquiryContact) -> bool:
        """Tell a contact, unless another process has, or the enquiry no longer waits."""
        with self.work.begin(ITSELF) as work:
            try:
                enquiry = work.enquiries.get(enquiry_id, for_change=True)
            except NotFoundError:
                return False
            person = work.people.get(contact.person_id)
            if not _is_due(work, enquiry, contact) or person.disabled_at is not None:
                return False
            escalation = Escalation(work.id("n"), person.id, person.name, work.now)
            work.contacts.add(enquiry, escalation)
            after = replace(enquiry, escalations=(*enquiry.escalations, escalation))
            record_change(work, EnquiryAction.ESCALATE, after, to=person.id)
            return True


def _is_due(work: EnquiryWork, enquiry: Enquiry, contact: EnquiryContact) -> bool:
    moment = told_at(enquiry, contact)
    is_told = any(each.to == contact.person_id for each in enquiry.escalations)
    return moment is not None and moment <= work.now and not is_told
