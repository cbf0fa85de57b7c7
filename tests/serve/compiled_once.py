"""Templates of pages, compiled once a run and language: each service of these tests would compile its own again.

The same source in the same language gives the same code, so nothing that a page shows changes. Hides a template whose
code would depend on anything but its source and the catalogue, such as what was compiled before it.
"""

import hashlib
import marshal
import os
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from serve.platform.templating import LanguageEnvironment
from serve.platform.translations import Language, catalogue_of
from tests.once import folder_of_run

if TYPE_CHECKING:
    from types import CodeType


def compile_once(patch: pytest.MonkeyPatch, factory: pytest.TempPathFactory) -> None:
    """Remember the code of each template in a folder that all workers share, until the patch is undone."""
    folder = folder_of_run(factory) / "templates"
    folder.mkdir(exist_ok=True)
    known: dict[tuple[object, ...], CodeType] = {}
    compiled = LanguageEnvironment.compile

    def remembered(environment: Any, *source: Any) -> Any:
        language = getattr(environment._constants._say, "__self__", None)
        if not isinstance(language, Language):  # a test's own environment
            return compiled(environment, *source)
        key = (language.tag, catalogue_of(language.tag), *source)
        if key not in known:
            known[key] = _kept(folder / _name(*key), lambda: compiled(environment, *source))
        return known[key]

    patch.setattr(LanguageEnvironment, "compile", remembered)


def _kept(path: Path, make: Any) -> Any:
    """The code in this file; made and written if no worker has done so. Two that make it at once make the same."""
    if path.exists():
        return marshal.loads(path.read_bytes())  # noqa: S302  this run wrote it
    code = make()
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(marshal.dumps(code))
    unfinished.replace(path)
    return code


def _name(tag: str, catalogue: NullTranslations, *source: object) -> str:
    return hashlib.sha256(repr((tag, _digest(catalogue), source)).encode()).hexdigest()


@cache
def _digest(catalogue: NullTranslations) -> str:
    """What tells one catalogue from another: its texts and its rule of plurals, which is among them."""
    return hashlib.sha256(repr(vars(catalogue).get("_catalog")).encode()).hexdigest()
