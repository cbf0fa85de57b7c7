"""The release's references: what genuine and counterfeit photos looked like to the network, and genuine pictures.

``gallery.npz`` holds, a row a reference: ``embedding`` float16 (N, D) unit vectors, ``sha256``, ``product``, ``view``,
``label`` (strings), and ``point_log_odds`` float16 (N, J), what each point adds on it; for genuine references also the
picture as JPEG bytes, laid end to end in ``jpeg`` (uint8) with ``offset`` (N + 1). Counterfeit pictures are never in
it: they are the right holder's own. ``item`` tells which references show one object (a digest of its id). Products
with a one-class score have their memory here, too (`model.patches.pack` has the fields).
"""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.errors import ReleaseRefusedError
from model.messages import message
from model.patches import LATER_FIELDS, MEMORY_FIELDS, PatchMemory, unpack

GALLERY_FILE = "gallery.npz"  # in a release
FIELDS = ("embedding", "sha256", "item", "product", "view", "label", "point_log_odds", "jpeg", "offset")


def digests_in(content: bytes) -> frozenset[str]:
    """The digests of the photos of a gallery.npz, without the rest of it; none if it is not understood."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return frozenset(map(str, arrays["sha256"]))
    except (ValueError, KeyError, OSError, EOFError):
        return frozenset()


@dataclass(frozen=True)
class Reference:
    """The nearest reference of one kind.

    Attributes:
        sha256: of the contributed photo's bytes.
        similarity: cosine similarity of the embeddings, -1 to 1.
    """

    sha256: str
    similarity: float


class Gallery:
    """References of one release, searched exactly: a matrix product over a few thousand rows takes microseconds."""

    def __init__(self, content: bytes) -> None:
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                later = [name for name in LATER_FIELDS if name in arrays]
                fields = {name: arrays[name] for name in (*FIELDS, *MEMORY_FIELDS, *later)}
            self.memories: dict[str, PatchMemory] = unpack(fields)
        except (ValueError, KeyError, OSError, EOFError) as error:
            raise ReleaseRefusedError(message("gallery.npz: not understood ({error})", error=str(error))) from error
        self._embedding: NDArray[np.float32] = fields["embedding"].astype(np.float32)
        self._sha256, self._product, self._view = fields["sha256"], fields["product"], fields["view"]
        self._genuine: NDArray[np.bool_] = fields["label"] == "genuine"
        self._point_log_odds: NDArray[np.float32] = fields["point_log_odds"].astype(np.float32)
        self._jpeg, self._offset = fields["jpeg"], fields["offset"]
        self._rows = {str(name): np.flatnonzero(self._product == name) for name in np.unique(self._product)}
        self._known = frozenset(map(str, self._sha256))

    def likeness(self, embedding: NDArray[np.float32]) -> dict[str, float]:
        """Product -> cosine similarity of a photo, (D,), to its nearest reference of either label."""
        similarity = _cosines(self._embedding, embedding) if len(self._embedding) else np.empty(0, np.float32)
        return {name: float(similarity[rows].max()) for name, rows in self._rows.items()}

    def familiarity(self, embedding: NDArray[np.float32]) -> float:
        """Cosine similarity of a photo, (D,), to the nearest reference of any product and label."""
        return max(self.likeness(embedding).values(), default=-1.0)

    def holds(self, sha256: str) -> bool:
        """Whether a photo is one of the references."""
        return sha256 in self._known

    def view_like(self, embedding: NDArray[np.float32], product: str) -> str | None:
        """The view of the product's reference that a photo is most like; None if no reference has one."""
        rows = np.flatnonzero((self._product == product) & (self._view != ""))
        if not len(rows):
            return None
        return str(self._view[rows[int(_cosines(self._embedding[rows], embedding).argmax())]])

    def genuine_like(self, embedding: NDArray[np.float32], product: str, view: str | None) -> Reference | None:
        """The most similar genuine picture of the product, of the same view where one is named."""
        rows = self._genuine & (self._product == product) & (np.diff(self._offset) > 0)
        return self._most_similar(embedding, np.flatnonzero(rows & (self._view == view) if view else rows))

    def cleared(
        self, embedding: NDArray[np.float32], product: str, view: str, point: int, deviates_above: float
    ) -> Reference | None:
        """The most similar genuine picture of the same view on which a point reads as matching; None if none is.

        Args:
            point: index among the release's point heads.
            deviates_above: its limit, so that no picture is shown whose own reading there is in doubt.
        """
        candidates = self._genuine & (self._product == product) & (self._view == view) & (np.diff(self._offset) > 0)
        rows = np.flatnonzero(candidates & (self._point_log_odds[:, point] <= deviates_above))
        return self._most_similar(embedding, rows)

    def nearest(self, embedding: NDArray[np.float32], product: str, *, genuine: bool) -> Reference | None:
        """The most similar reference of the product and label, shown or not; None if there is none."""
        return self._most_similar(embedding, np.flatnonzero((self._product == product) & (self._genuine == genuine)))

    def _most_similar(self, embedding: NDArray[np.float32], rows: NDArray[np.int64]) -> Reference | None:
        if not len(rows):
            return None
        similarity = _cosines(self._embedding[rows], embedding)
        best = int(similarity.argmax())
        return Reference(str(self._sha256[rows[best]]), float(similarity[best]))

    def picture(self, sha256: str) -> bytes | None:
        """The JPEG bytes of a genuine reference; None if the gallery holds no such picture."""
        rows = np.flatnonzero((self._sha256 == sha256) & (np.diff(self._offset) > 0))
        if not len(rows):
            return None
        row = int(rows[0])
        return bytes(self._jpeg[self._offset[row] : self._offset[row + 1]].tobytes())

    def __len__(self) -> int:
        return len(self._embedding)


def _cosines(references: NDArray[np.float32], embedding: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N,) from unit vectors (N, D) and (D,). Not `@`: BLAS would wake threads for it, which cost milliseconds."""
    return np.asarray(np.einsum("nd,d->n", references, embedding), np.float32)
