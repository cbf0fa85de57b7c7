"""People, organisations, sessions and tokens as rows."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    RowMapping,
    Select,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from model.messages import message
from serve.accounts.domain import (
    ANY_PEOPLE,
    AccountError,
    Actor,
    Organisation,
    PeopleFilter,
    Person,
    Preferences,
    Sight,
    Unit,
)
from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import allowances, organisations, people, preferences, units
from serve.audit.domain import record_digest
from serve.platform.database import lowered, utc
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import Tenant, visible

ORGANISATION_TAKEN = message("There is an organisation named “{organisation}” already.")
USERNAMES_TAKEN = message("Another person was added meanwhile under one of these usernames. Look at the table again.")
BATCH = 500  # people whom one query names
BETWEEN_WORDS = "-._@"  # of names and usernames, beside spaces


class OrganisationStore:
    """Reads and writes organisations. Everyone may know which exist, but not their people."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, organisation: Organisation) -> None:
        """Write a new one.

        Raises:
            AccountError: there is one of this name.
        """
        values = {
            "id": organisation.id,
            "kind": organisation.kind,
            "name": organisation.name,
            "country": organisation.country,
            "allows_all": organisation.allows_all,
            "created_at": organisation.created_at,
        }
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(organisations).values(values))
        except IntegrityError:
            raise AccountError(ORGANISATION_TAKEN.of(organisation=organisation.name), "name") from None

    def change(self, organisation_id: str, name: str, country: str | None) -> None:
        """Change the name and the country of an organisation.

        Raises:
            AccountError: there is another one of this name.
        """
        query = update(organisations).where(organisations.c.id == organisation_id)
        try:
            with self._connection.begin_nested():
                self._connection.execute(query.values(name=name, country=country))
        except IntegrityError:
            raise AccountError(ORGANISATION_TAKEN.of(organisation=name), "name") from None

    def get(self, organisation_id: str, *, for_change: bool = False) -> Organisation:
        """One by its id.

        Args:
            for_change: who else would change it waits until this transaction ends.

        Raises:
            NotFoundError: there is none.
        """
        query = select(organisations).where(organisations.c.id == organisation_id)
        return self._one(query.with_for_update() if for_change else query)

    def named(self, name: str) -> Organisation:
        """One by its name.

        Raises:
            NotFoundError: there is none.
        """
        return self._one(select(organisations).where(organisations.c.name == name))

    def right_holder(self, name: str) -> Organisation | None:
        """The right holder with this name in product sheets; None if it has no account here."""
        query = select(organisations).where(
            organisations.c.name == name, organisations.c.kind == OrganisationKind.RIGHT_HOLDER.value
        )
        row = self._connection.execute(query).one_or_none()
        return _organisation(row) if row else None

    def all(self) -> list[Organisation]:
        """All organisations, by name."""
        rows = self._connection.execute(select(organisations).order_by(organisations.c.name))
        return [_organisation(row) for row in rows]

    def allowed(self, right_holder_id: str) -> tuple[str, ...]:
        """Ids of the agencies that a right holder lists."""
        query = select(allowances.c.agency_id).where(allowances.c.right_holder_id == right_holder_id)
        return tuple(self._connection.execute(query.order_by(allowances.c.agency_id)).scalars())

    def allowing_each(self, agencies: Collection[str]) -> frozenset[str]:
        """Ids of the right holders that allow every one of these agencies; of none if one is no agency."""
        known, wanted = self.all(), set(agencies)
        if not wanted <= {each.id for each in known if each.kind == OrganisationKind.AGENCY}:
            return frozenset()
        listed: dict[str, set[str]] = {}
        for holder, agency in self._connection.execute(select(allowances.c.right_holder_id, allowances.c.agency_id)):
            listed.setdefault(holder, set()).add(agency)
        holders = (each for each in known if each.kind == OrganisationKind.RIGHT_HOLDER)
        return frozenset(each.id for each in holders if each.allows_all or wanted <= listed.get(each.id, set()))

    def allowing(self, right_holder_id: str) -> list[Organisation]:
        """The agencies that a right holder allows, by name.

        Raises:
            NotFoundError: there is no such right holder.
        """
        holder = self.get(right_holder_id)
        agencies = [each for each in self.all() if each.kind == OrganisationKind.AGENCY]
        listed = self.allowed(right_holder_id)
        return [agency for agency in agencies if holder.allows_all or agency.id in listed]

    def allow(self, right_holder_id: str, agencies: Collection[str] | None) -> None:
        """Set the agencies that a right holder allows; None allows all."""
        self._connection.execute(
            update(organisations).where(organisations.c.id == right_holder_id).values(allows_all=agencies is None)
        )
        self._connection.execute(delete(allowances).where(allowances.c.right_holder_id == right_holder_id))
        rows = [{"right_holder_id": right_holder_id, "agency_id": agency} for agency in sorted(set(agencies or ()))]
        if rows:
            self._connection.execute(insert(allowances), rows)

    def digests(self, ids: Collection[str]) -> dict[str, str]:
        """The digests of these organisations for the audit log, with the agencies that right holders list."""
        rows = self._connection.execute(select(organisations).where(organisations.c.id.in_(ids))).mappings().all()
        return {row["id"]: digest_of_row(row, allowed=self.allowed(row["id"])) for row in rows}

    def sight(self, actor: Actor) -> Sight:
        """What an actor may see of identification points."""
        return self.sight_of(actor.organisation)

    def sight_of(self, organisation: Organisation) -> Sight:
        """What the people of an organisation may see of identification points."""
        if organisation.kind != OrganisationKind.AGENCY:
            return Sight(organisation.kind, organisation.name)
        listed = select(allowances.c.right_holder_id).where(allowances.c.agency_id == organisation.id)
        query = select(organisations.c.name).where(
            organisations.c.kind == OrganisationKind.RIGHT_HOLDER.value,
            organisations.c.allows_all.is_(False),
            organisations.c.id.not_in(listed),
        )
        refusing = frozenset(self._connection.execute(query).scalars())
        return Sight(organisation.kind, organisation.name, refusing)

    def _one(self, query: Select[Any]) -> Organisation:
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(message("There is no such organisation."))
        return _organisation(row)


