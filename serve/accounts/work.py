"""A unit of work with people, organisations, and what the actor may see. Those of other subjects derive from it."""

from serve.accounts.credential_store import CredentialStore
from serve.accounts.domain import Actor, Sight
from serve.accounts.language_store import LanguageStore
from serve.accounts.link_store import LinksOfPeople
from serve.accounts.store import OrganisationStore, PersonStore
from serve.accounts.unit_store import UnitStore
from serve.audit.store import AuditStore
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Work, on_first_use


class AccountWork(Work):
    """See `serve.platform.work.Work`."""

    @property
    def actor(self) -> Actor:
        """The actor.

        Raises:
            TypeError: the service itself acts.
        """
        if not isinstance(self.tenant, Actor):
            raise TypeError(f"{self.tenant.person_id} is no person")
        return self.tenant

    @on_first_use
    def events(self) -> AuditStore:
        """The audit log as before this transaction, for reading."""
        return AuditStore(self.connection)

    @on_first_use
    def organisations(self) -> OrganisationStore:
        """All organisations."""
        return OrganisationStore(self.connection)

    @on_first_use
    def credentials(self) -> CredentialStore:
        """Sessions, tokens and failed sign-ins; they belong to the service."""
        return CredentialStore(self.connection)

    @on_first_use
    def links(self) -> LinksOfPeople:
        """Links for new passwords; they belong to the service."""
        return self.store(LinksOfPeople)

    @on_first_use
    def people(self) -> PersonStore:
        """The people whom the tenant may see."""
        return PersonStore(self.connection, self.tenant)

    @on_first_use
    def everyone(self) -> PersonStore:
        """All people, of whom the audit log keeps digests."""
        return PersonStore(self.connection, SYSTEM)

    @on_first_use
    def units(self) -> UnitStore:
        """The units that the tenant may see."""
        return UnitStore(self.connection, self.tenant)

    @on_first_use
    def languages(self) -> LanguageStore:
        """The languages that were chosen for organisations."""
        return LanguageStore(self.connection)

    @on_first_use
    def sight(self) -> Sight:
        """What the actor may see of identification points."""
        return self.organisations.sight(self.actor)
