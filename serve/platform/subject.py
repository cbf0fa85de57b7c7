"""A subject of the service: one folder, and what it registers. `serve.subjects` has the list of them."""

from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi import APIRouter
from sqlalchemy import Connection, Table

from serve.platform.bundles import Scripts
from serve.platform.objects import Objects
from serve.platform.pages import MenuEntry
from serve.platform.permissions import Grants, Roles
from serve.platform.problem_kinds import ProblemKind
from serve.platform.tenancy import Tenant

if TYPE_CHECKING:
    from serve.platform.parts import Parts

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Subject:
    """The parts of a subject. Its commands are in `cli.py` of its folder, so that a command imports no web framework.

    Attributes:
        name: of its folder.
        parts: makes its use cases by their class, from the parts that exist by then.
        for_the_web: the same of what an app alone needs, and no command.
        routers: of its API, then of its pages.
        templates: the folder of its pages' templates; None without any.
        menu: its entries in the menu of every page.
        messages: what its templates may say without being told each time, by name.
        bundles: scripts that are sent as one, by the name of the bundle.
        problems: its errors, and their problems for the caller.
        examples: of its schemas, by name, for the OpenAPI document.
        tables: every table that it owns.
        grants: which roles and kinds of organisations it brings, and who may do what of it.
        verifiers: make what compares its rows with the audit log (`serve.audit.service.Verifier`), given the object
            store, which has the keys of keyed digests.
        stores: makes its store for an interface that an earlier subject defines, by that interface.
        streamed: paths below which its routes read a body themselves, piece by piece, and limit it; such a body has the
            media type `application/offset+octet-stream`.
        extensions: what it adds to pages and records of subjects before it, each of a class that one of them defines.
        checks: what must work before the service is ready, by name.
        prepare: makes its records ready to be written, for commands too; the schema exists by then.
        start: makes it ready to serve, after all are prepared.
        tasks: run while the service does.
        ending: ends answers that go on for as long as the service does. It is called in the event loop when the server
            is told to stop, before it waits for the calls that it still answers.
        stop: the last thing before the parts are closed.
    """

    name: str
    parts: "Callable[[Parts], Mapping[type, object]]" = lambda _: {}
    for_the_web: "Callable[[Parts], Mapping[type, object]]" = lambda _: {}
    routers: tuple[APIRouter, ...] = ()
    templates: Path | None = None
    menu: tuple[MenuEntry, ...] = ()
    messages: Mapping[str, Any] = field(default_factory=dict)
    bundles: Mapping[str, Scripts] = field(default_factory=dict)
    problems: Mapping[type[Exception], ProblemKind] = field(default_factory=dict)
    examples: Mapping[str, Any] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    grants: Grants = field(default_factory=Grants)
    verifiers: tuple[Callable[[Objects], Any], ...] = ()
    stores: Mapping[type, Callable[[Connection, Tenant], object]] = field(default_factory=dict)
    streamed: tuple[str, ...] = ()
    extensions: tuple[object, ...] = ()
    checks: "Callable[[Parts], Mapping[str, Callable[[], object]]]" = lambda _: {}
    prepare: "Callable[[Parts], None] | None" = None
    start: "Callable[[Parts], None] | None" = None
    tasks: "tuple[Callable[[Parts], Coroutine[Any, Any, None]], ...]" = ()
    ending: "Callable[[Parts], None] | None" = None
    stop: "Callable[[Parts], None] | None" = None


@dataclass(frozen=True)
class Subjects:
    """The subjects of one service, each after those that it uses, and what all of them bring together."""

    all: tuple[Subject, ...]

    def __iter__(self) -> Iterator[Subject]:
        return iter(self.all)

    @property
    def routers(self) -> list[APIRouter]:
        """Every router."""
        return [router for subject in self for router in subject.routers]

    @property
    def templates(self) -> list[Path]:
        """Every folder of templates."""
        return [subject.templates for subject in self if subject.templates is not None]

    @property
    def menu(self) -> list[MenuEntry]:
        """Every entry of the menu, in order."""
        entries = (entry for subject in self for entry in subject.menu)
        return sorted(entries, key=lambda entry: (not entry.is_first, entry.is_late))

    @property
    def messages(self) -> dict[str, Any]:
        """What every template may say."""
        return _together([subject.messages for subject in self])

    @property
    def bundles(self) -> dict[str, Scripts]:
        """The files of every bundle of scripts."""
        return _together([subject.bundles for subject in self])

    @property
    def problems(self) -> dict[type[Exception], ProblemKind]:
        """Every error that is one for the caller."""
        return _together([subject.problems for subject in self])

    @property
    def examples(self) -> dict[str, Any]:
        """Every schema's example."""
        return _together([subject.examples for subject in self])

    def verifiers(self, objects: Objects) -> list[Any]:
        """One of each that holds rows against the audit log."""
        return [verifier(objects) for subject in self for verifier in subject.verifiers]

    @property
    def stores(self) -> dict[type, Callable[[Connection, Tenant], object]]:
        """Every store that answers to an interface of an earlier subject."""
        return _together([subject.stores for subject in self])

    @property
    def streamed(self) -> tuple[str, ...]:
        """Every path below which routes read bodies piece by piece."""
        return tuple(path for subject in self for path in subject.streamed)

    @cached_property
    def roles(self) -> Roles:
        """Who may do what."""
        return Roles.of([subject.grants for subject in self])

    def extensions(self, kind: type[T]) -> list[T]:
        """What subjects add of one class, in order."""
        return [each for subject in self for each in subject.extensions if isinstance(each, kind)]


def _together(each: Sequence[Mapping[K, V]]) -> dict[K, V]:
    """All mappings as one.

    Raises:
        ValueError: two subjects bring the same name.
    """
    found: dict[K, V] = {}
    for mapping in each:
        double = found.keys() & mapping.keys()
        if double:
            raise ValueError(f"two subjects bring {', '.join(map(str, double))}")
        found |= mapping
    return found
