"""The list of subjects. A new capability is a folder and one line here.

`subject.py` of each folder has its `SUBJECT`. Commands are in `cli.py`, where a folder has one: those are imported by
the command line, which needs neither web framework nor database for a verdict.
"""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from serve.platform.subject import Subjects

SUBJECTS = (  # each may import the ones before it
    "serve.audit",
    "serve.accounts",
    "serve.factors",
    "serve.jobs",
    "serve.uploads",
    "serve.releases",
    "serve.catalogue",
    "serve.examinations",
    "serve.deadlines",
    "serve.codelists",
    "serve.waiting",
    "serve.notices",
    "serve.resets",
    "serve.imports",
    "serve.cases",
    "serve.procedures",
    "serve.practice",
    "serve.capture",
    "serve.opinions",
    "serve.enquiries",
    "serve.seizures",
    "serve.persons",
    "serve.shifts",
    "serve.signatures",
    "serve.evidence",
    "serve.review",
    "serve.confirmations",
    "serve.contributions",
    "serve.datasets",
    "serve.alerts",
    "serve.clearances",
    "serve.teaching",
    "serve.seminars",
    "serve.sittings",
    "serve.courses",
    "serve.results",
    "serve.trials",
    "serve.statistics",
    "serve.overview",
    "serve.events",
    "serve.protection",
    "serve.retention",
    "serve.backups",
)


def load(names: Iterable[str] = SUBJECTS) -> "Subjects":
    """The subjects of these folders."""
    from serve.platform.subject import Subjects  # noqa: PLC0415  # a command needs no web framework

    return Subjects(tuple(import_module(f"{name}.subject").SUBJECT for name in names))


def add_commands(cli: typer.Typer, names: Iterable[str] = SUBJECTS) -> None:
    """Add the commands of these folders: each `cli.py` has a function `add_commands` of its own."""
    for name in names:
        if find_spec(f"{name}.cli") is not None:
            import_module(f"{name}.cli").add_commands(cli)
