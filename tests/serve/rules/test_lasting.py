"""Until which day what is cleared may be shown to all of some agencies."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from serve.catalogue.domain import HolderProduct
from serve.clearances.domain import Clearance, ClearedPart, PartKind, PartName, PartWithdrawal
from serve.clearances.lasting import last_day

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
LOGO, SEAL = (PartName(PartKind.POINT, name) for name in ("logo", "seal"))
BOX = HolderProduct("o-9", "box")
BOTH = ("o-1", "o-2")
SOON, LATER, LAST = date(2026, 12, 1), date(2027, 1, 1), date(2027, 6, 1)


def cleared(until: date, *names: PartName, to: tuple[str, ...] | None = None) -> Clearance:
    return Clearance("g-1", "o-9", "box", tuple(map(ClearedPart, names)), to, until, "u-1", NOW)


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ([cleared(LATER, LOGO, SEAL)], LATER),
        ([cleared(LAST, LOGO), cleared(SOON, SEAL)], SOON),
        ([cleared(SOON, LOGO, SEAL), cleared(LAST, LOGO, SEAL)], LAST),
        ([cleared(LAST, LOGO, SEAL, to=("o-1",)), cleared(LATER, LOGO, SEAL, to=("o-2",))], LATER),
        ([cleared(LAST, LOGO, SEAL, to=("o-1",))], None),
        ([cleared(LAST, LOGO)], None),
    ],
)
def test_it_lasts_until_the_first_part_ends_for_one_of_the_agencies(given: list[Clearance], day: date | None) -> None:
    assert last_day(given, BOTH, {BOX: [LOGO, SEAL]}) == day


def test_what_was_withdrawn_or_is_not_asked_about_does_not_count() -> None:
    withdrawn = ClearedPart(LOGO, PartWithdrawal("u-1", NOW, "Ours."))
    found = [replace(cleared(LAST, SEAL), parts=(withdrawn, ClearedPart(SEAL)))]
    assert last_day(found, BOTH, {BOX: [LOGO]}) is None
    assert last_day(found, BOTH, {BOX: [SEAL]}) == LAST
    assert last_day(found, BOTH, {}) is None
