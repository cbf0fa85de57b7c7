"""A subject of the service: one folder, and what it hands in to the whole. `serve.app` has the list of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import APIRouter

from serve.platform.problems import ProblemKind


@dataclass(frozen=True)
class Subject:
    """What a subject brings.

    Attributes:
        routers: of its API, then of its pages.
        templates: the folder of its pages' templates; None without any.
        problems: its errors, and what they are to the caller.
        examples: of its schemas, by name, for the OpenAPI document.
        verifiers: make what holds its rows against the audit log (`serve.audit.service.Verifier`).
    """

    routers: tuple[APIRouter, ...] = ()
    templates: Path | None = None
    problems: Mapping[type[Exception], ProblemKind] = field(default_factory=dict)
    examples: Mapping[str, Any] = field(default_factory=dict)
    verifiers: tuple[Callable[[], Any], ...] = ()
