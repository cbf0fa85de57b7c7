"""Decides whether files tell the labels of a contribution apart, without a look at the goods.

Only the contributor's own files count, those that it submitted before with them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from model.datasets.fields import Label
from model.file_shortcuts import TellingTrait, TraitCount, telling_traits
from serve.contributions.findings import found
from serve.contributions.image_domain import ContributedImage, ContributionFinding, SubmittedFile

ItemLabel = tuple[str, Label]  # an item, by its name here or by its earlier entry, and its label
Traits = Mapping[str, Mapping[ItemLabel, set[str]]]  # of items, by product


def of_files(
    images: Sequence[ContributedImage], earlier: Sequence[SubmittedFile]
) -> Iterator[tuple[int, ContributionFinding]]:
    """A finding for each image whose file has a trait that tells the labels of its product apart, by its number."""
    telling = {product: _telling(items) for product, items in _traits(images, earlier).items()}
    for image in images:
        told = telling.get(image.said.product or "", ())
        first = next((each for each in told if each.trait in (image.file_traits or ())), None)
        if first is not None:
            yield image.number, _found(first)


def _traits(images: Sequence[ContributedImage], earlier: Sequence[SubmittedFile]) -> Traits:
    traits: dict[str, dict[ItemLabel, set[str]]] = defaultdict(lambda: defaultdict(set))
    for file in earlier:
        traits[file.product][f"entry {file.entry_id}", file.label].update(file.file_traits)
    for image in images:
        said = image.said
        if said.product and said.item and said.label and image.file_traits is not None:
            traits[said.product][f"item {said.item}", said.label].update(image.file_traits)
    return traits


def _telling(items: Mapping[ItemLabel, set[str]]) -> Sequence[TellingTrait]:
    alike = Counter((frozenset(traits), label) for (_, label), traits in items.items())
    return telling_traits(TraitCount(traits, label, count) for (traits, label), count in alike.items())


def _found(told: TellingTrait) -> ContributionFinding:
    return found(
        "files-tell",
        trait=told.trait,
        fake=told.of_counterfeit,
        fakes=told.counterfeit,
        good=told.of_genuine,
        goods=told.genuine,
    )
