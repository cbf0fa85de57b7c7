"""Manages the units of an organisation, such as its ports and post offices."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from model.messages import message
from serve.accounts.domain import Actor, Unit, check_manages, checked_unit
from serve.accounts.permissions import AccountAction
from serve.accounts.recording import record_unit, tenant_of
from serve.accounts.work import AccountWork
from serve.platform.errors import ConflictError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works

HAS_PEOPLE = message("People are in the unit “{name}”. Give them another one first, also those who are disabled.")


class UnitSize(NamedTuple):
    """A unit, and how many people who may sign in it has."""

    unit: Unit
    people: int


@dataclass(frozen=True)
class Units:
    """The use cases. All of them block."""

    work: Works[AccountWork]

    def of(self, actor: Actor, organisation_id: str | None = None) -> list[Unit]:
        """The units of the actor's organisation, by name; the operator also sees those of another one."""
        with self.work.look(actor) as work:
            return work.units.of(organisation_id or actor.organisation_id)

    def sizes(self, actor: Actor, organisation_id: str) -> list[UnitSize]:
        """The same, each with how many people it has."""
        with self.work.look(actor) as work:
            sizes = work.units.sizes(organisation_id)
            return [UnitSize(each, sizes.get(each.id, 0)) for each in work.units.of(organisation_id)]

    def get(self, actor: Actor, unit_id: str) -> Unit:
        """One unit.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            return work.units.get(unit_id)

    def add(self, actor: Actor | None, organisation_id: str, name: str, call: IdempotentCall = UNNAMED) -> Unit:
        """Add a unit to an organisation.

        Raises:
            AccountError: the name is taken or invalid.
            NotFoundError: there is no such organisation.
            NotPermittedError: the actor manages the people of another organisation.
        """
        check_manages(actor, organisation_id)
        checked = checked_unit(name)
        with self.work.begin(tenant_of(actor), call) as work:
            made = work.id("r")
            if not work.replayed:
                work.organisations.get(organisation_id)
                work.units.add(Unit(made, organisation_id, checked))
                record_unit(work, AccountAction.UNIT_CREATE, made)
            return work.units.get(made)

    def rename(self, actor: Actor, unit_id: str, name: str, read: ReadVersion = ANY_VERSION) -> Unit:
        """Give a unit another name. Cases that were opened keep the name that they say.

        Raises:
            AccountError: the name is taken or invalid.
            NotFoundError: there is no such unit that the actor may see.
        """
        checked = checked_unit(name)
        with self.work.begin(actor) as work:
            unit = work.units.get(unit_id, for_change=True)
            read.check(unit.version)
            if checked != unit.name:
                work.units.rename(replace(unit, name=checked))
                record_unit(work, AccountAction.UNIT_CHANGE, unit_id)
            return work.units.get(unit_id)

    def remove(self, actor: Actor, unit_id: str) -> None:
        """Remove a unit in which no one is.

        Raises:
            ConflictError: people are in it.
            NotFoundError: there is no such unit that the actor may see.
        """
        with self.work.begin(actor) as work:
            unit = work.units.get(unit_id, for_change=True)
            if work.units.has_people(unit_id):
                raise ConflictError(HAS_PEOPLE.of(name=unit.name))
            work.units.remove(unit_id)
            work.record(AccountAction.UNIT_DELETE, unit_id)