class PersonStore:
    """Reads and writes people on a tenant's behalf: an operator sees all, others their own organisation's."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, person: Person) -> None:
        """Write a new one.

        Raises:
            AccountError: the username is taken.
        """
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(people).values(_values(person)))
        except IntegrityError:
            raise AccountError(
                message("The username “{username}” is taken.", username=person.username), "username"
            ) from None

    def add_many(self, new: Sequence[Person]) -> None:
        """Write new ones.

        Raises:
            AccountError: a username was taken meanwhile.
        """
        try:
            with self._connection.begin_nested():
                if new:
                    self._connection.execute(insert(people), [_values(person) for person in new])
        except IntegrityError:
            raise AccountError(USERNAMES_TAKEN, "username") from None

    def get(self, person_id: str, *, for_change: bool = False) -> Person:
        """One by their id.

        Args:
            for_change: who else would change the row waits until this transaction ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        return self._one(_by_id(self._tenant, for_change=for_change), {"person_id": person_id})

    def named(self, username: str) -> Person:
        """One by their username.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        return self._one(self._visible().where(people.c.username == username))

    def with_usernames(self, usernames: Sequence[str]) -> dict[str, Person]:
        """Those with these usernames whom the tenant may see, by username."""
        found: dict[str, Person] = {}
        for start in range(0, len(usernames), BATCH):
            some = self._visible().where(people.c.username.in_(usernames[start : start + BATCH]))
            found |= {row.username: _person(row) for row in self._connection.execute(some)}
        return found

    def with_ids(self, ids: Sequence[str]) -> dict[str, Person]:
        """Those with these ids whom the tenant may see, by id."""
        found: dict[str, Person] = {}
        for start in range(0, len(ids), BATCH):
            some = self._visible().where(people.c.id.in_(ids[start : start + BATCH]))
            found |= {row.id: _person(row) for row in self._connection.execute(some)}
        return found

    def colleagues(self, person_id: str, text: str, roles: Collection[str] | None, limit: int) -> list[Person]:
        """People of the tenant's organisation who may sign in, without one of them and service accounts, by username.

        Args:
            text: as of `page`.
            roles: only people in one of these; None for any.
        """
        own = (people.c.organisation_id == self._tenant.organisation_id) & (people.c.id != person_id)
        query = self._called(text).where(own, people.c.disabled_at.is_(None), ~people.c.is_service)
        if roles is not None:
            query = query.where(people.c.role.in_(roles))
        return [_person(row) for row in self._connection.execute(query.order_by(people.c.username).limit(limit))]

    def active_in_role(self, organisation_id: str, role: str) -> frozenset[str]:
        """Ids of the people of an organisation in a role who may sign in and whom the tenant may see."""
        active = (people.c.organisation_id == organisation_id) & people.c.disabled_at.is_(None) & ~people.c.is_service
        query = select(people.c.id).where(active, people.c.role == role, visible(people, self._tenant))
        return frozenset(self._connection.execute(query).scalars())

    def of_subject(self, openid_subject: str) -> Person:
        """One by their provider's id.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        return self._one(self._visible().where(people.c.openid_subject == openid_subject))

    def all(self) -> list[Person]:
        """All people whom the tenant may see, by username."""
        return [_person(row) for row in self._connection.execute(self._visible().order_by(people.c.username))]

    def page(self, text: str, after: str | None, limit: int, only: PeopleFilter = ANY_PEOPLE) -> list[Person]:
        """People whom the tenant may see, by username, without service accounts.

        Args:
            text: beginnings of words of the name or the username, in upper or lower case; all must match.
            after: only usernames after this one; None to begin.
            limit: how many at most.
            only: which of them.
        """
        query = self._called(text).where(people.c.is_service.is_(False)).order_by(people.c.username).limit(limit)
        for name, value in only._asdict().items():
            if value is not None:
                query = query.where(people.c[name] == value)
        if after is not None:
            query = query.where(people.c.username > after)
        return [_person(row) for row in self._connection.execute(query)]

    def services(self) -> list[Person]:
        """The service accounts that the tenant may see, by username."""
        query = self._visible().where(people.c.is_service.is_(True)).order_by(people.c.username)
        return [_person(row) for row in self._connection.execute(query)]

    def service_ids(self, ids: Collection[str]) -> set[str]:
        """Which of these ids are service accounts that the tenant may see."""
        query = self._visible().where(people.c.id.in_(ids), people.c.is_service.is_(True))
        return {row.id for row in self._connection.execute(query)}

    def roles_in(self, organisation_id: str) -> set[str]:
        """The roles of the people of an organisation who may sign in and whom the tenant may see."""
        active = (people.c.organisation_id == organisation_id) & people.c.disabled_at.is_(None) & ~people.c.is_service
        rows = self._connection.execute(self._visible().with_only_columns(people.c.role).where(active).distinct())
        return set(rows.scalars())

    def names(self, ids: Collection[str]) -> dict[str, str]:
        """The names of these people, by id, as far as the tenant may see them."""
        rows = self._connection.execute(self._visible().where(people.c.id.in_(ids)))
        return {row.id: row.name for row in rows}

    def usernames(self, ids: Collection[str]) -> dict[str, str]:
        """The usernames of these people, by id, as far as the tenant may see them."""
        rows = self._connection.execute(self._visible().where(people.c.id.in_(ids)))
        return {row.id: row.username for row in rows}

    def change(self, person_id: str, **values: Any) -> None:
        """Change columns of a person returned by `get`."""
        self._connection.execute(update(people).where(people.c.id == person_id).values(**values))

    def prefer(self, person_id: str, chosen: Preferences) -> None:
        """Store what a person chose, in place of what they chose before."""
        self._connection.execute(delete(preferences).where(preferences.c.person_id == person_id))
        self._connection.execute(insert(preferences).values(person_id=person_id, **chosen._asdict()))

    def link(self, person_id: str, openid_subject: str) -> bool:
        """Store the provider's id of a person, and return whether it was new; it never changes."""
        unknown = update(people).where(people.c.id == person_id, people.c.openid_subject.is_(None))
        return self._connection.execute(unknown.values(openid_subject=openid_subject)).rowcount == 1

    def digests(self, ids: Collection[str]) -> dict[str, str]:
        """The digests of these people for the audit log, as far as the tenant may see them."""
        visible = self._visible().with_only_columns(people.c.id)
        query = select(people).where(people.c.id.in_(ids), people.c.id.in_(visible))
        return {row["id"]: digest_of_row(_as_recorded(row)) for row in self._connection.execute(query).mappings()}

    def count(self) -> int:
        """The number of people whom the tenant may see."""
        found: int = self._connection.execute(select(func.count()).select_from(self._visible().subquery())).scalar_one()
        return found

    def _called(self, text: str) -> Select[Any]:
        """People whose name or username has words that begin like those of a text."""
        query, searched = self._visible(), lowered(self._connection, _SEARCHED)
        for word in _words(text.lower()):
            query = query.where(searched.contains(f" {word}", autoescape=True))
        return query

    def _visible(self) -> Select[Any]:
        return _visible(self._tenant)

    def _one(self, query: Select[Any], named: Mapping[str, str] | None = None) -> Person:
        row = self._connection.execute(query, named).one_or_none()
        if row is None:
            raise NotFoundError(message("There is no such person."))
        return _person(row)


