"""The language in which an organisation is written to: what Shingan itself writes to a right holder is in it."""

from dataclasses import dataclass
from typing import NamedTuple

from model.catalogue import FALLBACK_LANGUAGE
from model.messages import listed
from serve.accounts.domain import AccountError, Actor, check_manages
from serve.accounts.own import NO_LANGUAGE
from serve.accounts.recording import on_behalf_of
from serve.accounts.work import AccountWork
from serve.audit.domain import record_digest
from serve.platform.tags import best
from serve.platform.tenancy import SYSTEM
from serve.platform.translations import tags
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works


class ChosenLanguage(NamedTuple):
    """The language that was chosen for an organisation, by its tag; None if none was."""

    tag: str | None

    @property
    def version(self) -> str:
        """A digest of it."""
        return record_digest({"language": self.tag})


@dataclass(frozen=True)
class OrganisationLanguages:
    """The use cases. All of them block."""

    work: Works[AccountWork]

    def chosen(self) -> dict[str, str]:
        """The languages that were chosen for organisations, by the id of the organisation."""
        with self.work.look(SYSTEM) as work:
            return work.languages.all()

    def view(self, actor: Actor, organisation_id: str) -> ChosenLanguage:
        """The language that was chosen for an organisation.

        Raises:
            NotFoundError: there is no such organisation.
            NotPermittedError: the actor manages the people of another organisation.
        """
        check_manages(actor, organisation_id)
        with self.work.look(actor) as work:
            work.organisations.get(organisation_id)
            return ChosenLanguage(work.languages.of(organisation_id))

    def choose(
        self, actor: Actor | None, organisation_id: str, language: str | None, read: ReadVersion = ANY_VERSION
    ) -> ChosenLanguage:
        """Choose the language in which an organisation is written to; None leaves it to its people.

        Raises:
            AccountError: the service does not offer the language.
            ChangedMeanwhileError: it is no longer what the actor has read.
            NotFoundError: there is no such organisation.
            NotPermittedError: the actor manages the people of another organisation.
        """
        check_manages(actor, organisation_id)
        check_offered(language)
        with self.work.begin(on_behalf_of(actor)) as work:
            work.organisations.get(organisation_id, for_change=True)
            languages = work.languages
            read.check(ChosenLanguage(languages.of(organisation_id)).version)
            languages.choose(organisation_id, language)
        return ChosenLanguage(language)

    def of(self, organisation_id: str) -> str:
        """The tag of the language to write in: the chosen one, otherwise that of most of its people, otherwise English.

        A chosen language that is no longer offered counts as none.
        """
        with self.work.look(SYSTEM) as work:
            store = work.languages
            chosen = store.of(organisation_id)
            wishes = [chosen, *store.of_people(organisation_id)] if chosen else store.of_people(organisation_id)
        return next(filter(None, (best(wish, tags()) for wish in wishes)), FALLBACK_LANGUAGE)


def check_offered(language: str | None) -> None:
    """Raise AccountError for a language that the service does not offer."""
    if language is not None and language not in tags():
        raise AccountError(NO_LANGUAGE.of(language=language, offered=listed(tags())), "language")
