"""The languages that were chosen for organisations, as rows."""

from collections import Counter

from sqlalchemy import Connection, delete, insert, select

from serve.accounts.tables import organisation_languages, people, preferences


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
