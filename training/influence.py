"""Measures what each contributor's rows do: to the errors on others' items, and against what others' rows teach.

The heads are trained again on the cached features, once with every row and once without each contributor's; the
backbone is not run again. This is done for products that several contributors teach: there alone is anything left to
compare with once one of them is left out. Decision 0049.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from model.catalogue import ProductSheet
from model.datasets.splits import Split
from model.influence import ErrorKind, Influence, InfluenceReport, Unmeasured
from model.preprocess import PreprocessSpec
from training.amounts import MOST_JUDGED, MOST_LEFT_OUT
from training.errors import WorkError
from training.examples import Example, TrainingSet
from training.heads import cache_features
from training.influence_card import REASONS
from training.leave_out import ItemErrors, Learned, Photos, Refitted, train_again
from training.pictures import PictureCache, decode_pictures, read_for_training
from training.progress import FitProgress
from training.stages import FitStage
from training.statistics import CONFIDENCE, Estimate

FEWEST_JUDGED = 5  # items of others of a product and label, for an interval
FEWEST_OWN = 3  # items of the contributor
LEAST_VARIANCE = 1e-6  # of probabilities: figures that agree by chance get some width
KINDS: Mapping[ErrorKind, str] = MappingProxyType(
    {
        ErrorKind.GENUINE_SUSPECTED: "the rows of {name} make others' genuine items look counterfeit",
        ErrorKind.COUNTERFEIT_CONSISTENT: "the rows of {name} make others' counterfeit items look genuine",
        ErrorKind.GENUINE_CONTRADICTED: "what {name} calls genuine looks counterfeit, more than that of others",
        ErrorKind.COUNTERFEIT_CONTRADICTED: "what {name} calls counterfeit looks genuine, more than that of others",
    }
)
Groups = set[tuple[str, bool]]  # products and labels


def shared_products(examples: Sequence[Example]) -> frozenset[int]:
    """The products that more than one contributor teaches."""
    pairs = {(example.product, example.row.right_holder) for example in examples}
    return frozenset(product for product, count in Counter(product for product, _ in pairs).items() if count > 1)


def contributors_of(examples: Sequence[Example], catalogue: Mapping[str, ProductSheet]) -> list[str]:
    """Who contributed photos: first those who did for another's product, then those with the most photos.

    Rows that name no right holder are one contributor, with an empty name: of these least is known.
    """
    photos = Counter(example.row.right_holder for example in examples)
    foreign = Counter(e.row.right_holder for e in examples if is_foreign(e, catalogue))
    return sorted(photos, key=lambda name: (-foreign[name], -photos[name], name))


def can_be_measured(name: str, taught: Sequence[Example], judged: Sequence[Example]) -> bool:
    """Whether without this contributor's rows one of its products is still taught, with items of others to judge."""
    both, own = _taught(taught, name), {e.row.product for e in taught if e.row.right_holder == name}
    items = {(e.row.product, e.counterfeit, e.item) for e in judged if e.row.right_holder != name}
    counts = Counter((product, counterfeit) for product, counterfeit, _ in items)
    return any(
        product in own and count >= FEWEST_JUDGED and {(product, False), (product, True)} <= both
        for (product, _), count in counts.items()
    )


def is_foreign(example: Example, catalogue: Mapping[str, ProductSheet]) -> bool:
    """Whether a photo shows another right holder's product than the contributor's own."""
    owner = catalogue[example.row.product].right_holder
    return owner.casefold().strip() != example.row.right_holder.casefold().strip()


