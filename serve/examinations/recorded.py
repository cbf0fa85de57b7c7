"""Verdicts as text, in the form in which they were recorded: later versions of the verdict have more keys."""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from model.verdict import Verdict
from serve.examinations.domain import written

ADDED: Mapping[str, tuple[str, ...]] = MappingProxyType(  # list of the verdict -> keys added to its entries since 0.1
    {"points": ("place", "reference_region"), "photos": ("belongs", "product", "registrations", "stated_view")}
)
ADDED_ON_TOP = ("candidates", "readers", "texts", "not_applied")


def text_like(recorded: str, verdict: Verdict) -> str:
    """A verdict as text, without those later keys that a recorded text lacks.

    Args:
        recorded: character for character; of the same examination.
        verdict: the same, or a part of it.
    """
    return written(document_like(json.loads(recorded), verdict))


def document_like(recorded: Mapping[str, Any], verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain JSON values, without those later keys that a recorded one lacks."""
    document = verdict.as_json()
    _leave_out([document], [recorded], ADDED_ON_TOP)
    for name, keys in ADDED.items():
        _leave_out(document[name], recorded[name], keys)
    return document


def is_earlier(recorded: Mapping[str, Any]) -> bool:
    """Whether a recorded verdict is from a version without registration."""
    return not any(key in recorded for key in ADDED_ON_TOP)


def _leave_out(entries: Iterable[dict[str, Any]], recorded: Iterable[Mapping[str, Any]], keys: Iterable[str]) -> None:
    known = list(recorded)
    missing = [key for key in keys if not any(key in each for each in known)]
    for entry in entries:
        for key in missing:
            del entry[key]
