"""Checks that there are enough items of each label, per product, to learn from and to make a promise."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from model.datasets.findings import DataFinding, warning
from model.datasets.splits import Split
from training.config import FitConfig
from training.manifest import Label, Manifest, Row
from training.prospects import needed_by

FEW_TRAINING_ITEMS = 10


def check_balance(manifest: Manifest, config: FitConfig) -> Iterator[DataFinding]:
    """Products with one label, or with few items of a label for the errors that a fit allows."""
    products: dict[str, list[Row]] = defaultdict(list)
    for row in manifest.rows:
        products[row.product].append(row)
    for product, rows in products.items():
        labels = {row.label for row in rows}
        if len(labels) == 1:
            yield _one_label(product, next(iter(labels)), rows)
        else:
            yield from _few(product, rows, config)


def _one_label(product: str, label: Label, rows: Sequence[Row]) -> DataFinding:
    text = (
        f"{product} has {label} items alone: nothing can be learned about telling them apart; "
        "collect the other label, or enrol the product as genuine-only"
    )
    return warning("one-label-only", (row.number for row in rows), text)


def _few(product: str, rows: Sequence[Row], config: FitConfig) -> Iterator[DataFinding]:
    needed = needed_by(config)
    calibration = {label: _items(rows, label, Split.CALIBRATION) for label in Label}
    training = {label: _items(rows, label, Split.TRAIN) for label in Label}
    if any(calibration[label] < needed[label] for label in Label):
        text = (
            f"{product} has {_counts(calibration)} calibration items: alone, it needs {needed[Label.GENUINE]} genuine "
            f"ones to call items suspected (wrongly at most {100 * config.target_false_rejection:g} % of genuine ones) "
            f"and {needed[Label.COUNTERFEIT]} counterfeit ones to call items consistent (wrongly at most "
            f"{100 * config.target_false_acceptance:g} % of counterfeit ones), all called right, with "
            f"{100 * config.confidence:g} % confidence; add items, as with fewer it gets such verdicts only if other "
            "products' items may be counted with its own"
        )
        yield warning("too-few-calibration-items", _rows_in(rows, Split.CALIBRATION), text)
    if min(training.values()) < FEW_TRAINING_ITEMS:
        text = (
            f"{product} has {_counts(training)} training items; "
            f"with under {FEW_TRAINING_ITEMS} of a label little is learned, so add some"
        )
        yield warning("too-few-training-items", _rows_in(rows, Split.TRAIN), text)


def _items(rows: Sequence[Row], label: Label, split: Split) -> int:
    return len({row.item for row in rows if (row.label, row.split) == (label, split)})


def _rows_in(rows: Sequence[Row], split: Split) -> Iterator[int]:
    return (row.number for row in rows if row.split is split)


def _counts(items: Mapping[Label, int]) -> str:
    return " and ".join(f"{count} {label}" for label, count in items.items())
