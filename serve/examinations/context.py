"""The context for putting a verdict into words: the verdict, its release, and its reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.catalogue import Point, ProductSheet
from model.description import ReleaseDescription
from model.messages import Listed, Message, Wording, listed
from model.verdict import GivenBy, Verdict
from serve.examinations import messages
from serve.platform.languages import spoken


class Audience(NamedTuple):
    """The audience of a verdict.

    Attributes:
        is_examiner: whether they named the product and sent the photos, and so are addressed as "you".
        sees_counts: whether they see how many items a product still needs.
        at_terminal: whether they read only text, with nothing marked and nothing to choose from.
    """

    is_examiner: bool
    sees_counts: bool
    at_terminal: bool = False


TERMINAL = Audience(is_examiner=True, sees_counts=False, at_terminal=True)
EXAMINER = Audience(is_examiner=True, sees_counts=False)
OTHERS = Audience(is_examiner=False, sees_counts=False)  # a colleague, a court


@dataclass(frozen=True)
class VerdictContext:
    """A verdict with everything on which its text depends.

    Attributes:
        description: of the release that gave the verdict; None if it is no longer here.
        languages: for the sheet's texts, the best first.
        numbers: of the photos for the reader.
    """

    verdict: Verdict
    description: ReleaseDescription | None
    languages: Sequence[str]
    audience: Audience
    numbers: Sequence[int]

    @property
    def sheet(self) -> ProductSheet | None:
        """The sheet of the product judged; None if there is none, or the release is no longer here."""
        products = self.description.products if self.description else {}
        product = products.get(self.verdict.product.id or "")
        return product.sheet if product else None

    @property
    def points(self) -> Mapping[str, Point]:
        """The sheet's identification points, by id."""
        return {point.id: point for point in self.sheet.points} if self.sheet else {}

    def product(self, product_id: str) -> Wording:
        """A product's name; its id if the release does not know it."""
        known = self.description.products.get(product_id) if self.description else None
        return spoken(known.sheet.name, self.languages) if known else product_id

    def view(self, view_id: str | None) -> Wording:
        """A view's title; its id if the sheet does not have it; empty if there is no view."""
        for view in self.sheet.views if self.sheet else ():
            if view.id == view_id:
                return spoken(view.title, self.languages)
        return view_id or ""

    def photos(self, indices: Sequence[int]) -> Listed:
        """The numbers of these photos, as a list in a sentence."""
        return listed([self.numbers[index] for index in indices])

    @property
    def named(self) -> Message:
        """Who named the product, as a remark in brackets."""
        by = self.verdict.product.given_by
        return (
            messages.NAMED_BY_OFFICER if by is GivenBy.OFFICER and not self.audience.is_examiner else messages.NAMED[by]
        )
