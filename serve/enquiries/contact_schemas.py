"""The JSON of contacts."""

from typing import Any

from pydantic import BaseModel, Field

from serve.accounts.schemas import Body
from serve.enquiries.contact_domain import MOST_CONTACTS, MOST_HOURS, EnquiryContact
from serve.enquiries.escalating import ShownContacts

HOURS = "After how many hours of waiting they are told; null if that does not count."
PERCENT = "After what part of the time until `needed_by` they are told, in percent; null if that does not count."
PERSON_ID = "u-16fd2706e8ba4c5b9c1e1b1f1a1d1e1f"


class ContactIn(Body):
    """A person who is told of enquiries that wait too long, at the earlier of the two times."""

    person: str = Field(pattern="^u-[0-9a-f]{32}$", description="The id of a person of yours who may answer.")
    after_hours: int | None = Field(default=None, ge=1, le=MOST_HOURS, description=HOURS)
    after_percent: int | None = Field(default=None, ge=1, le=100, description=PERCENT)


class ContactsIn(Body):
    """All contacts, instead of those before."""

    contacts: list[ContactIn] = Field(max_length=MOST_CONTACTS)

    @property
    def all(self) -> list[EnquiryContact]:
        """The contacts, as the use case takes them."""
        return [EnquiryContact(each.person, each.after_hours, each.after_percent) for each in self.contacts]


class ContactOut(BaseModel):
    """A person who is told of enquiries that wait too long."""

    person: str
    name: str
    after_hours: int | None = Field(description=HOURS)
    after_percent: int | None = Field(description=PERCENT)


class ContactsOut(BaseModel):
    """All contacts of your organisation."""

    contacts: list[ContactOut]


def contacts_out(found: ShownContacts) -> ContactsOut:
    """Contacts with their names; one who has left has none."""
    names = {each.id: each.name for each in found.people}
    return ContactsOut(
        contacts=[
            ContactOut(
                person=each.person_id,
                name=names.get(each.person_id, ""),
                after_hours=each.after_hours,
                after_percent=each.after_percent,
            )
            for each in found.contacts.all
        ]
    )


EXAMPLES: dict[str, Any] = {
    "ContactsOut": {
        "contacts": [{"person": PERSON_ID, "name": "Remi Reviewer", "after_hours": 48, "after_percent": 50}]
    },
}
