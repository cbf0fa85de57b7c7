"""The JSON of photos of an enquiry: those that are chosen, and the addresses of their pictures."""

from collections.abc import Sequence

from pydantic import Field

from serve.accounts.schemas import Body
from serve.enquiries.domain import ChosenPhoto, ShownEnquiry
from serve.enquiries.showing import Selection


class PhotoChoice(Body):
    """One photo of the item."""

    examination: str = Field(pattern="^e-[0-9a-f]{32}$")
    photo: int = Field(ge=0, le=9999, description="Its index in that examination.")
    foreign: bool = Field(
        default=False,
        description="Send the photo although, according to the latest verdict on it, it does not show the product. The "
        "right holder sees it. A photo that shows the product of another right holder is never sent.",
    )

    @property
    def choice(self) -> ChosenPhoto:
        """The photo, as the use case takes it."""
        return ChosenPhoto(self.examination, self.photo)


def selected(photos: Sequence[PhotoChoice] | None, product: str | None = None) -> Selection:
    """What is chosen, as the use case takes it; with None, the photos by default."""
    if photos is None:
        return Selection(product)
    foreign = frozenset(each.choice for each in photos if each.foreign)
    return Selection(product, tuple(each.choice for each in photos), foreign)


def pictures_of(read: ShownEnquiry) -> list[str]:
    """The addresses of the pictures of an enquiry's photos."""
    return [f"/v1/enquiries/{read.enquiry.id}/photos/{index}.jpg" for index in range(len(read.enquiry.photos))]