def _values(person: Person) -> dict[str, Any]:
    """The columns of a new person."""
    return {
        "id": person.id,
        "organisation_id": person.organisation.id,
        "username": person.username,
        "name": person.name,
        "role": person.role,
        "password_hash": person.password_hash,
        "openid_subject": person.openid_subject,
        "created_at": person.created_at,
        "disabled_at": person.disabled_at,
        "must_change": person.must_change,
        "unit_id": person.unit.id if person.unit else None,
        "password_until": person.password_until,
        "is_service": person.is_service,
    }


def _visible(tenant: Tenant) -> Select[Any]:
    together = organisations.c.id == people.c.organisation_id
    chosen = preferences.c.person_id == people.c.id
    columns = (*_ORGANISATION_COLUMNS, preferences.c.language, preferences.c.time_zone, units.c.name.label("unit_name"))
    query = select(people, *columns).join(organisations, together).outerjoin(preferences, chosen)
    query = query.outerjoin(units, units.c.id == people.c.unit_id)
    return query.where(visible(people, tenant))


@lru_cache(maxsize=500)
def _by_id(tenant: Tenant, *, for_change: bool) -> Select[Any]:
    """One person whom a tenant may see: built once for the service itself, which asks at every request."""
    query = _visible(tenant).where(people.c.id == bindparam("person_id"))
    return query.with_for_update(of=people) if for_change else query


