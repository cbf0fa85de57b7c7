"""An alert of the demo right holder, so that officers of a new checkout have one to read."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from model.catalogue import FALLBACK_LANGUAGE, ProductSheet
from model.datasets.fields import Label
from model.datasets.manifest_rows import read_rows
from serve.accounts.domain import Actor
from serve.accounts.service import Accounts
from serve.alerts.domain import points_for_officers
from serve.alerts.drafting import PURPOSE, AlertDraft, AlertDrafting
from serve.alerts.service import Alerts
from serve.platform.parts import Parts
from serve.uploads.domain import Announcement
from serve.uploads.service import Uploads

TITLE = "New counterfeits: {point}"
TEXT = "Since last week, such items arrive by parcel. {counterfeit}\n\nLook at this point first."


class DemoPicture(NamedTuple):
    """A counterfeit item of the demo data, and the points on which it deviates."""

    path: Path
    points: tuple[str, ...]


def create(parts: Parts, username: str, data: Path) -> None:
    """Send the alert as a person of the demo right holder, about its first product, to every agency.

    Nothing is done if officers see no point of a product of theirs.

    Args:
        data: the folder of the demo data, from which the picture is; the alert has none if it is not there.
    """
    accounts = parts[Accounts]
    person = next(each for each in accounts.people(None) if each.username == username)
    actor = accounts.actor_of(person, via="demo")
    sheet = next(iter(parts[AlertDrafting].sheets(actor).values()), None)
    if sheet is not None and points_for_officers(sheet):
        _send(parts, actor, sheet, next(_pictures(data, sheet), None))


def _pictures(data: Path, sheet: ProductSheet) -> Iterator[DemoPicture]:
    """The counterfeit pictures of a product that show at least one point that officers see."""
    manifest = data / "manifest.csv"
    if not manifest.exists():
        return
    for row in read_rows(manifest.read_bytes()).rows:
        points = tuple(mark.id for mark in row.points)
        is_counterfeit = row.product == sheet.id and row.label is Label.COUNTERFEIT
        if is_counterfeit and not set(points).isdisjoint(points_for_officers(sheet)):
            yield DemoPicture(data / row.image, points)


def _send(parts: Parts, actor: Actor, sheet: ProductSheet, picture: DemoPicture | None) -> None:
    for_officers = points_for_officers(sheet)
    shown = [name for name in for_officers if picture is None or name in picture.points]
    point = next(each for each in sheet.points if each.id == shown[0])
    draft = AlertDraft(
        product=sheet.id,
        title=TITLE.format(point=_english(point.title)),
        text=TEXT.format(counterfeit=_english(point.counterfeit)),
        language=FALLBACK_LANGUAGE,
        points=(point.id,),
        uploads=(_uploaded(parts, actor, picture.path),) if picture else (),
    )
    parts[Alerts].send(actor, draft)


def _english(texts: Mapping[str, str]) -> str:
    return texts.get(FALLBACK_LANGUAGE) or next(iter(texts.values()), "")


def _uploaded(parts: Parts, actor: Actor, path: Path) -> str:
    """The id of an upload with a picture."""
    content = path.read_bytes()
    uploads = parts[Uploads]
    upload = uploads.create(actor, Announcement(path.name, PURPOSE, len(content)))
    return uploads.append(actor, upload.id, 0, content).id
