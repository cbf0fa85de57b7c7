"""What people read about the real error."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, message
from serve.statistics.domain import Standing

CAUTION = message(
    "Items that officers ask right holders about are not a random sample: doubtful ones are sent more often, and so "
    "are those on which verdict and officer disagree. So the error among all items may be lower or higher than here, "
    "and these figures can't say by how much. They can show that something has changed."
)
CONFIDENCE = 0.95  # of the intervals
COUNTED = message(
    "Each item counts once, by the latest answer that confirms it: in the calendar month (UTC) of that answer, under "
    "the release that had examined it last when the right holder was asked. Intervals are exact (Clopper-Pearson, "
    "{confidence}): of 40 months in which a promise is kept, at most about 1 reads “above the promise” by chance."
)
STANDINGS: Mapping[Standing, Message] = MappingProxyType(
    {
        Standing.KEPT: message("Within the promise"),
        Standing.BROKEN: message("Above the promise"),
        Standing.TOO_FEW: message("Too few to say"),
        Standing.NO_PROMISE: message("Nothing was promised"),
    }
)
