"""The single attribute that separates the labels, in words, and the rows with it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.statistics import auroc
from training.validate.items import ItemTable

ENOUGH = 0.75  # of what the best attribute tells, and a statement is named instead, as it is plainer;
# of what all attributes together tell, and one number alone is the cause, and has rows
SUREST = 10  # items of each label that a finding points to where many attributes tell a little each
NAMED = 3  # statements that tell equally much
SAME = 1e-9  # AUROC
CHANCE = 0.5


class Clue(NamedTuple):
    """The single most telling attribute, and the rows that carry it; none if it tells only a part.

    stated: it is a statement, such as "camera make 'ACME'", not a number.
    """

    text: str
    rows: tuple[int, ...]
    stated: bool


def most_telling(table: ItemTable, scores: NDArray[np.float64]) -> Clue:
    """The attribute that alone tells the labels apart best, in either direction.

    Args:
        table: the items.
        scores: (items,), what all attributes together make of them; higher means counterfeit.
    """
    values = np.array([_auroc(table, column) for column in table.values.T])
    telling = np.abs(values - CHANCE)
    stated = np.where(table.stated, telling, 0.0)
    if stated.max() >= ENOUGH * telling.max():
        return _statements(table, np.flatnonzero(stated > stated.max() - SAME), values)
    best = int(np.argmax(telling))
    side = "higher" if values[best] > CHANCE else "lower"
    text = f"{table.names[best]}, {side} on the counterfeit in {CHANCE + telling[best]:.0%} of pairs"
    if telling[best] < ENOUGH * (_auroc(table, scores) - CHANCE):
        return Clue(text, (), stated=False)
    marked = _set_apart(table, table.values[:, best] * (1 if values[best] > CHANCE else -1))
    rows = table.rows_where(marked)
    return Clue(f"{text}; values that set items apart are {_counts(table, marked)}", rows, stated=False)


def surest_rows(table: ItemTable, scores: NDArray[np.float64]) -> tuple[int, ...]:
    """The rows of the items of each label that a probe calls right most surely."""
    order = np.argsort(scores, kind="stable")
    genuine = order[~table.counterfeit[order]][:SUREST]
    fakes = order[table.counterfeit[order]][-SUREST:]
    return table.rows_where(np.isin(np.arange(len(scores)), [*genuine, *fakes]))


def _auroc(table: ItemTable, column: NDArray[np.floating]) -> float:
    estimate = auroc(column.astype(np.float64), table.counterfeit, strata=table.strata)
    return estimate.value if estimate else CHANCE


def _statements(table: ItemTable, alike: NDArray[np.intp], values: NDArray[np.float64]) -> Clue:
    """Statements that tell equally much: first what one label alone has, then what names a person or a thing."""

    def impurity(column: int) -> tuple[float, bool, bool]:
        fakes = _share(table.counterfeit, table.values[:, column] > 0)
        return min(fakes, 1 - fakes), values[column] < CHANCE, "'" not in table.names[column]

    order = sorted(map(int, alike), key=impurity)
    true = table.values[:, order] > 0
    named = [f"{table.names[column]}, {_counts(table, true[:, place])}" for place, column in enumerate(order)]
    carrying = table.rows_stating(table.names[order[0]])
    rows = tuple(number for number in table.rows_where(true[:, 0]) if number in carrying)
    return Clue("; ".join(named[:NAMED]), rows, stated=True)


def _counts(table: ItemTable, true: NDArray[np.bool_]) -> str:
    fakes = table.counterfeit
    return (
        f"on {int((true & fakes).sum())} of {int(fakes.sum())} counterfeit "
        f"and {int((true & ~fakes).sum())} of {int((~fakes).sum())} genuine items"
    )


def _set_apart(table: ItemTable, values: NDArray[np.floating]) -> NDArray[np.bool_]:
    """The items, (items,), beyond the value that divides their product's labels best, on the side that is purer.

    Args:
        table: the items.
        values: (items,), higher on the counterfeit.
    """
    high = np.zeros(len(values), dtype=np.bool_)
    for its in table.by_product().values():
        high[its] = values[its] >= _cut(values[its], table.counterfeit[its])
    return high if _share(table.counterfeit, high) >= _share(~table.counterfeit, ~high) else ~high


def _share(true: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
    return float(true[among].mean()) if among.any() else 0.0


def _cut(values: NDArray[np.floating], fakes: NDArray[np.bool_]) -> float:
    """The value at and above which the share of counterfeit exceeds that of genuine items most (Youden 1950)."""
    cuts = np.unique(values)
    genuine, fake = np.sort(values[~fakes]), np.sort(values[fakes])
    below = [np.searchsorted(group, cuts) / len(group) for group in (genuine, fake)]
    return float(cuts[np.argmax(below[0] - below[1])])
