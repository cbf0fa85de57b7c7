"""Clearances as a reader may see them: what holds, why something does not, and for whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from serve.accounts.domain import Actor, Organisation
from serve.accounts.permissions import OrganisationKind
from serve.catalogue.domain import HolderProduct
from serve.clearances.domain import Clearance, ClearanceState, ClearedPart, Ground, PartKind, PartName
from serve.clearances.grounds import Grounds
from serve.clearances.shown_domain import ClearedAgency, OtherClearance, ShownClearance, ShownPart
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
        valid: the valid clearances of each part, as far as they were asked for.
    """

    organisations: Mapping[str, Organisation]
    allowed: Mapping[str, frozenset[str]]
    grounds: Mapping[HolderProduct, Ground]
    names: Mapping[str, str]
    valid: Mapping[tuple[HolderProduct, PartName], Sequence[Clearance]]

    def reach(self, clearance: Clearance) -> int:
        """How many agencies can use a clearance now, if it is valid."""
        allowed = self.allowed[clearance.right_holder_id]
        return len(allowed if clearance.agencies is None else allowed.intersection(clearance.agencies))


@dataclass(frozen=True)
class Showing:
    """Reads what is around clearances; every method blocks."""

    work: Works[ClearanceWork]
    grounds: Grounds

    def shown(
        self, actor: Actor, found: Sequence[Clearance], now: datetime, *, alone: bool = False
    ) -> list[ShownClearance]:
        """Clearances that the actor may see, as the actor may see them.

        Args:
            alone: whether it doesn't matter which other clearances have the same parts.
        """
        if not found:
            return []
        around = self._around(actor, found, None if alone else now)
        return [_shown(actor, each, around, now) for each in found]

    def _around(self, actor: Actor, found: Sequence[Clearance], now: datetime | None) -> Around:
        holders = {each.right_holder_id for each in found}
        with self.work.look(SYSTEM) as work:
            organisations = {each.id: each for each in work.organisations.all()}
            allowed = {each: frozenset(it.id for it in work.organisations.allowing(each)) for each in holders}
        names: Mapping[str, str] = {}
        valid: list[Clearance] = []
        if actor.kind != OrganisationKind.AGENCY:
            products = {each.product_id for each in found}
            with self.work.look(actor) as work:
                names = work.people.names({each.given_by for each in found})
                if now is not None:
                    valid = work.clearances.valid(now.date(), products.pop() if len(products) == 1 else None)
        return Around(
            organisations, allowed, self.grounds.of_clearances(found, organisations), names, _by_part(valid, holders)
        )


def _by_part(
    valid: Iterable[Clearance], holders: Collection[str]
) -> Mapping[tuple[HolderProduct, PartName], Sequence[Clearance]]:
    """Valid clearances of some right holders, by what they have and is not withdrawn."""
    found: dict[tuple[HolderProduct, PartName], list[Clearance]] = {}
    for each in valid:
        if each.right_holder_id in holders:
            for part in each.parts:
                if part.withdrawal is None:
                    found.setdefault((each.of, part.name), []).append(each)
    return found


def _shown(actor: Actor, clearance: Clearance, around: Around, now: datetime) -> ShownClearance:
    is_agency = actor.kind == OrganisationKind.AGENCY
    allowed = around.allowed[clearance.right_holder_id]
    parts = [_part(clearance, part, number, around, now) for number, part in enumerate(clearance.parts, 1)]
    named = clearance.agencies
    return ShownClearance(
        clearance=clearance,
        state=clearance.state(now),
        right_holder=around.organisations[clearance.right_holder_id],
        parts=tuple(part for part in parts if not is_agency or part.lapse is None),
        agencies=None if is_agency or named is None else _agencies(named, around.organisations, allowed),
        reach=None if is_agency else around.reach(clearance),
        giver=around.names.get(clearance.given_by, ""),
        is_ending=clearance.ends_soon(now),
    )


def _part(clearance: Clearance, part: ClearedPart, number: int, around: Around, now: datetime) -> ShownPart:
    ground = around.grounds[clearance.of]
    lapse, is_point = clearance.lapse_of(part, ground, now), part.name.kind is PartKind.POINT
    return ShownPart(
        number=number,
        part=part,
        lapse=lapse,
        item=ground.items.get(part.name.name) if part.name.kind is PartKind.PHOTO else None,
        is_pictured=lapse is None and (not is_point or part.name.name in ground.pictured),
        others=_others(clearance, part.name, around) if ground.lapse_of(part.name) is None else (),
    )


def _others(clearance: Clearance, name: PartName, around: Around) -> tuple[OtherClearance, ...]:
    others = (each for each in around.valid.get((clearance.of, name), ()) if each.id != clearance.id)
    return tuple(OtherClearance(each.id, each.valid_until, reach) for each in others if (reach := around.reach(each)))


def _agencies(
    named: Sequence[str], organisations: Mapping[str, Organisation], allowed: frozenset[str]
) -> tuple[ClearedAgency, ...]:
    agencies = sorted((organisations[each] for each in named), key=lambda agency: agency.name)
    return tuple(ClearedAgency(agency, agency.id in allowed) for agency in agencies)


def holds_for(actor: Actor, clearance: Clearance, now: datetime) -> bool:
    """Whether the actor may know of a clearance: an agency only of one that is valid."""
    return actor.kind != OrganisationKind.AGENCY or clearance.state(now) is ClearanceState.VALID
