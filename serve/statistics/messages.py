"""What people read about the real error."""

from collections.abc import Mapping
from types import MappingProxyType

from serve.statistics.domain import Standing

CAUTION = (
    "Items that officers ask right holders about are not a random sample: doubtful ones are sent more often, and so "
    "are those on which verdict and officer disagree. So the error among all items may be lower or higher than here, "
    "and these figures can't say by how much. They can show that something has changed."
)
COUNTED = (
    "Each item counts once, by the latest answer that confirms it: in the calendar month (UTC) of that answer, under "
    "the release that had examined it last when the right holder was asked. Intervals are exact (Clopper-Pearson, "
    "95 %): of 40 months in which a promise is kept, at most about 1 reads “above the promise” by chance."
)
STANDINGS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.KEPT: "Within the promise",
        Standing.BROKEN: "Above the promise",
        Standing.TOO_FEW: "Too few to say",
        Standing.NO_PROMISE: "Nothing was promised",
    }
)
