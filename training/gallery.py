"""Chooses the references of a release: embeddings of known goods, and genuine pictures to show."""

import hashlib
import io
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.evidence import encode_jpeg
from model.gallery import FIELDS
from model.intake import read_picture
from model.patches import PatchMemory, pack
from model.photo import SeenPhoto
from training.amounts import MOST_REFERENCES
from training.examples import Example

PICTURE_SIDE = 560  # pixels: enough to compare a point beside a phone's photo
PICTURE_QUALITY = 82
WORKERS = 2


Fields = dict[str, NDArray[Any]]


def build_references(
    examples: Sequence[Example], see: Callable[[bytes], SeenPhoto], pictures: int, advance: Callable[[], object]
) -> Fields:
    """Fields of gallery.npz (model/gallery.py has the format) for some photos, without memory banks.

    Args:
        examples: photos to refer to, all of them.
        see: scores one photo, as the service would.
        pictures: genuine pictures to carry for each product and view.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        seen = []
        for photo in pool.map(lambda example: see(example.path.read_bytes()), examples):
            seen.append(photo)
            advance()
    embedding = np.stack([photo.scores.embedding for photo in seen])
    shown = _shown(examples, seen, embedding, pictures)
    jpegs = [_picture(example.path) if index in shown else b"" for index, example in enumerate(examples)]
    return {
        "embedding": embedding.astype(np.float16),
        "sha256": np.array([photo.sha256 for photo in seen]),
        "item": np.array([item_digest(example.item) for example in examples]),
        "product": np.array([example.row.product for example in examples]),
        "view": np.array([example.view_name for example in examples]),
        "point_log_odds": np.stack([photo.scores.point_log_odds for photo in seen]).astype(np.float16),
        "label": np.array(["counterfeit" if example.counterfeit else "genuine" for example in examples]),
        "jpeg": np.frombuffer(b"".join(jpegs), np.uint8),
        "offset": np.concatenate([[0], np.cumsum([len(jpeg) for jpeg in jpegs])]).astype(np.int64),
    }


def item_digest(item: str) -> str:
    """What a gallery keeps of an item's id: enough to tell items apart, and no contributor's own numbers."""
    return hashlib.sha256(item.encode()).hexdigest()[:12]


def empty_gallery() -> bytes:
    """A gallery without references, for a release that is only asked for embeddings so far."""
    text: NDArray[Any] = np.zeros(0, "U1")
    none = np.zeros(0, np.uint8)
    vectors, offset = np.zeros((0, 1), np.float16), np.zeros(1, np.int64)
    fields: Fields = dict.fromkeys(("sha256", "item", "product", "view", "label"), text)
    return gallery_bytes(
        {**fields, "embedding": vectors, "point_log_odds": vectors, "jpeg": none, "offset": offset}, {}
    )


def gallery_bytes(references: Fields, banks: Mapping[str, PatchMemory]) -> bytes:
    """gallery.npz from its references and the memory banks of products that have one."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **references, **pack(banks))
    return buffer.getvalue()


def references_in(gallery: bytes) -> Fields:
    """The references in gallery.npz, without memory banks."""
    with np.load(io.BytesIO(gallery), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in FIELDS}


def joined(first: Fields, second: Fields) -> Fields:
    """The references of both."""
    both = {name: np.concatenate([first[name], second[name]]) for name in FIELDS if name != "offset"}
    return {**both, "offset": np.concatenate([first["offset"], first["offset"][-1] + second["offset"][1:]])}


def without(references: Fields, products: Collection[str]) -> Fields:
    """The references of all other products."""
    rows = np.flatnonzero(~np.isin(references["product"], list(products)))
    offset, jpeg = references["offset"], references["jpeg"]
    pictures = [jpeg[offset[row] : offset[row + 1]] for row in rows]
    kept = {name: references[name][rows] for name in FIELDS if name not in {"jpeg", "offset"}}
    ends = np.cumsum([0, *(len(picture) for picture in pictures)]).astype(np.int64)
    return {**kept, "jpeg": np.concatenate([jpeg[:0], *pictures]), "offset": ends}


def some_of_each(examples: Sequence[Example], seed: int) -> list[Example]:
    """At most `MOST_REFERENCES` of each product, view and label."""
    random = np.random.default_rng([seed, 7])
    groups: dict[tuple[int, int, bool], list[Example]] = {}
    for example in examples:
        groups.setdefault((example.product, example.view, example.counterfeit), []).append(example)
    chosen = []
    for key in sorted(groups):
        rows = random.permutation(len(groups[key]))[:MOST_REFERENCES]
        chosen += [groups[key][row] for row in sorted(rows)]
    return chosen


def _shown(
    examples: Sequence[Example], seen: Sequence[SeenPhoto], embedding: NDArray[np.float32], pictures: int
) -> set[int]:
    """Rows of the genuine pictures to carry: of each product and view, good photos that differ most from each other."""
    groups: dict[tuple[int, int], list[int]] = {}
    for row, (example, photo) in enumerate(zip(examples, seen, strict=True)):
        if not example.counterfeit and not photo.retake:
            groups.setdefault((example.product, example.view), []).append(row)
    return {row for rows in groups.values() for row in _spread(embedding, rows, pictures)}


def _spread(embedding: NDArray[np.float32], rows: Sequence[int], count: int) -> list[int]:
    """Farthest-point selection (Gonzalez 1985), from the most central row on."""
    vectors = embedding[list(rows)]
    chosen = [int((vectors @ vectors.mean(0)).argmax())]
    while len(chosen) < min(count, len(rows)):
        nearest = (vectors @ vectors[chosen].T).max(1)
        chosen.append(int(nearest.argmin()))
    return [rows[index] for index in chosen]


def _picture(path: Path) -> bytes:
    picture = read_picture(path.read_bytes(), longest_side=PICTURE_SIDE)
    return encode_jpeg(Image.fromarray(picture.pixels), PICTURE_QUALITY)
