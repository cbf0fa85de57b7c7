"""The view that a photo is judged as: the stated one, unless the photo clearly shows another view of the product.

A stated view is what was asked for or meant, not always what was photographed. A photo of a box that is judged as its
seal would speak for a seal that no one has seen.
"""

from model.description import ReleaseDescription
from model.gallery import Gallery
from model.photo import SeenPhoto
from model.posture import view_shown
from model.recognition import view_of, view_shares
from model.registration import MOST_BY_CHANCE

# Of the views of a product, by the network. Among the calibration photos of the demo, the view that is shown has at
# least 0.978 (n = 104), so that each other one has at most 0.022: `benchmarks/stated_views.py` prints it.
LEAST_LIKELY = 0.05


def view_judged(photo: SeenPhoto, product: str, release: ReleaseDescription, gallery: Gallery) -> str:
    """The view that a photo of a product is judged as."""
    likely = view_of(photo.scores, product, release, gallery)
    shown = view_shown(photo, product, likely)
    recognised = shown[0] if shown else likely
    stated = photo.given_view
    if stated is None or recognised == stated or _is_laid_over(photo, product, stated):
        return stated or recognised
    by_place = shown is not None and shown[1].cells > MOST_BY_CHANCE
    return recognised if by_place or _is_unlikely(photo, product, stated, release) else stated


def _is_laid_over(photo: SeenPhoto, product: str, view: str) -> bool:
    """Whether the photo registers to a picture of the view, by more than chance."""
    return any(each.cells > MOST_BY_CHANCE for each in photo.registrations.to_view(product, view))


def _is_unlikely(photo: SeenPhoto, product: str, view: str, release: ReleaseDescription) -> bool:
    """Whether the network sees other views of the product; without a head for its views it sees none."""
    shares = view_shares(photo.scores, product, release)
    return view in shares and shares[view] < LEAST_LIKELY
