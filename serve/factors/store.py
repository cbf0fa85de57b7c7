"""Second factors, and what organisations require, as rows."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, RowMapping, Table, delete, func, insert, select, update

from serve.accounts.store import digest_of_row
from serve.accounts.tables import people
from serve.factors.domain import Factors, OneTimeSecret, Passkey, RecoveryCodes, Requirement
from serve.factors.tables import one_time_secrets, passkeys, recovery_codes, requirements
from serve.platform.database import utc

MOVING = {"sign_count", "used_on", "last_step"}  # columns that change at each use
OF_PERSON = (passkeys, one_time_secrets, recovery_codes)


class FactorStore:
    """Reads and writes factors; only for the service itself."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person_id: str, *, for_change: bool = False) -> Factors:
        """What a person has.

        Args:
            for_change: other transactions that ask so wait until this one ends.
        """
        if for_change:  # there may be no row of a factor to lock
            self._connection.execute(select(people.c.id).where(people.c.id == person_id).with_for_update())
        secret = self._one(one_time_secrets, person_id)
        kept = _secret(secret) if secret else None
        is_confirmed = kept is not None and kept.confirmed_at is not None
        recovery = self._one(recovery_codes, person_id)
        return Factors(
            self.passkeys_of(person_id),
            kept if is_confirmed else None,
            None if is_confirmed else kept,
            _recovery(recovery) if recovery else None,
        )

    def _one(self, table: Table, person_id: str) -> RowMapping | None:
        query = select(table).where(table.c.person_id == person_id)
        return self._connection.execute(query).mappings().one_or_none()

    def passkeys_of(self, person_id: str) -> tuple[Passkey, ...]:
        """A person's passkeys, the oldest first."""
        query = select(passkeys).where(passkeys.c.person_id == person_id).order_by(passkeys.c.made_at, passkeys.c.id)
        return tuple(_passkey(row) for row in self._connection.execute(query).mappings())

    def passkey(self, credential_id: str, *, for_change: bool = False) -> Passkey | None:
        """A passkey, by what the authenticator calls it; None if it is unknown."""
        query = select(passkeys).where(passkeys.c.credential_id == credential_id)
        locking = query.with_for_update() if for_change else query
        row = self._connection.execute(locking).mappings().one_or_none()
        return _passkey(row) if row else None

    def add_passkey(self, passkey: Passkey) -> None:
        """Write a new passkey."""
        self._connection.execute(insert(passkeys).values(**passkey.__dict__))

    def use_passkey(self, passkey: Passkey, sign_count: int, day: date) -> None:
        """Record that a passkey was used."""
        here = passkeys.c.id == passkey.id
        self._connection.execute(update(passkeys).where(here).values(sign_count=sign_count, used_on=day))

    def keep_secret(self, secret: OneTimeSecret) -> None:
        """Write what a person's codes are made from, in place of an earlier one."""
        self._remove(one_time_secrets, secret.person_id)
        self._connection.execute(insert(one_time_secrets).values(**secret.__dict__))

    def use_step(self, secret: OneTimeSecret, step: int) -> None:
        """Record whose 30 seconds' code was taken."""
        here = one_time_secrets.c.id == secret.id
        self._connection.execute(update(one_time_secrets).where(here).values(last_step=step))

    def keep_recovery(self, codes: RecoveryCodes) -> None:
        """Write a person's recovery codes, in place of earlier ones."""
        self._remove(recovery_codes, codes.person_id)
        values = {**codes.__dict__, "unused": "\n".join(codes.unused)}
        self._connection.execute(insert(recovery_codes).values(values))

    def remove(self, row_id: str) -> None:
        """Remove a row by its id."""
        for table in OF_PERSON:
            self._connection.execute(delete(table).where(table.c.id == row_id))

    def remove_all(self, person_id: str) -> list[str]:
        """Remove all that a person has, and return the ids of the rows that the log knows."""
        factors = self.of(person_id, for_change=True)
        rows = [*factors.passkeys, *(each for each in (factors.codes, factors.recovery) if each)]
        for table in OF_PERSON:
            self._remove(table, person_id)
        return [row.id for row in rows]

    def _remove(self, table: Table, person_id: str) -> None:
        self._connection.execute(delete(table).where(table.c.person_id == person_id))

    def requirement(self, organisation_id: str) -> Requirement:
        """What an organisation requires."""
        query = select(requirements.c.since).where(requirements.c.organisation_id == organisation_id)
        return Requirement(organisation_id, self._connection.execute(query).scalar_one_or_none())

    def require(self, requirement: Requirement) -> None:
        """Write what an organisation requires, in place of what it required before."""
        here = requirements.c.organisation_id == requirement.organisation_id
        self._connection.execute(delete(requirements).where(here))
        if requirement.since is not None:
            self._connection.execute(insert(requirements).values(**requirement.__dict__))

    def have_any(self, organisation_id: str) -> int:
        """How many people of an organisation who may sign in have a second factor."""
        confirmed = one_time_secrets.c.confirmed_at.is_not(None)
        with_one = select(passkeys.c.person_id).union(select(one_time_secrets.c.person_id).where(confirmed))
        here = (people.c.organisation_id == organisation_id) & people.c.disabled_at.is_(None)
        query = select(func.count()).select_from(people).where(here, people.c.id.in_(with_one))
        found: int = self._connection.execute(query).scalar_one()
        return found

    def are_by_password(self, organisation_id: str) -> int:
        """How many people of an organisation who may sign in have a password."""
        here = (people.c.organisation_id == organisation_id) & people.c.disabled_at.is_(None)
        query = select(func.count()).select_from(people).where(here, people.c.password_hash.is_not(None))
        found: int = self._connection.execute(query).scalar_one()
        return found

    def digest_of(self, row_id: str) -> str:
        """The digest of a row for the audit log, or of what an organisation requires."""
        for table in OF_PERSON:
            if found := self.digests(table, [row_id]):
                return found[row_id]
        return self.requirement_digests([row_id])[row_id]

    def digests(self, table: Table, ids: Collection[str]) -> Mapping[str, str]:
        """The digests of rows of a table, without what changes at each use; a secret counts when it is confirmed."""
        rows = self._connection.execute(select(table).where(table.c.id.in_(ids))).mappings()
        return {row["id"]: _digest(row) for row in rows if row.get("confirmed_at", True) is not None}

    def requirement_digests(self, ids: Collection[str]) -> Mapping[str, str]:
        """The digests of what organisations require."""
        rows = self._connection.execute(select(requirements).where(requirements.c.organisation_id.in_(ids))).mappings()
        return {row["organisation_id"]: digest_of_row({**row, "since": str(row["since"])}) for row in rows}


def _digest(row: RowMapping) -> str:
    return digest_of_row({name: value for name, value in row.items() if name not in MOVING})


def _passkey(row: RowMapping) -> Passkey:
    return replace(Passkey(**row), made_at=utc(row["made_at"]))


def _secret(row: RowMapping) -> OneTimeSecret:
    confirmed_at = utc(row["confirmed_at"]) if row["confirmed_at"] else None
    return replace(OneTimeSecret(**row), made_at=utc(row["made_at"]), confirmed_at=confirmed_at)


def _recovery(row: RowMapping) -> RecoveryCodes:
    return RecoveryCodes(row["id"], row["person_id"], tuple(row["unused"].split()), utc(row["made_at"]))
