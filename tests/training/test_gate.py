"""What must be accepted by name: shortcuts in the data, and those that explain a release's figures."""

import pytest

from model.datasets.findings import error
from training.errors import WorkError
from training.gate import passed, within_reach
from training.progress import FitProgress
from training.statistics import Estimate
from training.validate import Report
from training.validate.report import ProbeFigure

QUIET = FitProgress(quiet=True)
COLOUR = ProbeFigure("shortcut-colour", "the colours", Estimate(0.72, 0.66, 0.78, 200), stands_out=True)
LUCK = ProbeFigure("shortcut-source", "the source", Estimate(0.72, 0.66, 0.78, 200), stands_out=False)
REPORT = Report(200, (), (COLOUR, LUCK))


@pytest.mark.parametrize(
    ("own", "codes"),
    [
        (Estimate(0.95, 0.90, 0.98, 80), []),  # the network tells far more than any shortcut
        (Estimate(0.80, 0.70, 0.88, 80), ["shortcut-colour"]),  # the colours may be all that it knows
        (Estimate(0.55, 0.42, 0.67, 80), []),  # it knows nothing, and says nothing definite
        (None, []),
    ],
)
def test_a_shortcut_that_tells_as_much_as_the_network_is_found(own: Estimate | None, codes: list[str]) -> None:
    assert [finding.code for finding in within_reach(REPORT, own)] == codes


def test_a_release_is_refused_until_the_finding_is_accepted() -> None:
    found = (error("shortcut-colour", (), "the colours tell as much"),)
    with pytest.raises(WorkError, match="--accept shortcut-colour"):
        passed(found, ("shortcut-source",), QUIET)
    passed(found, ("shortcut-colour",), QUIET)
    passed(found, ("all",), QUIET)
