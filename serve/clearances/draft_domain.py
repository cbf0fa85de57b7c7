"""What a new clearance may have: parts that officers may see, agencies that are allowed, and a last day.

What was withdrawn before can be cleared again, but only alone: no group has it.

Imports only the standard library and `model`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType

from model.messages import Message, message
from serve.accounts.domain import Organisation
from serve.clearances.domain import (
    MOST_PARTS,
    Clearance,
    ClearanceRejectedError,
    ClearedPart,
    Ground,
    PartKind,
    PartName,
    PartWithdrawal,
)

VALID_BY_DEFAULT, LONGEST_VALID = timedelta(days=365), timedelta(days=2 * 366)
BEHIND_UTC = timedelta(hours=12)  # the last time zone in which a day ends
NOTHING_CHOSEN = message("Choose at least one point or picture that you clear for seminars.")
NO_AGENCY = message("Tick at least one agency, or choose every agency that you allow to see your product sheets.")
NONE_ALLOWED = message(
    "You allow no agency to see your product sheets, so no one could use this clearance. Allow agencies first."
)
TOO_MANY = message("One clearance has {most} points and pictures at most. Leave some out.", most=MOST_PARTS)
PASSED = message("The last day of the clearance has passed. Choose today or a later day.")
TOO_FAR = message("A clearance holds for two years at most. Choose an earlier day.")
REFUSED: Mapping[PartKind, Message] = MappingProxyType(
    {
        PartKind.POINT: message(
            "The product sheet shows officers no point {part}. Leave the point out, or publish the point for officers "
            "first."
        ),
        PartKind.REFERENCE: message(
            "The product sheet has no genuine picture of the view {part} that officers see. Leave the picture out."
        ),
        PartKind.PHOTO: message(
            "A photo is chosen that is not of an accepted item of this product that you contributed. Leave the photo "
            "out."
        ),
    }
)


def checked_last_day(day: date | None, now: datetime) -> date:
    """The last day of a clearance that is given now; a year from now if none is chosen.

    Raises:
        ClearanceRejectedError: it has passed, or is more than two years away.
    """
    if day is None:
        return (now + VALID_BY_DEFAULT).date()
    if day < (now - BEHIND_UTC).date():
        raise ClearanceRejectedError(PASSED, "valid_until")
    if day > (now + LONGEST_VALID).date():
        raise ClearanceRejectedError(TOO_FAR, "valid_until")
    return day


def checked_parts(names: Sequence[PartName], ground: Ground) -> tuple[ClearedPart, ...]:
    """The parts of a new clearance, each once.

    Raises:
        ClearanceRejectedError: there is none, there are too many, or one can't be shown to officers.
    """
    chosen = tuple(dict.fromkeys(names))
    if not chosen:
        raise ClearanceRejectedError(NOTHING_CHOSEN, "parts")
    if len(chosen) > MOST_PARTS:
        raise ClearanceRejectedError(TOO_MANY, "parts")
    for name in chosen:
        if ground.lapse_of(name) is not None:
            raise ClearanceRejectedError(REFUSED[name.kind].of(part=name.text), "parts")
    return tuple(map(ClearedPart, chosen))


def checked_agencies(named: Collection[str] | None, allowed: Sequence[Organisation]) -> tuple[str, ...] | None:
    """The agencies of a new clearance: ids, sorted; None for every agency that the right holder allows.

    Args:
        allowed: every agency that it allows now.

    Raises:
        ClearanceRejectedError: an agency is named that it does not allow, or there is none.
    """
    known = {agency.id for agency in allowed}
    unknown = sorted(set(named or ()) - known)
    if unknown:
        raise ClearanceRejectedError(
            message(
                "You do not allow the agency {agency} to see your product sheets. Leave the agency out, or allow it "
                "first.",
                agency=unknown[0],
            ),
            "agencies",
        )
    if not known:
        raise ClearanceRejectedError(NONE_ALLOWED, "agencies")
    if named is not None and not named:
        raise ClearanceRejectedError(NO_AGENCY, "agencies")
    return None if named is None else tuple(sorted(set(named)))


def withdrawn_parts(found: Iterable[Clearance]) -> dict[PartName, PartWithdrawal]:
    """The parts whose latest withdrawal came after every clearance that still has them.

    Args:
        found: all clearances of a product.
    """
    withdrawn: dict[PartName, PartWithdrawal] = {}
    given: dict[PartName, datetime] = {}
    for clearance in found:
        for name, withdrawal in clearance.parts:
            if withdrawal is None:
                given[name] = max(given.get(name, clearance.given_at), clearance.given_at)
            elif name not in withdrawn or withdrawn[name].at < withdrawal.at:
                withdrawn[name] = withdrawal
    return {name: each for name, each in withdrawn.items() if name not in given or given[name] < each.at}
