"""Events as a table for spreadsheets. Text that a spreadsheet would take for a formula stays text."""

import json
from collections.abc import Iterable

from model.messages import Wording
from serve.events.domain import ShownEvent
from serve.events.messages import COLUMNS, action_words, actor_words
from serve.platform.spreadsheets import written
from serve.platform.translations import Language


def table(events: Iterable[ShownEvent], language: Language) -> str:
    """The events as CSV, with their words in a language."""
    lines = [[_cell(event, name) for name in COLUMNS] for event in events]
    return written([list(COLUMNS.values()), *lines], language)


def _cell(event: ShownEvent, name: str) -> Wording | float:
    match name:
        case "number":
            return event.number
        case "at":
            return event.at.isoformat()
        case "actor_name":
            return actor_words(event)
        case "words":
            return action_words(event.action)
        case "details":
            return json.dumps(event.details, ensure_ascii=False, sort_keys=True) if event.details else ""
    value: str | None = getattr(event, name)
    return value or ""
