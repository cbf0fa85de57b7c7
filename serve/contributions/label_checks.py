"""Decides what is wrong with the labels of a contribution's images, each alone and against one another.

Only the contributor's own faults and images: what the images of others show, this does not know.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from model.catalogue import ProductSheet
from model.datasets.fields import Label
from serve.contributions.domain import ContributionSummary, LabelGroup
from serve.contributions.file_traits import of_files
from serve.contributions.findings import LEFT_OUT, UNKNOWN_PRODUCT, found
from serve.contributions.image_domain import (
    ContributedImage,
    ContributedItem,
    ContributionFinding,
    ImageState,
    Severity,
    SubmittedFile,
)

ItemKey = tuple[str | None, str | None]  # product and item
Labels = Mapping[ItemKey, Label]


@dataclass(frozen=True)
class EarlierContributions:
    """What a right holder has already.

    Attributes:
        sheets: by product.
        pictures: what was said of each picture that was submitted before, by the sha256 of its bytes.
        items: the labels of items that were submitted before, by product and plain name.
        files: what their files say.
    """

    sheets: Mapping[str, ProductSheet] = field(default_factory=dict)
    pictures: Mapping[str, Sequence[ContributedItem]] = field(default_factory=dict)
    items: Labels = field(default_factory=dict)
    files: Sequence[SubmittedFile] = ()


def with_label_findings(images: Sequence[ContributedImage], known: EarlierContributions) -> list[ContributedImage]:
    """The images with the findings about their labels, and with their states. Submitted ones stay as they are."""
    images = [_with_only_view(image, known.sheets) if image.is_open else image for image in images]
    active = [image for image in images if image.is_open and image.sha256 and not image.given.is_left_out]
    among = _among(active, known.files)
    result = []
    for image in images:
        if not image.is_open:
            result.append(image)
            continue
        is_picture = bool(image.hashes) and not image.given.is_left_out
        alone = (*_alone(image, known.sheets), *_before(image, known)) if is_picture else ()
        of_labels = (*alone, *among.get(image.number, ()))
        after = image if of_labels == image.of_labels else replace(image, of_labels=of_labels)
        state = _state(after)
        result.append(after if state is after.state else replace(after, state=state))
    return result


def _with_only_view(image: ContributedImage, sheets: Mapping[str, ProductSheet]) -> ContributedImage:
    """A picture with the view of its product, if that has one only and nothing says which the picture shows."""
    sheet = sheets.get(image.said.product or "")
    if sheet is None or len(sheet.views) != 1 or image.said.view is not None or not image.hashes or image.lacks_row:
        return image
    return replace(image, understood=replace(image.understood, view=sheet.views[0].id))


def _state(image: ContributedImage) -> ImageState:
    is_left_out = image.given.is_left_out
    if is_left_out is None:
        is_left_out = any(finding.code in LEFT_OUT for finding in image.findings)
    if is_left_out:
        return ImageState.LEFT_OUT
    is_faulty = any(finding.severity is Severity.ERROR for finding in image.findings)
    return ImageState.FAULTY if is_faulty else ImageState.READY


def _alone(image: ContributedImage, sheets: Mapping[str, ProductSheet]) -> Iterator[ContributionFinding]:
    """What is missing or wrong in what is said of one image."""
    if image.lacks_row:
        return
    said = image.said
    if said.label is None:
        yield found("missing-label")
    if said.item is None:
        yield found("missing-item")
    if said.product is None:
        yield found("missing-product")
    elif said.product not in sheets:
        yield found(UNKNOWN_PRODUCT, product=said.product)
    else:
        yield from _by_sheet(image, sheets[said.product])
    if said.marks and said.label is Label.GENUINE:
        yield found("marked-genuine")


def _by_sheet(image: ContributedImage, sheet: ProductSheet) -> Iterator[ContributionFinding]:
    said = image.said
    views = {view.id for view in sheet.views}
    if said.view is None and len(views) > 1:
        yield found("missing-view")
    elif views and said.view is not None and said.view not in views:
        yield found("unknown-view", view=said.view)
    points = {point.id for point in sheet.points}
    for mark in said.marks or ():
        if mark.id not in points:
            yield found("unknown-point", point=mark.id)


def plain_item(item: str | None) -> str:
    """The name of an item as it is compared: earlier versions began those of loose photos with a slash."""
    return (item or "").removeprefix("/")


def _before(image: ContributedImage, known: EarlierContributions) -> Iterator[ContributionFinding]:
    """How it stands to what was submitted before."""
    said, earlier = image.said, known.pictures.get(image.sha256 or "", ())
    now = (said.product, plain_item(said.item), said.label)
    if any((each.product, plain_item(each.item), each.label) == now for each in earlier):
        yield found("contributed-before")
    elif earlier:
        yield found("contributed-differently", label=earlier[0].label.value, item=earlier[0].item)
    elif image.copy is not None and image.copy.earlier in known.pictures:
        yield from _near_before(said.label, known.pictures[image.copy.earlier], differs=image.copy.differs)
    label = known.items.get((said.product, plain_item(said.item)))
    if label is not None and said.label not in {None, label}:
        yield found("label-differs-from-earlier", item=said.item or "")


def _near_before(
    label: Label | None, earlier: Sequence[ContributedItem], *, differs: bool
) -> Iterator[ContributionFinding]:
    """How an image stands to the submitted picture of which it is nearly a copy.

    Args:
        earlier: what was said of that picture.
        differs: whether the two differ in a place, so that each of two labels may be right.
    """
    alike = [each for each in earlier if each.label is label]
    one = (alike or earlier)[0]
    values = {"earlier": one.name, "label": one.label.value}
    if alike:
        yield found("near-copy-of-named-differs" if differs else "near-copy-of-named", **values)
    elif label is not None and not differs:
        yield found("label-conflict-with-named", **values)


def _among(
    images: Sequence[ContributedImage], earlier: Sequence[SubmittedFile]
) -> Mapping[int, Sequence[ContributionFinding]]:
    """What images show against one another, by number."""
    of_each: dict[int, list[ContributionFinding]] = defaultdict(list)
    for number, finding in (*_same(images), *_near(images), *_of_items(images), *of_files(images, earlier)):
        of_each[number].append(finding)
    return of_each


def _same(images: Sequence[ContributedImage]) -> Iterator[tuple[int, ContributionFinding]]:
    """Files with the same bytes: of each, the first one is compared with all others."""
    first: dict[str, ContributedImage] = {}
    for image in images:
        other = first.setdefault(image.sha256 or "", image)
        if other is not image:
            yield from _pair(other, image, "picture-of-another-item", "same-picture")


def _near(images: Sequence[ContributedImage]) -> Iterator[tuple[int, ContributionFinding]]:
    by_number = {image.number: image for image in images}
    for image in images:
        copy = image.copy
        other = None if copy is None or copy.image is None else by_number.get(copy.image)
        if copy is None or other is None or other.sha256 == image.sha256:
            continue
        if None in {other.said.label, image.said.label}:
            yield image.number, found("near-copy-without-label", row=other.number)
            yield other.number, found("near-copy-without-label", row=image.number)
        elif other.said.label is not image.said.label and copy.differs:
            continue
        else:
            of_another = "near-copy-that-differs" if copy.differs else "near-copy-of-another-item"
            yield from _pair(other, image, of_another, "near-copy")


def _pair(
    one: ContributedImage, other: ContributedImage, of_another_item: str, of_the_same: str
) -> Iterator[tuple[int, ContributionFinding]]:
    labels = {one.said.label, other.said.label} - {None}
    is_same_item = (one.said.product, one.said.item) == (other.said.product, other.said.item)
    alike = of_the_same if is_same_item else of_another_item
    code = "label-conflict" if len(labels) > 1 else alike
    yield other.number, found(code, row=one.number)
    if code != of_the_same:
        yield one.number, found(code, row=other.number)


def _of_items(images: Sequence[ContributedImage]) -> Iterator[tuple[int, ContributionFinding]]:
    """Images of items that have both labels."""
    labels: dict[ItemKey, set[Label]] = defaultdict(set)
    for image in images:
        if image.said.item is not None and image.said.label is not None:
            labels[image.said.product, image.said.item].add(image.said.label)
    for image in images:
        if len(labels.get((image.said.product, image.said.item), ())) > 1:
            yield image.number, found("item-of-both-labels", item=image.said.item or "")


def summary_of(images: Iterable[ContributedImage], items_by: str, *, is_guessed: bool) -> ContributionSummary:
    """What images show, in numbers."""
    states, codes = Counter[str](), Counter[str]()
    groups: dict[tuple[str, str], list[ContributedImage]] = defaultdict(list)
    for image in images:
        states[image.state.value] += 1
        codes.update({finding.code for finding in image.findings})
        if image.state in {ImageState.READY, ImageState.SUBMITTED}:
            groups[image.said.product or "", image.said.label or ""].append(image)
    told = tuple(_group(*key, group) for key, group in sorted(groups.items()))
    return ContributionSummary(dict(states), dict(sorted(codes.items())), told, items_by, is_guessed)


def _group(product: str, label: str, images: Sequence[ContributedImage]) -> LabelGroup:
    views = Counter(image.said.view or "" for image in images)
    return LabelGroup(
        product, label, len({image.said.item for image in images}), len(images), dict(sorted(views.items()))
    )
