"""The contents of a handout: messages, texts and pictures that may be shown to every agency of the seminar.

What the service or a product sheet says is a message or has its language; a plain string is what someone wrote. No item
of a question is in it, and no answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from model.messages import Wording
from serve.clearances.domain import PartName
from serve.clearances.holding_domain import HeldProduct


class PointPictures(NamedTuple):
    """The place of a point on a genuine and on a counterfeit item, as JPEG; None without a picture."""

    genuine: bytes | None
    counterfeit: bytes | None


@dataclass(frozen=True)
class HandoutPoint:
    """One identification point; the pictures are JPEGs, None if there are none.

    Attributes:
        genuine_picture: its place on a genuine item.
        counterfeit_picture: a counterfeit item that shows it to deviate.
        is_elsewhere: whether a text of it is in another language than the handout.
    """

    title: Wording
    view: Wording
    genuine: Wording
    counterfeit: Wording
    genuine_picture: bytes | None
    counterfeit_picture: bytes | None
    is_elsewhere: bool


@dataclass(frozen=True)
class HandoutView:
    """One shot of the shot list."""

    title: Wording
    is_required: bool


@dataclass(frozen=True)
class HandoutProduct:
    """What is shown of one product.

    Attributes:
        views: none if the lesson shows no shot list.
    """

    name: Wording
    right_holder: str
    views: tuple[HandoutView, ...]
    points: tuple[HandoutPoint, ...]


@dataclass(frozen=True)
class Handout:
    """What is printed.

    Attributes:
        title: of the seminar, as its organiser wrote it.
        products: in the order of the seminar.
    """

    title: str
    products: tuple[HandoutProduct, ...]


@dataclass(frozen=True)
class HandoutLesson:
    """What a released slot shows of a product.

    Attributes:
        points: by their ids, each with the counterfeit photo that is shown of it; None without one.
    """

    product: HeldProduct
    has_shot_list: bool
    points: Sequence[tuple[str, PartName | None]]


@dataclass(frozen=True)
class HandoutPlan:
    """What a handout is made from.

    Attributes:
        country: of the seminar, by its code in ISO 3166-1.
        until: the last day on which all of it may be shown.
    """

    title: str
    country: str
    day: date
    until: date
    taught: Sequence[HandoutLesson]
