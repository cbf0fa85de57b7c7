"""Colleagues to choose from: all of them if they are few, and by the beginnings of their names if they are many."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.messages import apart, message
from serve.accounts.domain import AccountError, Actor, NoColleagueError, Person
from serve.accounts.work import AccountWork
from serve.platform.work import Works

MOST_LISTED = 50  # colleagues in a list to choose from
MOST_NAMED = 5  # of several whom a text may mean
NO_COLLEAGUE = message("No colleague has a name or username that begins like “{text}”.")
WHICH = message("“{text}” may mean several colleagues: {names}. Write more of the name, or the username.")
CALLED = message("{name} ({username})")


class ListedColleagues(NamedTuple):
    """Colleagues, by username; no one if there are too many for a list."""

    people: Sequence[Person]
    are_many: bool


@dataclass(frozen=True)
class Colleagues:
    """The use cases. All of them block."""

    work: Works[AccountWork]

    def listed(self, actor: Actor, roles: Collection[str] | None = None) -> ListedColleagues:
        """Those of the actor's organisation who may sign in, without the actor.

        Args:
            roles: only people in one of these; None for any.
        """
        with self.work.look(actor) as work:
            found = work.people.colleagues(actor.person_id, "", roles, MOST_LISTED + 1)
        are_many = len(found) > MOST_LISTED
        return ListedColleagues(() if are_many else found, are_many)

    def called(self, actor: Actor, text: str, field: str, roles: Collection[str] | None = None) -> str:
        """The username of the one colleague whom a text means: their username, or beginnings of their name.

        Raises:
            AccountError: several are meant.
            NoColleagueError: no one is.
        """
        wanted = text.strip()
        with self.work.look(actor) as work:
            exact = work.people.with_usernames([wanted.lower()])
            named = {username for username, person in exact.items() if not person.is_service}
            found = [] if named else work.people.colleagues(actor.person_id, wanted, roles, MOST_NAMED + 1)
        if named or len(found) == 1:
            return next(iter(named), "") or found[0].username
        if not found or not wanted:
            raise NoColleagueError(NO_COLLEAGUE.of(text=wanted), field)
        names = [CALLED.of(name=each.name, username=each.username) for each in found[:MOST_NAMED]]
        raise AccountError(WHICH.of(text=wanted, names=apart(names)), field)

    def officers(self, actor: Actor) -> ListedColleagues:
        """The same, with the actor first, by whom cases are filtered."""
        with self.work.look(actor) as work:
            own = work.people.get(actor.person_id)
        listed = self.listed(actor)
        return ListedColleagues((own, *listed.people), listed.are_many)