def _words(text: str) -> list[str]:
    for mark in BETWEEN_WORDS:
        text = text.replace(mark, " ")
    return text.split()


def _spaced(names: ColumnElement[str]) -> ColumnElement[str]:
    """The same text with a space before every word."""
    spaced = literal(" ") + names
    for mark in BETWEEN_WORDS:
        spaced = func.replace(spaced, mark, " ")
    return spaced


_SEARCHED = _spaced(people.c.name + literal(" ") + people.c.username)
_ORGANISATION_COLUMNS = tuple(
    column.label(f"organisation_{column.name}") for column in organisations.columns if column.name != "id"
)


def _as_recorded(row: RowMapping) -> dict[str, Any]:
    """A person's columns; digests of earlier versions do not have its later ones."""
    return without_unset(row, "must_change", "password_until", "unit_id", "is_service")


def without_unset(row: RowMapping, *later: str) -> dict[str, Any]:
    """A row's columns without later ones where those are not set: digests of earlier versions do not have them."""
    return {name: value for name, value in row.items() if value or name not in later}


def digest_of_row(row: RowMapping | dict[str, Any], **beside: Any) -> str:
    """A digest over a row and over the rows that belong to it; every change by hand changes it.

    Raises:
        ValueError: the database has an invalid value in a column.
    """
    values = {name: utc(value) if isinstance(value, datetime) else value for name, value in row.items()}
    return record_digest(values | beside)


def _organisation(row: Row[Any]) -> Organisation:
    return Organisation(row.id, row.kind, row.name, row.country, utc(row.created_at), row.allows_all)


def _person(row: Row[Any]) -> Person:
    organisation = Organisation(
        row.organisation_id,
        row.organisation_kind,
        row.organisation_name,
        row.organisation_country,
        utc(row.organisation_created_at),
        row.organisation_allows_all,
    )
    return Person(
        id=row.id,
        organisation=organisation,
        username=row.username,
        name=row.name,
        role=row.role,
        password_hash=row.password_hash,
        openid_subject=row.openid_subject,
        created_at=utc(row.created_at),
        disabled_at=utc(row.disabled_at) if row.disabled_at else None,
        preferences=Preferences(row.language, row.time_zone),
        must_change=row.must_change,
        unit=Unit(row.unit_id, row.organisation_id, row.unit_name) if row.unit_id else None,
        password_until=utc(row.password_until) if row.password_until else None,
        is_service=row.is_service,
    )
