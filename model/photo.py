"""A photo after scoring: everything needed to judge an item, without its pixels."""

from dataclasses import dataclass

from model.codes import Code
from model.comparison import NOTHING_SHOWN, PlaceComparisons
from model.occlusion import NOTHING_OVER, Occlusions
from model.print_reading import NOTHING_READ, Prints
from model.quality import Quality, RetakeCode
from model.registration import NOTHING_REGISTERED, Registrations
from model.scorer import PhotoScores
from model.unlikeness import NOTHING_COMPARED, Comparisons


@dataclass(frozen=True, eq=False)
class SeenPhoto:
    """One photo after scoring.

    Attributes:
        retake: what to do better; a photo with any advice is judged only where there is no better one.
        codes: read on it, independent of its quality.
        given_view: the view that the officer named, if any.
        unlike: compares the photo with the memories of products that have a one-class score.
        registrations: lays the photo over the release's reference pictures.
        comparisons: compares it there with what genuine items show.
        occlusions: finds there what lies over the goods.
        codes_alone: whether it shows codes and nothing else.
        prints: reads there the print that the sheet marks.
    """

    sha256: str
    quality: Quality
    retake: tuple[RetakeCode, ...]
    scores: PhotoScores
    codes: tuple[Code, ...]
    given_view: str | None
    unlike: Comparisons = NOTHING_COMPARED
    registrations: Registrations = NOTHING_REGISTERED
    comparisons: PlaceComparisons = NOTHING_SHOWN
    occlusions: Occlusions = NOTHING_OVER
    codes_alone: bool = False
    prints: Prints = NOTHING_READ
