"""Finds labels that the pictures contradict: an item that looks, confidently, like the other label of its product.

That means something only where the labels can be told from how the photos look at a glance, which these plain
features have to show first, on items that the model has not seen. Elsewhere nothing is said: a model at chance
contradicts at random. Which contradictions count is decided by confident learning (Northcutt, Jiang and
Chuang, Journal of Artificial Intelligence Research 70, 2021), as cleanlab implements it.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from model.datasets.findings import DataFinding, error
from training.statistics import CONFIDENCE, Estimate, auroc
from training.validate.items import ItemTable, appearance_of
from training.validate.photo import Photo
from training.validate.report import examples

LEARNABLE_AUROC = 0.7  # the lower end of the interval must be above it; mistaken labels themselves lower it
DOUBTED = 0.15  # an item is named where its label's probability is under this
FOLDS = 5
REPEATS = 2  # an item's probability is the mean over so many ways of dividing the items
MIN_ITEMS = 2 * FOLDS  # of each label
SEED = 20
PENALTY = 0.1  # C of the logistic regression on standardised features: firm, as there are more features than items


def check_labels(photos: Sequence[Photo]) -> Iterator[DataFinding]:
    """The items of each product whose label their photos contradict, the most doubtful named first."""
    if not photos:
        return
    table = appearance_of(photos).learnable(MIN_ITEMS)
    products = table.by_product()
    for product, its in products.items():
        yield from _contradicted(product, table.only(its), 1 - (1 - CONFIDENCE) / len(products))


def _contradicted(product: str, table: ItemTable, confidence: float) -> Iterator[DataFinding]:
    probabilities = _out_of_fold(table.values.astype(np.float64), table.counterfeit)
    learned = auroc(probabilities, table.counterfeit, confidence=confidence)
    if learned is None or learned.low <= LEARNABLE_AUROC:
        return
    doubtful = _doubtful(table.counterfeit, probabilities)
    if len(doubtful):
        yield _finding(product, table, doubtful, learned)


def _out_of_fold(values: NDArray[np.float64], counterfeit: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Each item's probability of being counterfeit, (items,), from models that have not seen it."""
    total: NDArray[np.float64] = np.zeros(len(counterfeit))
    folds = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPEATS, random_state=SEED)
    for seen, unseen in folds.split(values, counterfeit):
        model = make_pipeline(StandardScaler(), LogisticRegression(C=PENALTY, solver="newton-cholesky"))
        model.fit(values[seen], counterfeit[seen])
        total[unseen] += model.predict_proba(values[unseen])[:, 1]
    total /= REPEATS
    return total


def _doubtful(counterfeit: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> NDArray[np.intp]:
    """Indices of the items whose label is contradicted, the least probable label first."""
    labels = counterfeit.astype(np.int64)
    both = np.column_stack([1 - probabilities, probabilities])
    issues = find_label_issues(labels, both, filter_by="both", n_jobs=1)  # n_jobs: no processes for so little
    quality = get_label_quality_scores(labels, both, method="self_confidence")
    order: NDArray[np.intp] = np.argsort(quality, kind="stable")
    doubted: NDArray[np.bool_] = (issues & (quality < DOUBTED))[order]
    return order[doubted]


def _finding(product: str, table: ItemTable, doubtful: NDArray[np.intp], learned: Estimate) -> DataFinding:
    items = examples(table.ids[index] for index in doubtful)
    text = (
        f"{product}: the photos of {len(doubtful)} of {len(table.rows)} items look like the other label: {items}; "
        f"at a glance the labels of this product can be told apart (AUROC {learned.value:.2f}, {learned.low:.2f} to "
        f"{learned.high:.2f}), so ask the contributor whether these labels hold"
    )
    return error("label-noise", table.rows_where(np.isin(np.arange(len(table.rows)), doubtful)), text)