def held_out(training_set: TrainingSet, products: frozenset[int]) -> list[Example]:
    """The photos of calibration and test items to judge: at most `MOST_JUDGED` a product and label.

    They are taken evenly from the order of the items' ids, which tells nothing.
    """
    examples = [*training_set.of(Split.CALIBRATION), *training_set.of(Split.TEST)]
    groups: dict[tuple[int, bool], list[str]] = {}
    for item, group in sorted({e.item: (e.product, e.counterfeit) for e in examples if e.product in products}.items()):
        groups.setdefault(group, []).append(item)
    chosen = {item for items in groups.values() for item in items[:: -(-len(items) // MOST_JUDGED)]}
    return [example for example in examples if example.item in chosen]


def influence_of(
    learned: Learned, training_set: TrainingSet, spec: PreprocessSpec, folder: Path, progress: FitProgress
) -> InfluenceReport:
    """What each contributor's rows do to the errors, or why that can't be measured.

    Args:
        folder: for the judged photos' pictures and features.
    """
    shared = shared_products(learned.examples)
    if not shared:
        return unmeasured(Unmeasured.NO_SHARED_PRODUCT, progress)
    judged = [example for example in held_out(training_set, shared) if _is_readable(example, spec)]
    catalogue = {sheet.id: sheet for sheet in training_set.sheets}
    taught = [example for example in learned.examples if example.product in shared]
    contributors = [name for name in contributors_of(taught, catalogue) if can_be_measured(name, taught, judged)]
    if not contributors:
        return unmeasured(Unmeasured.TOO_FEW_ITEMS, progress)
    decode_pictures([example.path for example in judged], spec, folder, _nothing)
    with progress.stage(FitStage.INFLUENCE, len(judged) + trainings(contributors) * learned.steps) as advance:
        pictures = PictureCache(folder)
        features = cache_features(learned.network, pictures, spec, learned.context, folder, advance)
        report = measure_influence(learned, Photos(judged, features), contributors, advance)
    for each in report.harmful:
        progress.say(f"warning: {said_of(each)}")
    return report


def unmeasured(reason: Unmeasured, progress: FitProgress) -> InfluenceReport:
    """The report of a fit that measures nothing; the user reads why."""
    progress.say(f"influence of each contributor: not measured, as {REASONS[reason]}")
    return InfluenceReport((), unmeasured=reason)


def said_of(each: Influence) -> str:
    """What is beyond its limit, in a sentence."""
    name = each.right_holder or "no stated right holder"
    return (
        f"{each.product}: {KINDS[each.error].format(name=name)}, by {each.change:.2f} "
        f"({each.low:.2f} to {each.high:.2f}, {each.n} items): look at these rows before the release is used"
    )


def _is_readable(example: Example, spec: PreprocessSpec) -> bool:
    """Whether a photo can be judged; `validate` names those that can't."""
    try:
        read_for_training(example.path, spec)
    except WorkError:
        return False
    return True


def _nothing() -> None:
    """Advances nothing: to read the pictures takes little."""


def measure_influence(
    learned: Learned, judged: Photos, contributors: Sequence[str], advance: Callable[[], object]
) -> InfluenceReport:
    """Leave each contributor out in turn, up to `MOST_LEFT_OUT`.

    Args:
        judged: photos of items that the network was not trained on.
        advance: called after each step of the trainings.
    """
    products = shared_products(learned.examples)
    every = range(len(judged.examples))

    def without(name: str | None) -> Refitted:
        return train_again(learned, lambda e: e.product in products and e.row.right_holder != name, advance)

    whole = without(None).errors_on(judged, every)
    found: list[Influence] = []
    for name in contributors[:MOST_LEFT_OUT]:
        refitted, taught = without(name), _taught(learned.examples, name)
        others = refitted.errors_on(judged, every)
        own = [row for row, e in enumerate(learned.trained.examples) if e.row.right_holder == name]
        mine = refitted.errors_on(learned.trained, own)
        found += _influences(name, mine, whole, others, taught)
        found += _contradictions(name, mine, others, taught)
    return InfluenceReport(tuple(found), tuple(contributors[MOST_LEFT_OUT:]))


def trainings(contributors: Sequence[str]) -> int:
    """How often the heads are trained."""
    return 1 + min(len(contributors), MOST_LEFT_OUT)


def _taught(examples: Sequence[Example], left_out: str) -> Groups:
    """The products and labels that others' rows still teach."""
    return {(e.row.product, e.counterfeit) for e in examples if e.row.right_holder != left_out}


def _influences(
    name: str, own: ItemErrors, whole: ItemErrors, without: ItemErrors, taught: Groups
) -> Iterator[Influence]:
    """What the contributor's rows add to the errors of its products, where others still teach both labels."""
    mine = {item[0].row.product for item in own.items}
    for (product, counterfeit), places in _of_others(name, whole, taught).items():
        if product not in mine or len(places) < FEWEST_JUDGED:
            continue
        change = paired_change(whole.wrong[places] - without.wrong[places])
        kind = ErrorKind.COUNTERFEIT_CONSISTENT if counterfeit else ErrorKind.GENUINE_SUSPECTED
        yield Influence(name, product, kind, change.value, change.low, change.high, change.n)


def _contradictions(name: str, own: ItemErrors, others: ItemErrors, taught: Groups) -> Iterator[Influence]:
    """How much more the contributor's items than others' look like the other label to heads without its rows."""
    mine = _grouped(own, range(len(own.items)))
    for group, places in _of_others(name, others, taught).items():
        if len(places) < FEWEST_JUDGED or len(mine.get(group, ())) < FEWEST_OWN:
            continue
        change = difference(own.wrong[mine[group]], others.wrong[places])
        product, counterfeit = group
        kind = ErrorKind.COUNTERFEIT_CONTRADICTED if counterfeit else ErrorKind.GENUINE_CONTRADICTED
        yield Influence(name, product, kind, change.value, change.low, change.high, change.n)


def _of_others(name: str, judged: ItemErrors, taught: Groups) -> dict[tuple[str, bool], list[int]]:
    """The places of others' judged items, by product and label, where both labels of the product are taught."""
    places = [place for place, item in enumerate(judged.items) if item[0].row.right_holder != name]
    grouped = _grouped(judged, places)
    return {group: its for group, its in grouped.items() if {(group[0], False), (group[0], True)} <= taught}


def _grouped(judged: ItemErrors, places: Iterable[int]) -> dict[tuple[str, bool], list[int]]:
    groups: dict[tuple[str, bool], list[int]] = {}
    for place in places:
        first = judged.items[place][0]
        groups.setdefault((first.row.product, first.counterfeit), []).append(place)
    return dict(sorted(groups.items()))


def difference(own: NDArray[np.float64], others: NDArray[np.float64]) -> Estimate:
    """The difference of two means, with Welch's interval (Biometrika 34, 1947, 28-35); n: the first's items.

    Where figures agree, some width is kept.
    """
    value = float(own.mean() - others.mean())
    parts = [max(float(each.var(ddof=1)), LEAST_VARIANCE) / len(each) for each in (own, others)]
    freedom = sum(parts) ** 2 / sum(p**2 / (len(e) - 1) for p, e in zip(parts, (own, others), strict=True))
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom)) * math.sqrt(sum(parts))
    return Estimate(value, value - half, value + half, len(own))


def paired_change(differences: NDArray[np.float64]) -> Estimate:
    """The mean of paired differences with Student's interval; at least two of them."""
    n, value = len(differences), float(differences.mean())
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, n - 1)) * float(differences.std(ddof=1)) / math.sqrt(n)
    return Estimate(value, value - half, value + half, n)
