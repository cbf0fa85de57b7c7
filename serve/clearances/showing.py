"""Clearances as a reader may see them: what holds, why something does not, and for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from serve.accounts.domain import Actor, Organisation
from serve.accounts.permissions import OrganisationKind
from serve.catalogue.domain import HolderProduct
from serve.clearances.domain import Clearance, ClearanceState, ClearedPart, Ground, PartKind
from serve.clearances.grounds import Grounds
from serve.clearances.shown_domain import ClearedAgency, ShownClearance, ShownPart
from serve.clearances.work import ClearanceWork
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works


class Around(NamedTuple):
    """What is around clearances.

    Attributes:
        organisations: all, by id.
        allowed: ids of the agencies that each right holder allows now, by its id.
        grounds: what each product's clearances rest on.
        names: of the people who gave them, by id, as far as the reader may see them.
    """

    organisations: Mapping[str, Organisation]
    allowed: Mapping[str, frozenset[str]]
    grounds: Mapping[HolderProduct, Ground]
    names: Mapping[str, str]


@dataclass(frozen=True)
class Showing:
    """Reads what is around clearances; every method blocks."""

    work: Works[ClearanceWork]
    grounds: Grounds

    def shown(self, actor: Actor, found: Sequence[Clearance], now: datetime) -> list[ShownClearance]:
        """Clearances that the actor may see, as the actor may see them."""
        if not found:
            return []
        around = self._around(actor, found)
        return [_shown(actor, each, around, now) for each in found]

    def _around(self, actor: Actor, found: Sequence[Clearance]) -> Around:
        holders = {each.right_holder_id for each in found}
        with self.work.look(SYSTEM) as work:
            organisations = {each.id: each for each in work.organisations.all()}
            allowed = {each: frozenset(it.id for it in work.organisations.allowing(each)) for each in holders}
        names: Mapping[str, str] = {}
        if actor.kind != OrganisationKind.AGENCY:
            with self.work.look(actor) as work:
                names = work.people.names({each.given_by for each in found})
        return Around(organisations, allowed, self.grounds.of_clearances(found, organisations), names)


def _shown(actor: Actor, clearance: Clearance, around: Around, now: datetime) -> ShownClearance:
    is_agency = actor.kind == OrganisationKind.AGENCY
    allowed = around.allowed[clearance.right_holder_id]
    ground = around.grounds[clearance.of]
    parts = [_part(clearance, part, number, ground, now) for number, part in enumerate(clearance.parts, 1)]
    named = clearance.agencies
    return ShownClearance(
        clearance=clearance,
        state=clearance.state(now),
        right_holder=around.organisations[clearance.right_holder_id],
        parts=tuple(part for part in parts if not is_agency or part.lapse is None),
        agencies=None if is_agency or named is None else _agencies(named, around.organisations, allowed),
        reach=None if is_agency else len(allowed if named is None else allowed.intersection(named)),
        giver=around.names.get(clearance.given_by, ""),
        is_ending=clearance.ends_soon(now),
    )


def _part(clearance: Clearance, part: ClearedPart, number: int, ground: Ground, now: datetime) -> ShownPart:
    lapse, is_point = clearance.lapse_of(part, ground, now), part.name.kind is PartKind.POINT
    return ShownPart(
        number=number,
        part=part,
        lapse=lapse,
        item=ground.items.get(part.name.name) if part.name.kind is PartKind.PHOTO else None,
        is_pictured=lapse is None and (not is_point or part.name.name in ground.pictured),
    )


def _agencies(
    named: Sequence[str], organisations: Mapping[str, Organisation], allowed: frozenset[str]
) -> tuple[ClearedAgency, ...]:
    agencies = sorted((organisations[each] for each in named), key=lambda agency: agency.name)
    return tuple(ClearedAgency(agency, agency.id in allowed) for agency in agencies)


def holds_for(actor: Actor, clearance: Clearance, now: datetime) -> bool:
    """Whether the actor may know of a clearance: an agency only of one that is valid."""
    return actor.kind != OrganisationKind.AGENCY or clearance.state(now) is ClearanceState.VALID
