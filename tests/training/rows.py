"""Rows of a manifest by hand, for tests of what is counted on them."""

from collections.abc import Iterator

from model.datasets.splits import Split
from training.manifest import Label, Row


def row(
    item: str, label: Label, split: Split = Split.TRAIN, *, product: str = "watch", view: str | None = "front"
) -> Row:
    """One photo."""
    return Row(
        number=2,
        image=f"{item}-{view}.jpg",
        sha256=None,
        product=product,
        label=label,
        item=item,
        view=view,
        right_holder="",
        source="",
        points=(),
        split=split,
        licence="",
        contributed_on=None,
    )


def rows_of(
    genuine: int, counterfeit: int, split: Split = Split.TRAIN, *, product: str = "watch", view: str | None = "front"
) -> Iterator[Row]:
    """So many items of each label, with one photo each."""
    for label, count in ((Label.GENUINE, genuine), (Label.COUNTERFEIT, counterfeit)):
        for number in range(count):
            yield row(f"{product}-{label}-{split}-{number}", label, split, product=product, view=view)
