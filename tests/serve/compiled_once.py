"""Templates of pages, compiled once a process and language: each service of these tests would compile its own again.

The same source in the same language gives the same code, so nothing that a page shows changes.
"""

from typing import TYPE_CHECKING, Any

import pytest

from serve.platform.templating import LanguageEnvironment
from serve.platform.translations import Language, catalogue_of

if TYPE_CHECKING:
    from types import CodeType


def compile_once(patch: pytest.MonkeyPatch) -> None:
    """Remember the code of each template, until the patch is undone."""
    known: dict[tuple[object, ...], CodeType] = {}
    compiled = LanguageEnvironment.compile

    def remembered(environment: Any, *source: Any) -> Any:
        language = getattr(environment._constants._say, "__self__", None)
        if not isinstance(language, Language):  # a test's own environment
            return compiled(environment, *source)
        key = (language.tag, catalogue_of(language.tag), *source)
        if key not in known:
            known[key] = compiled(environment, *source)
        return known[key]

    patch.setattr(LanguageEnvironment, "compile", remembered)
