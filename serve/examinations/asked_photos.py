"""Photos of a case's item that someone else asks for: later subjects know them, the camera and verdicts say it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.messages import Wording
from serve.accounts.domain import Actor
from serve.platform.parts import Parts


class AskedPhoto(NamedTuple):
    """A photo that is asked for.

    Attributes:
        by: the name of the organisation that asks.
        shows: the title of what it shows, in the reader's language; empty if only `text` says it.
        text: in the words of the one who asks.
        view: the id of the view that it is of; empty if none is named.
        page: the address of the page on which it is sent.
    """

    id: str
    by: str
    shows: Wording
    text: str
    view: str
    page: str


@dataclass(frozen=True)
class PhotoAsking:
    """What one subject knows of.

    Attributes:
        found: gives the photos that wait for an actor, of an item of a case, by their ids; texts in the first of some
            languages in which there are any.
    """

    found: Callable[[Parts, Actor, str, str, Sequence[str]], Sequence[AskedPhoto]]


def asked_photos(
    parts: Parts, actor: Actor, case_id: str | None, item_id: str | None, languages: Sequence[str]
) -> list[AskedPhoto]:
    """The photos of an item that are asked for; none of what belongs to no case."""
    if case_id is None or item_id is None:
        return []
    known = parts.subjects.extensions(PhotoAsking)
    return [each for one in known for each in one.found(parts, actor, case_id, item_id, languages)]
