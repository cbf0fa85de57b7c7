"""How long what is cleared may be shown: a handout says so on every page."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from serve.catalogue.domain import HolderProduct
from serve.clearances.domain import Clearance, PartName
from serve.clearances.work import ClearanceWork
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works


@dataclass(frozen=True)
class Lasting:
    """Reads it; its method blocks. The service itself reads, as for `Holding`."""

    work: Works[ClearanceWork]

    def until(self, agencies: Collection[str], asked: Mapping[HolderProduct, Collection[PartName]]) -> date | None:
        """The last day on which all of these parts are cleared for all of these agencies; None if one is not now."""
        with self.work.look(SYSTEM) as work:
            return last_day(work.clearances.valid(work.now.date()), agencies, asked)


def last_day(
    found: Iterable[Clearance], agencies: Collection[str], asked: Mapping[HolderProduct, Collection[PartName]]
) -> date | None:
    """The same among some valid clearances. Of several that clear a part for an agency, the last one counts."""
    ends: dict[tuple[HolderProduct, PartName, str], date] = {}
    for each in found:
        for part in each.parts:
            for agency in agencies if each.agencies is None else each.agencies:
                if part.withdrawal is None:
                    key = (each.of, part.name, agency)
                    ends[key] = max(each.valid_until, ends.get(key, each.valid_until))
    wanted = [(of, name, agency) for of, names in asked.items() for name in names for agency in agencies]
    return min((ends[each] for each in wanted), default=None) if all(each in ends for each in wanted) else None
