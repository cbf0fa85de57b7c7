"""The gates: what a fit could answer, findings that must be accepted by name, and what a release rests on."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from model.datasets.findings import DataFinding, error
from model.datasets.splits import Split
from model.datasets.support import FEWEST_GENUINE
from training.config import FitConfig
from training.errors import WorkError
from training.manifest import Label
from training.progress import FitProgress
from training.prospects import Prospect
from training.stages import FitStage
from training.statistics import Estimate
from training.validate import Report, validate

ALL = "all"
CHANCE = 0.5  # area under the ROC curve of what tells nothing


def can_answer(manifest: Path, by_product: Mapping[str, Prospect], config: FitConfig) -> None:
    """Refuse data that could only end in a release without answers.

    Args:
        config: whose allowed errors `by_product` was counted for.
        by_product: what a release could answer, by product; at least one.

    Raises:
        WorkError: every verdict of the release would be inconclusive.
    """
    if any(prospect.answers for prospect in by_product.values()):
        return
    best = max(by_product, key=lambda product: sum(by_product[product].counted.values()))
    raise WorkError(
        f"{manifest}: refused, as every verdict would be inconclusive: {_lacking(best, by_product[best], config)}; "
        "`shingan-train validate`, with the same --config, says what is missing, and --anyway goes on nevertheless"
    )


def _lacking(product: str, prospect: Prospect, config: FitConfig) -> str:
    """What keeps a product from any answer."""
    if prospect.is_genuine_only:
        count = prospect.items[Label.GENUINE, Split.TRAIN]
        return f"{product} has no counterfeit items to learn from, and of {FEWEST_GENUINE} genuine ones it has {count}"
    has, needed = prospect.counted, prospect.needed
    return (
        f"{product} has {has[Label.GENUINE]} genuine and {has[Label.COUNTERFEIT]} counterfeit calibration items; "
        f"suspected_counterfeit rests on {needed[Label.GENUINE]} genuine ones (target_false_rejection is "
        f"{config.target_false_rejection:g}), and consistent_with_genuine on {needed[Label.COUNTERFEIT]} counterfeit "
        f"ones (target_false_acceptance is {config.target_false_acceptance:g}); add items, or allow more errors by "
        "larger targets in the file of --config, which need fewer"
    )


def admitted(
    manifest: Path, config: FitConfig, accepted: Collection[str], progress: FitProgress, *, learns_labels: bool
) -> Report:
    """The findings on a data set, none of them an error that was not accepted by its code.

    Args:
        config: whose allowed errors items are counted for.
        learns_labels: whether the fit learns to separate genuine and counterfeit items; if not, no shortcut and no
            wrong label can do harm.

    Raises:
        ManifestError: the manifest can't be read.
        WorkError: a finding of severity error is not accepted.
    """
    with progress.stage(FitStage.VALIDATE, 0):
        report = validate(manifest, config)
    harmful = [finding for finding in report.errors if learns_labels or not _about_labels(finding)]
    refused = _refused(harmful, accepted)
    for finding in refused or report.findings:
        progress.say(f"{finding.severity.value} {finding.code}: {finding.message}")
    if refused:
        raise WorkError(
            f"{manifest}: refused for {_codes(refused)}; correct the rows, or accept with {_options(refused)}"
        )
    return report


def _about_labels(finding: DataFinding) -> bool:
    return finding.code.startswith("shortcut-") or finding.code == "label-noise"


def within_reach(report: Report, own: Estimate | None) -> tuple[DataFinding, ...]:
    """The shortcuts that tell the labels about as well as the network does: it may have learned nothing else.

    Args:
        own: the network's AUROC on calibration items; None, or an interval that holds 0.5: then it has learned nothing,
            gives no definite verdict, and there is nothing to explain.
    """
    if own is None or own.low <= CHANCE:
        return ()
    return tuple(_near(report, own))


def _near(report: Report, own: Estimate) -> Iterator[DataFinding]:
    for probe in report.probes:
        if probe.stands_out and probe.auroc.high >= own.low:
            text = (
                f"{probe.what} tell counterfeit from genuine with an AUROC of {_figure(probe.auroc)}, within reach of "
                f"the network's own {_figure(own)} on {own.n} calibration items: nothing shows that it knows the goods"
            )
            yield error(probe.code, (), text)


def passed(
    findings: Sequence[DataFinding],
    accepted: Collection[str],
    progress: FitProgress,
    go_on: str = "continue with --resume",
) -> None:
    """Let a release through.

    Args:
        findings: on what the release rests.
        accepted: codes of accepted findings.
        progress: to name them on.
        go_on: what to do to accept what was found, before the options.

    Raises:
        WorkError: a finding is not accepted.
    """
    refused = _refused(findings, accepted)
    for finding in findings:
        progress.say(f"{finding.severity.value} {finding.code}: {finding.message}")
    if refused:
        raise WorkError(f"release refused for {_codes(refused)}; correct the data, or {go_on} {_options(refused)}")


def _refused(findings: Sequence[DataFinding], accepted: Collection[str]) -> list[DataFinding]:
    return [finding for finding in findings if not {ALL, finding.code} & set(accepted)]


def _codes(findings: Sequence[DataFinding]) -> str:
    return ", ".join(sorted({finding.code for finding in findings}))


def _options(findings: Sequence[DataFinding]) -> str:
    return " ".join(f"--accept {code}" for code in sorted({finding.code for finding in findings}))


def _figure(estimate: Estimate) -> str:
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"
