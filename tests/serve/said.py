"""What a verdict says, in English."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import ModuleType
from typing import Any, TypeAlias

from model.messages import Listed, Localized, Message, Sentences, Share
from serve.examinations import finding_messages as messages_of_findings
from serve.examinations import messages as page_messages
from serve.examinations import reading
from serve.examinations import text_messages as messages_of_texts
from serve.platform.translations import ENGLISH

Reading: TypeAlias = Any  # a `serve.examinations.reading.VerdictText` of texts
RENDERED = (Message, Sentences, Listed, Localized, Share)


class EnglishReading(reading.VerdictText):
    """A reading of texts."""

    @property
    def matching_title(self) -> Any:
        """See there."""
        return said(super().matching_title)

    @property
    def places_title(self) -> Any:
        """See there."""
        return said(super().places_title)

    @property
    def elsewhere_title(self) -> Any:
        """See there."""
        return said(super().elsewhere_title)


class English:
    """A module of messages, each of them as an English text."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        """The text, or the mapping or tuple of texts, of this name."""
        return said(getattr(self._module, name))


messages, finding_messages, text_messages = map(English, (page_messages, messages_of_findings, messages_of_texts))


def read(*given: Any, **more: Any) -> Any:
    """`serve.examinations.reading.read`, with each of its messages as an English text."""
    found = said(reading.read(*given, **more))
    return EnglishReading(**{field.name: getattr(found, field.name) for field in fields(found)})


def said(value: Any) -> Any:
    """The same value, with each message in it as an English text."""
    if isinstance(value, RENDERED):
        return ENGLISH.say(value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: said(getattr(value, field.name)) for field in fields(value)})
    if isinstance(value, Mapping):
        return {said(name): said(each) for name, each in value.items()}
    if isinstance(value, tuple):
        rendered = [said(each) for each in value]
        return type(value)(*rendered) if hasattr(value, "_fields") else tuple(rendered)
    return value


def without_marks(page: str) -> str:
    """A page without the elements that only mark whose words a text is, or of which direction."""
    return re.sub(r"</?bdi[^>]*>", "", page)
