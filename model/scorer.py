"""One pass of the release's ONNX graph over one photo's canvas."""

from dataclasses import dataclass

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from model.errors import ReleaseRefusedError
from model.messages import message
from model.patches import Cells
from model.preprocess import Canvas
from model.release import Release

INPUTS = ("canvas", "content")
SCORES = ("view_logits", "log_odds", "residual", "point_log_odds", "point_logits", "point_maps", "embedding")
CELLS = ("detail", "patches")
OUTPUTS = (*SCORES, *CELLS)


@dataclass(frozen=True, eq=False)
class PhotoScores:
    """What the network says of one photo, before calibration. V views, P products, J points, D dimensions.

    Attributes:
        view_logits: (V,) one logit a product's view.
        log_odds: (P,) log-odds of counterfeit against genuine, given the product: residual plus its points.
        residual: (P,) the part of the log-odds that no point carries.
        point_log_odds: (J,) what each point adds to its product's log-odds.
        point_logits: (J,) how strongly each point deviates, as a logit of its own.
        point_maps: (J, h, w) the logits before pooling over the canvas; minus infinity beyond the picture.
        embedding: (D,) unit vector, compared with the gallery by cosine similarity.
        content: (height, width) of the canvas that the picture covers, in cells of point_maps (fractional).
        cells: for one-class scores; None if they were not asked for.
    """

    view_logits: NDArray[np.float32]
    log_odds: NDArray[np.float32]
    residual: NDArray[np.float32]
    point_log_odds: NDArray[np.float32]
    point_logits: NDArray[np.float32]
    point_maps: NDArray[np.float32]
    embedding: NDArray[np.float32]
    content: tuple[float, float]
    cells: Cells | None = None


class Scorer:
    """The network of one release, ready to run. Safe to call from several threads."""

    def __init__(self, release: Release) -> None:
        self._canvas = release.description.preprocess.canvas
        self._session = open_session(release.model)
        names = tuple(output.name for output in self._session.get_outputs())
        if names != OUTPUTS:
            raise ReleaseRefusedError(
                message("model.onnx: has the outputs {names}, not {outputs}", names=str(names), outputs=str(OUTPUTS))
            )

    def score(self, canvas: Canvas, *, cells: bool = False) -> PhotoScores:
        """Run the graph over one canvas. One photo a call: the result never depends on what else is asked for.

        Args:
            cells: whether to hand out the cells for one-class scores, a few megabytes, too.
        """
        names = OUTPUTS if cells else SCORES
        content = np.array([canvas.content], np.int64)
        outputs = self._session.run(list(names), {"canvas": canvas.pixels[None], "content": content})
        arrays = {name: np.asarray(output)[0] for name, output in zip(names, outputs, strict=True)}
        cell = self._canvas / arrays["point_maps"].shape[-1]
        covered = (canvas.content[0] / cell, canvas.content[1] / cell)
        found = Cells(arrays.pop("detail"), arrays.pop("patches"), covered) if cells else None
        return PhotoScores(**arrays, content=covered, cells=found)


def open_session(model: bytes) -> onnxruntime.InferenceSession:
    """An onnxruntime session on one thread: parallelism comes from scoring several photos at once.

    One thread a call keeps the order of every sum fixed, so the verdict is the same bit for bit on any number of
    cores, and small containers are not oversubscribed.

    Raises:
        ReleaseRefusedError: the bytes are not a graph that onnxruntime can run.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False  # the arena keeps the peak of every burst for good
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises many unrelated classes of its own here
        raise ReleaseRefusedError(
            message("model.onnx: onnxruntime can't load it ({error})", error=str(error))
        ) from error
