"""The result of validation: the findings, merged if they are the same for several rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from model.datasets.findings import DataFinding, Severity
from training.statistics import Estimate

EXAMPLES = 3  # named in a message; the rows hold them all


class ProbeFigure(NamedTuple):
    """How well one probe tells the labels apart, pairs within a product; stands_out: more than by chance."""

    code: str
    what: str
    auroc: Estimate
    stands_out: bool


@dataclass(frozen=True)
class Report:
    """Everything found in a data set.

    Attributes:
        rows: data rows in the manifest, those that could not be read included.
        findings: errors first, then by code, then by row.
        probes: how well each shortcut probe tells the labels apart, a finding or not.
    """

    rows: int
    findings: tuple[DataFinding, ...]
    probes: tuple[ProbeFigure, ...] = ()

    @property
    def errors(self) -> tuple[DataFinding, ...]:
        """The findings for which `fit` refuses the data set unless their codes are accepted."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    def as_json(self) -> dict[str, Any]:
        """The document that ``validate --json`` prints (design.md section 7)."""
        return {"rows": self.rows, "findings": [_as_json(finding) for finding in self.findings]}


def _as_json(finding: DataFinding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "rows": list(finding.rows),
        "message": str(finding.message),
    }


def merged(findings: Iterable[DataFinding]) -> tuple[DataFinding, ...]:
    """One finding for all rows of which the same is said, in English, in the report's order."""
    rows: dict[tuple[Severity, str, str], set[int]] = {}
    for finding in findings:
        rows.setdefault((finding.severity, finding.code, str(finding.message)), set()).update(finding.rows)
    found = [
        DataFinding(code, severity, tuple(sorted(numbers)), text) for (severity, code, text), numbers in rows.items()
    ]
    return tuple(sorted(found, key=lambda f: (f.severity, f.code, f.rows, str(f.message))))


def examples(names: Iterable[str]) -> str:
    """The first few names, and how many more there are."""
    named = list(dict.fromkeys(names))
    more = f" and {len(named) - EXAMPLES} more" if len(named) > EXAMPLES else ""
    return ", ".join(named[:EXAMPLES]) + more
