"""Changes the name and the country of organisations."""

from collections.abc import Callable
from dataclasses import dataclass

from model.messages import message
from serve.accounts.countries import countries
from serve.accounts.domain import (
    ORGANISATION_NAMED,
    Actor,
    Organisation,
    OrganisationUpdate,
    checked_country,
    checked_name,
)
from serve.accounts.permissions import AccountAction
from serve.accounts.recording import record_organisation
from serve.accounts.work import AccountWork
from serve.platform.errors import ConflictError
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works

NAME_USED = message(
    "The name “{name}” can't change: product sheets or examinations name this right holder. Add an organisation of the "
    "other name, and move its people there."
)


@dataclass(frozen=True)
class OrganisationChanges:
    """The use case. It blocks.

    Attributes:
        is_name_used: whether product sheets, or records made with them, name an organisation.
    """

    work: Works[AccountWork]
    is_name_used: Callable[[Organisation], bool]

    def change(
        self, actor: Actor, organisation_id: str, wanted: OrganisationUpdate, read: ReadVersion = ANY_VERSION
    ) -> Organisation:
        """Change an organisation.

        Raises:
            AccountError: the name is taken or invalid, or the country is missing or unknown.
            ConflictError: product sheets, or records made with them, have its name.
            NotFoundError: there is no such organisation.
        """
        with self.work.look(actor) as work:
            found = work.organisations.get(organisation_id)
        name = found.name if wanted.name is None else checked_name(wanted.name, ORGANISATION_NAMED)
        country = found.country if wanted.country is None else checked_country(wanted.country, found.kind, countries())
        if name != found.name and self.is_name_used(found):
            raise ConflictError(NAME_USED.of(name=found.name))
        with self.work.begin(actor) as work:
            present = work.organisations.get(organisation_id, for_change=True)
            read.check(present.version)
            if (name, country) != (present.name, present.country):
                work.organisations.change(organisation_id, name, country)
                record_organisation(work, AccountAction.ORGANISATION_CHANGE, organisation_id)
            return work.organisations.get(organisation_id)
