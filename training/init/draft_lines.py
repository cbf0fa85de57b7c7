"""What `init` shows: how it understood the folders, before it counts."""

from collections.abc import Iterator
from pathlib import Path

from model.datasets.folders import ItemsBy
from model.datasets.names import NamedPhoto
from training.init.drafts import ManifestDraft
from training.sheets import CATALOGUE_FOLDER

SHOWN = 3  # examples
LISTED = 12  # groups
OTHER = {
    ItemsBy.FOLDER: "each folder that holds photos is one object; with --items name the file names tell objects apart",
    ItemsBy.NAME: "the file names tell objects apart; with --items folder each folder that holds photos is one object",
}


def draft_lines(draft: ManifestDraft, folder: Path, *, dry_run: bool) -> Iterator[str]:
    """The lines for the terminal."""
    photos = draft.named.photos
    yield f"{folder}: {_count(len(photos), 'photo')} of {_count(len({each.item for each in photos}), 'item')}"
    yield from _group_lines(draft)
    yield f"items: {OTHER[draft.named.items]}{' (guessed)' if draft.named.is_guessed else ''}"
    yield from _warning(draft)
    yield "for example:"
    for each in photos[:: max(1, len(photos) // SHOWN)][:SHOWN]:
        yield f"  {_example(each)}"
    for left in draft.left_out:
        named = ", ".join(left.files[:SHOWN]) + (", ..." if len(left.files) > SHOWN else "")
        yield f"left out: {_count(len(left.files), 'file')}, {left.reason}: {named}"
    yield from _written(draft, folder, dry_run=dry_run)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _group_lines(draft: ManifestDraft) -> Iterator[str]:
    for group in draft.groups[:LISTED]:
        views = f", views {', '.join(group.views)}" if group.views else ", views not known"
        counted = f"{_count(group.items, 'item')}, {_count(group.photos, 'photo')}"
        yield f"  {group.product}, {group.label}: {counted}{views}"
    if len(draft.groups) > LISTED:
        yield f"  and {len(draft.groups) - LISTED} more"


def _warning(draft: ManifestDraft) -> Iterator[str]:
    """What a wrong guess would do."""
    photos = draft.named.photos
    if draft.named.items is ItemsBy.NAME and len({each.item for each in photos}) == len(photos):
        yield (
            "  each photo is an object of its own; if several photos show one object, put them into a folder of their "
            "own, or figures will be too good"
        )


def _example(each: NamedPhoto) -> str:
    view = f", view {each.view}" if each.view else ""
    return f"{each.placed.path}: product {each.placed.product}, {each.placed.label}, item {each.item}{view}"


def _written(draft: ManifestDraft, folder: Path, *, dry_run: bool) -> Iterator[str]:
    files = ["manifest.csv", *(f"{CATALOGUE_FOLDER}/{name}" for name in draft.sheets)]
    shown = ", ".join(files[: SHOWN + 1]) + (f" and {len(files) - SHOWN - 1} more" if len(files) > SHOWN + 1 else "")
    yield f"{'would write' if dry_run else 'wrote'}: {shown}"
    if draft.kept:
        yield f"kept: the sheets of {', '.join(draft.kept[:SHOWN])}{', ...' if len(draft.kept) > SHOWN else ''}"
    if dry_run:
        yield "nothing is written; without --dry-run it is"
        return
    if draft.sheets:
        yield f"next: fill in the sheets in {folder / CATALOGUE_FOLDER} (docs/data-sets.md explains each key)"
    yield f"then type: shingan-train validate {folder / 'manifest.csv'}"
