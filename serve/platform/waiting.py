"""What waits for people: each subject says how it is found, and one query counts all of it for every page.

A subject registers `WaitingKind` among its extensions. Its statement is built once for each kind of organisation, as
every page counts: to build one takes far longer than to execute it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, Date, DateTime, Row, Select, Text, bindparam, cast, func, null, select, union_all

from model.messages import NOTHING, Message, Wording, counted
from serve.platform.clock import Clock
from serve.platform.database import Database
from serve.platform.tenancy import Tenant

MOST_COUNTED = 999  # of one kind; it stands for more, too
ALL_OF_IT = "/work"  # the page that lists all that waits
THINGS = counted("{count} thing waits for you", "{count} things wait for you")
TODAY: Any = bindparam("today")
NEVER_DUE: Any = cast(null(), Date).label("due")
NO_LABEL: Any = cast(null(), Text).label("label")
NO_PRODUCT: Any = cast(null(), Text).label("product")


class WaitingReader(Tenant, Protocol):
    """The person for whom things wait; `serve.accounts.domain.Actor` is one."""

    def may(self, permission: str) -> bool:
        """Whether their role includes this."""


class AnyPerson(NamedTuple):
    """Stands for any person of a kind of organisation: the ids are given when the statement is executed."""

    kind: str
    person_id: Any = bindparam("person")
    organisation_id: Any = bindparam("organisation")


@dataclass(frozen=True)
class WaitingKind:
    """One kind of what can wait for a person.

    Attributes:
        name: in the API; it never changes.
        organisations: the kind of organisation for whose people it waits.
        permission: those of them who have it do what waits.
        path: the page that lists it, which has an entry in the menu.
        title: of what waits, for people.
        said: how much waits, with `count`.
        found: the statement for a person: rows with `id`, `since` (when it came), `label` (someone's words), `product`
            (its id) and `due` (the last day on which it is of use), of which the last three may be null.
        address: of the page of one, given its row.
        about: what else tells one from the others, given its row, for people.
        is_noticed: whether people are also told of it by e-mail; not of a queue that many people share.
        noticed_after: how long it has waited by then; for what people bring about themselves, and mostly do at once.
    """

    name: str
    organisations: str
    permission: str
    path: str
    title: Message
    said: Message
    found: Callable[[AnyPerson], Select[Any]]
    address: Callable[[Row[Any]], str]
    about: Callable[[Row[Any]], Wording] = lambda _: NOTHING
    is_noticed: bool = True
    noticed_after: timedelta = timedelta()


@dataclass(frozen=True)
class Waiting:
    """Counts and lists what waits.

    Attributes:
        kinds: that subjects have registered.
        statements: by the kind of organisation and the names of kinds, so that each is built once.
    """

    database: Database
    clock: Clock
    kinds: Sequence[WaitingKind]
    statements: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def of(self, reader: WaitingReader) -> Sequence[WaitingKind]:
        """The kinds of things that can wait for a person."""
        return [each for each in self.kinds if each.organisations == reader.kind and reader.may(each.permission)]

    def counts(self, reader: WaitingReader) -> Mapping[str, int]:
        """How many things of each kind wait for a person, at most MOST_COUNTED, by its name; only where any does."""
        if not (kinds := self.of(reader)):
            return {}
        with self.database.reading(reader) as connection:
            row = connection.execute(self._counting(reader, kinds), self._given(reader)).one()
        return {kind.name: count for kind, count in zip(kinds, row, strict=True) if count}

    def ids(self, reader: WaitingReader) -> frozenset[str]:
        """The ids of all that waits for a person, of the kinds that they are told of by e-mail."""
        if not (kinds := [each for each in self.of(reader) if each.is_noticed]):
            return frozenset()
        key = (reader.kind, *(kind.name for kind in kinds), "ids")
        if key not in self.statements:
            self.statements[key] = union_all(*(_ids(kind, AnyPerson(reader.kind)) for kind in kinds))
        with self.database.reading(reader) as connection:
            given = {**self._given(reader), **self._long_ago(kinds)}
            return frozenset(connection.execute(self.statements[key], given).scalars())

    def first(self, connection: Connection, reader: WaitingReader, kind: WaitingKind, limit: int) -> Sequence[Row[Any]]:
        """The first things of a kind within a transaction: those due first, then those that have waited longest."""
        key = (reader.kind, kind.name, "first")
        if key not in self.statements:
            found = kind.found(AnyPerson(reader.kind)).subquery()
            order = func.coalesce(found.c.due, date.max), found.c.since, found.c.id
            self.statements[key] = select(found).order_by(*order).limit(bindparam("most"))
        return connection.execute(self.statements[key], {**self._given(reader), "most": limit}).all()

    def _counting(self, reader: WaitingReader, kinds: Sequence[WaitingKind]) -> Select[Any]:
        key = (reader.kind, *(kind.name for kind in kinds))
        if key not in self.statements:
            self.statements[key] = select(*(_count(kind, AnyPerson(reader.kind)) for kind in kinds))
        found: Select[Any] = self.statements[key]
        return found

    def _long_ago(self, kinds: Sequence[WaitingKind]) -> Mapping[str, datetime]:
        """By the parameter of each kind, before what moment things of it came that people are told of."""
        return {_before(kind): self.clock.shown() - kind.noticed_after for kind in kinds if kind.noticed_after}

    def _given(self, reader: WaitingReader) -> Mapping[str, Any]:
        today = self.clock.shown().date()
        return {"person": reader.person_id, "organisation": reader.organisation_id, "today": today}


def _ids(kind: WaitingKind, person: AnyPerson) -> Select[Any]:
    some = kind.found(person).limit(MOST_COUNTED).subquery()
    if not kind.noticed_after:
        return select(some.c.id)
    return select(some.c.id).where(some.c.since <= bindparam(_before(kind), type_=DateTime(timezone=True)))


def _before(kind: WaitingKind) -> str:
    return f"{kind.name}_before"


def _count(kind: WaitingKind, person: AnyPerson) -> Any:
    some = kind.found(person).limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(some).scalar_subquery().label(kind.name)
