"""Checks a data set, row by row, and whether its labels depend on anything other than the goods.

Read in the order of `validate`: structure, sheets, files, duplicates, balance, probes, details, noise.
"""

from datetime import UTC, datetime
from pathlib import Path

from threadpoolctl import threadpool_limits

from model.datasets.findings import DataFinding, Severity
from training.config import FitConfig
from training.manifest import Manifest, read_manifest
from training.validate.against_sheets import check_against_sheets
from training.validate.balance import check_balance
from training.validate.details import check_details
from training.validate.duplicates import check_duplicates
from training.validate.files import Progress, open_photos
from training.validate.marks import check_sheets
from training.validate.noise import check_labels
from training.validate.probes import check_shortcuts
from training.validate.report import Report, merged
from training.validate.sheet_files import check_sheet_files
from training.validate.structure import check_structure
from training.validate.unlisted import check_unlisted

__all__ = ["DataFinding", "Progress", "Report", "Severity", "check", "validate"]


def validate(manifest_path: Path, config: FitConfig | None = None, *, progress: Progress | None = None) -> Report:
    """Check a data set.

    Args:
        manifest_path: the manifest.csv; images and catalogue lie beside it.
        config: of the fit that it is for, whose allowed errors items are counted for; None takes the default one.
        progress: called with (done, total) after each photo.

    Raises:
        ManifestError: the manifest can't be read at all.
    """
    return check(read_manifest(manifest_path), config, progress=progress)


def check(manifest: Manifest, config: FitConfig | None = None, *, progress: Progress | None = None) -> Report:
    """The same of a manifest that is read already."""
    today = datetime.now(UTC).date()  # noqa: TID251  the service's clock is for what is recorded
    opened = open_photos(manifest, progress)
    with threadpool_limits(limits=1):  # matrices this small take eight times as long on two threads as on one
        shortcuts = check_shortcuts(opened.photos)
        noise = tuple(check_labels(opened.photos))
    findings = (
        *manifest.findings,
        *check_structure(manifest, today),
        *check_sheet_files(manifest.folder),
        *check_sheets(manifest),
        *check_against_sheets(manifest),
        *check_unlisted(manifest),
        *opened.findings,
        *check_duplicates(manifest, opened),
        *check_balance(manifest, config or FitConfig()),
        *shortcuts.findings,
        *check_details(manifest),
        *noise,
    )
    return Report(manifest.row_count, merged(findings), shortcuts.figures)
