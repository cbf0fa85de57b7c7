"""The names for the pages' forms for photos."""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from model.messages import Listed, Wording
from serve.catalogue.domain import ShownSheet, ShownView
from serve.examinations.domain import Examination
from serve.examinations.shots import asked_views
from serve.platform.settings import Settings


class KeptPhoto(NamedTuple):
    """A photo of an examination, in the form that revises it.

    Attributes:
        place: in the examination, from 0.
        view: the stated view; empty if none was stated.
        recognised: the title of the recognised view; empty if a view was stated, or none is known.
    """

    place: int
    picture: str
    view: str
    recognised: str


def form_names(
    sheets: Sequence[ShownSheet],
    settings: Settings,
    noticed: Collection[str] = frozenset(),
    gone: Sequence[Wording] = (),
) -> dict[str, Any]:
    """Names for a form that takes photos: the products with their views, the limits, and a key for the call.

    Args:
        noticed: the ids of products of which there is something to tell (`serve.catalogue.notices`).
        gone: what the products are called that can't be examined any more.
    """
    products = [
        {
            "id": sheet.id,
            "name": sheet.called,
            "views": _views_json(sheet.views),
            "is_noticed": sheet.id in noticed,
        }
        for sheet in sheets
    ]
    return {
        "products": products,
        "gone": Listed(tuple(gone)) if gone else None,
        "idempotency_key": secrets.token_urlsafe(),
        "max_photos": settings.max_photos,
        "max_photo_bytes": settings.max_photo_bytes,
    }


def _views_json(views: Sequence[ShownView]) -> str:
    return json.dumps([{"id": view.id, "title": view.title} for view in views])


def revision_names(
    examination: Examination, sheets: Sequence[ShownSheet], settings: Settings, gone: Sequence[Wording] = ()
) -> dict[str, Any]:
    """Names for the form that revises an examination: its photos and the item, with what was stated about them.

    Args:
        gone: as for `form_names`.
    """
    stated = examination.origin.officer_input
    judged = stated.product or examination.verdict.product.id
    sheet = next((sheet for sheet in sheets if sheet.id == judged), None)
    views = sheet.views if sheet else ()
    return {
        **form_names(sheets, settings, gone=gone),
        "product_names": {sheet.id: sheet.called for sheet in sheets},
        "kept": _kept(examination, {view.id: view.title for view in views}),
        "chosen": stated.product or "",
        "judged": judged or "",
        "judged_views": views,
        "unsaid_views": "[]" if stated.product else _views_json(views),
        "prior": stated.prior,
    }


def _kept(examination: Examination, titles: Mapping[str, str]) -> list[KeptPhoto]:
    """The photos of an examination, each with the stated view, or otherwise the recognised one."""
    found = []
    for index, (said, photo) in enumerate(zip(asked_views(examination), examination.verdict.photos, strict=True)):
        recognised = "" if said or photo.belongs is False else titles.get(photo.view or "", "")
        found.append(KeptPhoto(index, f"/v1/examinations/{examination.id}/photos/{index}.jpg", said or "", recognised))
    return found
