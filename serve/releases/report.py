"""What a kept release says of itself: the figures of its report, and what its training used."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.description import ReleaseDescription, parse_description
from model.release import DESCRIPTION_FILE
from serve.releases.accepted import accepted_for
from serve.releases.archive import ReleaseArchive
from serve.releases.domain import ReleaseRecord
from serve.releases.figures import AllowedErrors, Figure, ItemsTested, ProductFigures

METRICS_FILE = "report/metrics.json"


@dataclass(frozen=True)
class ReleaseReport:
    """What one release is made of.

    Attributes:
        figures: one for each product that the release knows, by product.
        manifest_sha256: of the manifest that it was trained with; None if it does not say.
        counted_from: the release that has the same network, where thresholds were counted again; None if they were not.
        allowed: the errors that its thresholds were chosen to keep.
        tested: the items of its figures; None if they are its own test items, or it does not say.
        accepted: codes of the findings on its data that were accepted, `all` for any; None if it does not say.
    """

    description: ReleaseDescription
    figures: Sequence[ProductFigures]
    manifest_sha256: str | None
    counted_from: str | None
    allowed: AllowedErrors
    accepted: Sequence[str] | None
    tested: ItemsTested | None = None


def report_of(archive: ReleaseArchive, record: ReleaseRecord) -> ReleaseReport:
    """Read a kept release's description and figures, without its network.

    Raises:
        ReleaseRefusedError: a file is lost or damaged in the store, or this version does not understand it.
        StorageError: the store does not answer.
    """
    description = parse_description(archive.content(record, DESCRIPTION_FILE) or b"")
    measured = _measured(archive.content(record, METRICS_FILE))
    figures = [_figures(product, measured.get(product, {})) for product in sorted(description.products)]
    manifest = description.training.get("manifest_sha256")
    return ReleaseReport(
        description,
        figures,
        str(manifest) if manifest else None,
        counted_from(description),
        allowed_by(description),
        accepted_for(description),
        items_tested(description),
    )


def allowed_by(description: ReleaseDescription) -> AllowedErrors:
    """The largest errors that the thresholds of any product allow."""
    rules = [rule for product in description.products.values() for rule in product.rules]
    suspected = max((rule.suspected.target for rule in rules), default=None)
    return AllowedErrors(suspected, max((rule.consistent.target for rule in rules), default=None))


def items_tested(description: ReleaseDescription) -> ItemsTested | None:
    """The items on which its figures were counted; None if these are its own test items, or it does not say."""
    said = description.training.get("tested_on")
    if said is None:
        return None
    return ItemsTested.GOLD if said.get("gold") else ItemsTested.OTHERS


def counted_from(description: ReleaseDescription) -> str | None:
    """The release from which the thresholds were counted again last; None if they never were."""
    steps = description.training.get("recalibrated", [])
    return str(steps[-1]["from"]) if steps else None


def size_of(record: ReleaseRecord) -> int:
    """Of all files together, in bytes."""
    return sum(file.size for file in record.files)


def _measured(content: bytes | None) -> Mapping[str, Any]:
    """What the report measured of each product; nothing of a release without a report, as those made by hand."""
    try:
        found = json.loads(content or b"{}").get("products", {})
    except (ValueError, AttributeError):
        return {}
    return found if isinstance(found, dict) else {}


def _figures(product: str, measured: Mapping[str, Any]) -> ProductFigures:
    names = ("genuine_called_suspected", "counterfeit_called_consistent", "coverage")
    return ProductFigures(product, *(_figure(measured.get(name)) for name in names))


def _figure(measured: Mapping[str, Any] | None) -> Figure | None:
    try:
        return None if measured is None else Figure(**measured)
    except TypeError:  # of an earlier or later form
        return None
