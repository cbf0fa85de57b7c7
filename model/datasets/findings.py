"""Findings: what is wrong or doubtful in a data set, collected rather than raised one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from model.messages import Wording


class Severity(StrEnum):
    """Whether `fit` refuses a finding unless it is accepted by its code."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class DataFinding:
    """One fault or doubt.

    Attributes:
        code: kebab-case, for programs and for ``--accept``.
        rows: row numbers in the manifest, 1 being the header; empty if it is no row's fault.
        message: what is wrong, and what to do; the service renders it, `shingan-train` prints its English.
    """

    code: str
    severity: Severity
    rows: tuple[int, ...]
    message: Wording


def error(code: str, rows: Iterable[int], message: Wording) -> DataFinding:
    """A finding that stops `fit`."""
    return DataFinding(code, Severity.ERROR, tuple(sorted(set(rows))), message)


def warning(code: str, rows: Iterable[int], message: Wording) -> DataFinding:
    """A finding that does not stop `fit`."""
    return DataFinding(code, Severity.WARNING, tuple(sorted(set(rows))), message)
