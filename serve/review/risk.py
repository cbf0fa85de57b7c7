"""How risky it is to accept an entry, and why: the reasons with their weights, and the rules that need figures alone.

Imports only the standard library and `model`.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from model.catalogue import Region
from model.datasets.fields import Label
from model.verdict import Outcome


class RiskReason(StrEnum):
    """Why an entry needs a careful look."""

    NOT_ASSESSED = "not_assessed"
    NOT_COMPARED = "not_compared"  # the release did not know the product when the entry was assessed
    NOT_EXAMINED = "not_examined"  # the release could not examine the photos
    RELEASE_DISAGREES = "release_disagrees"
    SHORTCUT = "shortcut"
    COPY_OF_OWN = "copy_of_own"
    COPY_OF_OTHERS = "copy_of_others"
    LIKE_OTHERS_PRODUCT = "like_others_product"
    OUTLIER = "outlier"
    BURST = "burst"
    LABEL_CONFLICT = "label_conflict"
    FOREIGN_PRODUCT = "foreign_product"
    SAMPLE = "sample"


class RiskFinding(NamedTuple):
    """One reason of risk, with what it rests on.

    Attributes:
        photo: the index of the photo that shows it; None if it is about the item.
        entry: the id of the other entry that it is about; None if it is about none.
        value: a figure: a probability, a share or a similarity; None without one.
        product: the product that it is about; None if it is the entry's own.
    """

    reason: RiskReason
    photo: int | None = None
    entry: str | None = None
    value: float | None = None
    product: str | None = None


class DeviatingPlace(NamedTuple):
    """Where the release sees an identification point deviate.

    Attributes:
        photo: the index of the photo.
        point: the id of the identification point.
        box: on the upright photo.
    """

    photo: int
    point: str
    box: Region


class ReleaseOpinion(NamedTuple):
    """What a release says of an entry's photos.

    Attributes:
        strength: log10 of the likelihood ratio, above 0 for counterfeit; None if it has none.
    """

    release: str
    outcome: Outcome
    strength: float | None
    places: tuple[DeviatingPlace, ...]


@dataclass(frozen=True)
class Assessment:
    """What the service found out about an entry.

    Attributes:
        risk: 0 to 1, of the gravest finding.
        opinion: of the active release; None if it does not know the product, or can't examine the photos.
    """

    risk: float
    findings: tuple[RiskFinding, ...]
    at: datetime
    opinion: ReleaseOpinion | None = None


WEIGHTS: Mapping[RiskReason, float] = MappingProxyType(
    {
        RiskReason.LABEL_CONFLICT: 0.95,
        RiskReason.COPY_OF_OTHERS: 0.9,
        RiskReason.RELEASE_DISAGREES: 0.85,
        RiskReason.FOREIGN_PRODUCT: 0.8,
        RiskReason.LIKE_OTHERS_PRODUCT: 0.7,
        RiskReason.SHORTCUT: 0.6,
        RiskReason.NOT_ASSESSED: 0.5,
        RiskReason.NOT_COMPARED: 0.5,
        RiskReason.NOT_EXAMINED: 0.5,
        RiskReason.OUTLIER: 0.4,
        RiskReason.COPY_OF_OWN: 0.35,
        RiskReason.BURST: 0.3,
        RiskReason.SAMPLE: 0.2,
    }
)
GRAVE, SOME = 0.7, 0.3  # risks from which an entry is shown as of high and of some risk
ONE_IN = 50  # entries are looked at closely in any case, drawn at random
STRONG = 1.0  # log10 of a likelihood ratio against the label from which the release disagrees: ten to one
BURST_ITEMS, BURST_SHARE = 20, 0.5  # of one person in BURST_DAYS: so many, and so many of those that there were before
BURST_DAYS = 7
SHORTCUT_ITEMS, SHORTCUT_OF_LABEL = 20, 5  # fewest items of the product, and of either label, to tell a shortcut by
SHORTCUT_VALUES = 4  # items for each value of a feature, at least: names of single photos are no feature
SHORTCUT_RIGHT, SHORTCUT_GAIN = 0.95, 0.2  # of the labels that a feature tells, and more than a guess does
UNTOLD = frozenset({RiskReason.NOT_ASSESSED, RiskReason.NOT_COMPARED, RiskReason.NOT_EXAMINED})
UNKNOWN_RISK = WEIGHTS[RiskReason.NOT_ASSESSED]  # no less, either, where the release compared nothing


class FeatureCount(NamedTuple):
    """How many items of a label have a value of a feature that is no part of the goods, such as the camera."""

    value: str
    label: Label
    items: int


def risk_of(findings: Iterable[RiskFinding]) -> float:
    """The weight of the gravest finding; 0 without any."""
    return max((WEIGHTS[finding.reason] for finding in findings), default=0.0)


def is_sample(entry_id: str) -> bool:
    """Whether an entry is drawn for a close look. Its id is random, so no one can foresee which are."""
    return int(hashlib.sha256(entry_id.encode()).hexdigest(), 16) % ONE_IN == 0


def disagrees(opinion: ReleaseOpinion, label: Label) -> bool:
    """Whether a release contradicts a label: by a definite outcome, or by strong odds."""
    against = Outcome.SUSPECTED if label is Label.GENUINE else Outcome.CONSISTENT
    strength = (opinion.strength or 0.0) * (1 if label is Label.GENUINE else -1)
    return opinion.outcome is against or strength >= STRONG


def is_burst(new: int, before: int) -> bool:
    """Whether one person hands in many items of a product at once, against what there was before.

    Args:
        new: that the person handed in within BURST_DAYS.
        before: items of the product that are older; a product's first items are no burst.
    """
    return before > 0 and new >= max(BURST_ITEMS, BURST_SHARE * before)


def shortcut(counts: Sequence[FeatureCount]) -> float | None:
    """The share of a product's items whose label a feature tells that is no part of the goods; None if it is small.

    A network learns such a feature instead of the goods: the camera, if all counterfeits come from one camera.
    """
    of_label = {label: sum(each.items for each in counts if each.label is label) for label in Label}
    by_value: dict[str, dict[Label, int]] = {}
    for value, label, items in counts:
        by_value.setdefault(value, {})[label] = by_value.get(value, {}).get(label, 0) + items
    total = sum(of_label.values())
    if total < max(SHORTCUT_ITEMS, SHORTCUT_VALUES * len(by_value)) or min(of_label.values()) < SHORTCUT_OF_LABEL:
        return None
    told = sum(max(labels.values()) for labels in by_value.values()) / total
    is_telling = told >= SHORTCUT_RIGHT and told >= max(of_label.values()) / total + SHORTCUT_GAIN
    return round(told, 2) if is_telling else None
