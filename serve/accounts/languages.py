"""The language in which an organisation is written to: what Shingan itself writes to a right holder is in it."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from model.catalogue import FALLBACK_LANGUAGE
from model.messages import listed
from serve.accounts.domain import AccountError, Actor, check_manages
from serve.accounts.own import NO_LANGUAGE
from serve.accounts.recording import on_behalf_of
from serve.accounts.tables import organisation_languages, people, preferences
from serve.accounts.work import AccountWork
from serve.audit.domain import record_digest
from serve.platform.tags import best
from serve.platform.tenancy import SYSTEM
from serve.platform.translations import tags
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works


class LanguageStore:
    """Reads and writes the languages of organisations. They are no evidence, as people's own languages are not."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> dict[str, str]:
        """The chosen languages, by the id of the organisation."""
        rows = self._connection.execute(select(organisation_languages))
        return {row.organisation_id: row.language for row in rows}

    def of(self, organisation_id: str) -> str | None:
        """The chosen language of an organisation; None if none was chosen."""
        here = organisation_languages.c.organisation_id == organisation_id
        return self._connection.execute(select(organisation_languages.c.language).where(here)).scalar_one_or_none()

    def choose(self, organisation_id: str, language: str | None) -> None:
        """Store the language of an organisation; None for none in particular."""
        here = organisation_languages.c.organisation_id == organisation_id
        self._connection.execute(delete(organisation_languages).where(here))
        if language is not None:
            values = {"organisation_id": organisation_id, "language": language}
            self._connection.execute(insert(organisation_languages).values(values))

    def of_people(self, organisation_id: str) -> list[str]:
        """The languages that its people who may sign in chose for themselves, the most frequent first."""
        together = preferences.c.person_id == people.c.id
        query = select(preferences.c.language).join(people, together)
        active = (people.c.organisation_id == organisation_id) & people.c.disabled_at.is_(None)
        chosen = self._connection.execute(query.where(active, preferences.c.language.is_not(None))).scalars()
        return [tag for tag, _ in Counter(sorted(chosen)).most_common()]


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
            return LanguageStore(work.connection).all()

    def view(self, actor: Actor, organisation_id: str) -> ChosenLanguage:
        """The language that was chosen for an organisation.

        Raises:
            NotFoundError: there is no such organisation.
            NotPermittedError: the actor manages the people of another organisation.
        """
        check_manages(actor, organisation_id)
        with self.work.look(actor) as work:
            work.organisations.get(organisation_id)
            return ChosenLanguage(LanguageStore(work.connection).of(organisation_id))

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
            languages = LanguageStore(work.connection)
            read.check(ChosenLanguage(languages.of(organisation_id)).version)
            languages.choose(organisation_id, language)
        return ChosenLanguage(language)

    def of(self, organisation_id: str) -> str:
        """The tag of the language to write in: the chosen one, otherwise that of most of its people, otherwise English.

        A chosen language that is no longer offered counts as none.
        """
        with self.work.look(SYSTEM) as work:
            store = LanguageStore(work.connection)
            chosen = store.of(organisation_id)
            wishes = [chosen, *store.of_people(organisation_id)] if chosen else store.of_people(organisation_id)
        return next(filter(None, (best(wish, tags()) for wish in wishes)), FALLBACK_LANGUAGE)


def check_offered(language: str | None) -> None:
    """Raise AccountError for a language that the service does not offer."""
    if language is not None and language not in tags():
        raise AccountError(NO_LANGUAGE.of(language=language, offered=listed(tags())), "language")
