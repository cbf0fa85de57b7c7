"""What was found on the data of a release and accepted, in the words of its card and report."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from model.datasets.findings import DataFinding, Severity
from training.gate import ALL


@dataclass(frozen=True)
class AcceptedFindings:
    """The findings on the data of a release that was not refused for them.

    Attributes:
        on_data: what validate found.
        near: shortcuts that tell the labels about as well as the network does.
        options: of --accept, as they were given.
    """

    on_data: Sequence[DataFinding]
    near: Sequence[DataFinding]
    options: Collection[str]

    @property
    def every(self) -> Sequence[DataFinding]:
        """All findings."""
        return (*self.on_data, *self.near)

    @property
    def accepted(self) -> Sequence[str]:
        """The codes of errors that were accepted, by name or with all others; not those that were not found."""
        return _codes(finding for finding in self.every if self._is_accepted(finding))

    @property
    def doubts(self) -> Sequence[str]:
        """Sentences on what was accepted, for the beginning of the card: what is gravest first."""
        near = _codes(self.near)
        others = [code for code in self.accepted if code not in near]
        doubts = []
        if near:
            doubts.append(
                f"Nothing shows that it knows the goods: what {', '.join(near)} names tells the labels apart about as "
                "well as it does, and this was accepted."
            )
        if others:
            doubts.append(f"Findings that may mislead it were accepted: {', '.join(others)}.")
        return doubts

    def line(self, finding: DataFinding) -> str:
        """A finding in a list, with how an error was accepted."""
        return f"- `{finding.code}`{self._how(finding)}: {finding.message}"

    def _how(self, finding: DataFinding) -> str:
        if finding.severity is not Severity.ERROR:
            return ""
        if not self._is_accepted(finding):
            return ", harmless as no label is learned"
        return f", accepted by --accept {finding.code if finding.code in self.options else ALL}"

    def _is_accepted(self, finding: DataFinding) -> bool:
        return finding.severity is Severity.ERROR and not {ALL, finding.code}.isdisjoint(self.options)


def _codes(findings: Iterable[DataFinding]) -> Sequence[str]:
    return sorted({finding.code for finding in findings})
