"""Photos of a verdict in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from model.messages import NOTHING, Message, Wording, sentences
from model.quality import RETAKE_TEXT, RetakeCode
from model.verdict import PhotoFinding
from serve.examinations import doubts, extent, finding_messages
from serve.examinations.context import VerdictContext


@dataclass(frozen=True)
class ReadPhoto:
    """One photo: which view it shows, and how to take a better one; without advice if it is good.

    Attributes:
        foreign: the note that it does not show the product, and what it shows; empty if it does.
        aside: the note that it shows only codes and was not compared; empty if it was.
        other_view: the note that it shows another view than the one that was stated; empty if not.
        in_part: the note that it shows a part of its view; empty if it shows the whole.
    """

    number: int
    view: Wording
    advice: tuple[Message, ...]
    foreign: Wording
    aside: Message
    other_view: Message
    in_part: Message


def read_photos(context: VerdictContext) -> Iterator[ReadPhoto]:
    """All photos, in the order in which they were sent."""
    for index, photo in enumerate(context.verdict.photos):
        yield _photo(context, index, photo)


def _photo(context: VerdictContext, index: int, photo: PhotoFinding) -> ReadPhoto:
    advice = tuple(RETAKE_TEXT[RetakeCode(code)] for code in photo.retake)
    is_foreign = index in doubts.foreign(context.verdict)
    shows = finding_messages.PHOTO_SHOWS.of(other=context.product(photo.product)) if photo.product else NOTHING
    foreign = sentences(finding_messages.PHOTO_FOREIGN, shows) if is_foreign else NOTHING
    return ReadPhoto(
        number=context.numbers[index],
        view=NOTHING if is_foreign else context.view(photo.view),
        advice=advice,
        foreign=foreign,
        aside=finding_messages.PHOTO_CODES_ALONE if index in extent.codes_alone(context.verdict) else NOTHING,
        other_view=_other_view(context, photo),
        in_part=finding_messages.PHOTO_IN_PART if not is_foreign and index in extent.in_part(context) else NOTHING,
    )


def _other_view(context: VerdictContext, photo: PhotoFinding) -> Message:
    if photo.stated_view is None or photo.view is None:
        return NOTHING
    return finding_messages.PHOTO_OTHER_VIEW.of(stated=context.view(photo.stated_view), view=context.view(photo.view))
