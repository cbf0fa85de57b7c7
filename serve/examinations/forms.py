"""What the pages' forms for photos are rendered with."""

import json
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from serve.catalogue.domain import ShownSheet, ShownView
from serve.examinations.domain import Examination
from serve.examinations.shots import asked_views
from serve.platform.settings import Settings


class KeptPhoto(NamedTuple):
    """A photo of an examination, in the form that revises it.

    Attributes:
        place: in the examination, from 0.
        view: what was said that it shows; empty where nothing was.
    """

    place: int
    picture: str
    view: str


def form_names(sheets: Sequence[ShownSheet], settings: Settings) -> dict[str, Any]:
    """Names for a form that takes photos: the products with their views, the limits, and a key for the call."""
    products = [{"id": sheet.id, "name": sheet.name, "views": _views_json(sheet.views)} for sheet in sheets]
    return {
        "products": products,
        "idempotency_key": secrets.token_urlsafe(),
        "max_photos": settings.max_photos,
        "max_photo_bytes": settings.max_photo_bytes,
    }


def _views_json(views: Sequence[ShownView]) -> str:
    return json.dumps([{"id": view.id, "title": view.title} for view in views])


def revision_names(examination: Examination, sheets: Sequence[ShownSheet], settings: Settings) -> dict[str, Any]:
    """Names for the form that revises an examination: its photos with what was said of them, and of the item."""
    asked = examination.origin.asked
    kept = [
        KeptPhoto(index, f"/v1/examinations/{examination.id}/photos/{index}.jpg", view or "")
        for index, view in enumerate(asked_views(examination))
    ]
    sheet = next((sheet for sheet in sheets if sheet.id == asked.product), None)
    return {
        **form_names(sheets, settings),
        "product_names": {sheet.id: sheet.name for sheet in sheets},
        "kept": kept,
        "chosen": asked.product or "",
        "chosen_views": sheet.views if sheet else (),
        "prior": asked.prior,
    }
