"""Choose the references that a release carries: what known goods look like, and genuine pictures to show."""

import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.evidence import encode_jpeg
from model.intake import read_picture
from model.judgement import SeenPhoto
from training.examples import Example

MOST_A_GROUP = 40  # references of one product, view and label
PICTURE_SIDE = 560  # pixels: enough to compare a point beside a phone's photo
PICTURE_QUALITY = 82
WORKERS = 2


def build_gallery(
    examples: Sequence[Example],
    view_names: Sequence[str],
    see: Callable[[bytes], SeenPhoto],
    pictures: int,
    seed: int,
    advance: Callable[[], object],
) -> bytes:
    """gallery.npz (model/gallery.py has the format) from training photos.

    Args:
        view_names: name of each view head.
        see: scores one photo, as the service would.
        pictures: genuine pictures to carry for each product and view.
    """
    chosen = _choose(examples, seed)
    with ThreadPoolExecutor(WORKERS) as pool:
        seen = []
        for photo in pool.map(lambda example: see(example.path.read_bytes()), chosen):
            seen.append(photo)
            advance()
    embedding = np.stack([photo.scores.embedding for photo in seen])
    shown = _shown(chosen, seen, embedding, pictures)
    jpegs = [_picture(example.path) if index in shown else b"" for index, example in enumerate(chosen)]
    buffer = io.BytesIO()
    np.savez(
        buffer,
        embedding=embedding.astype(np.float16),
        sha256=np.array([photo.sha256 for photo in seen]),
        product=np.array([example.row.product for example in chosen]),
        view=np.array([view_names[example.view] if example.view >= 0 else "" for example in chosen]),
        point_log_odds=np.stack([photo.scores.point_log_odds for photo in seen]).astype(np.float16),
        label=np.array(["counterfeit" if example.counterfeit else "genuine" for example in chosen]),
        jpeg=np.frombuffer(b"".join(jpegs), np.uint8),
        offset=np.concatenate([[0], np.cumsum([len(jpeg) for jpeg in jpegs])]).astype(np.int64),
    )
    return buffer.getvalue()


def empty_gallery() -> bytes:
    """A gallery without references, for a release that is only asked for embeddings so far."""
    buffer = io.BytesIO()
    text: NDArray[Any] = np.zeros(0, "U1")
    none = np.zeros(0, np.uint8)
    vectors, offset = np.zeros((0, 1), np.float16), np.zeros(1, np.int64)
    fields = dict.fromkeys(("sha256", "product", "view", "label"), text)
    fields |= {"embedding": vectors, "point_log_odds": vectors, "jpeg": none, "offset": offset}
    np.savez(buffer, allow_pickle=False, **fields)
    return buffer.getvalue()


def _choose(examples: Sequence[Example], seed: int) -> list[Example]:
    """At most `MOST_A_GROUP` of each product, view and label."""
    random = np.random.default_rng([seed, 7])
    groups: dict[tuple[int, int, bool], list[Example]] = {}
    for example in examples:
        groups.setdefault((example.product, example.view, example.counterfeit), []).append(example)
    chosen = []
    for key in sorted(groups):
        rows = random.permutation(len(groups[key]))[:MOST_A_GROUP]
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
