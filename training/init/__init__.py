"""Begins a data set from folders of photos: a manifest and draft product sheets, shown before they count.

Read in the order of `init`: photos, folders, names, drafts.
"""

from dataclasses import dataclass
from pathlib import Path

from model.datasets.folders import ItemsBy
from model.datasets.names import read_paths
from training.errors import CallError, WorkError
from training.init.drafts import ManifestDraft, draft_of
from training.init.photos import find_photos
from training.init.sheets import existing_sheets

__all__ = ["MANIFEST_FILE", "InitCall", "ItemsBy", "ManifestDraft", "begin"]

MANIFEST_FILE = "manifest.csv"


@dataclass(frozen=True)
class InitCall:
    """The options of `shingan-train init`.

    Attributes:
        items: what tells objects apart; None: guessed.
        product: id of the product that all photos show; None: according to the folders.
        right_holder, licence: of all photos; empty if not given.
        dry_run: write nothing.
    """

    folder: Path
    items: ItemsBy | None = None
    product: str | None = None
    right_holder: str = ""
    licence: str = ""
    dry_run: bool = False


def begin(call: InitCall) -> ManifestDraft:
    """Read the folder, and write the manifest and a sheet for each product that has none.

    Raises:
        CallError: there is a manifest already, and nothing may be overwritten.
        WorkError: no photo lies in a folder that tells its label, or a file can't be written.
    """
    manifest = call.folder / MANIFEST_FILE
    if manifest.exists() and not call.dry_run:
        raise CallError(f"{manifest}: is there already, and is not overwritten; move it away, or add rows to it")
    found = find_photos(call.folder)
    sheets = existing_sheets(call.folder)
    paths = [photo.path for photo in found.photos]
    named = read_paths(paths, sheets, root=call.folder.resolve().name, items=call.items, product=call.product)
    if not named.photos:
        raise WorkError(f"{call.folder}: {_nothing(len(found.photos))}")
    draft = draft_of(named, found, sheets, call.right_holder, call.licence)
    if not call.dry_run:
        draft.write(call.folder, MANIFEST_FILE)
    return draft


def _nothing(photos: int) -> str:
    what = f"none of its {photos} photos lies" if photos else "holds no photos"
    if not photos:
        return f"{what} (JPEG, PNG, WebP, AVIF, HEIC)"
    return (
        f"{what} in a folder that says genuine or counterfeit; make folders genuine/ and counterfeit/, and sort them in"
    )
