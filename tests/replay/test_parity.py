"""Torch and onnxruntime agree on forty photos, and no outcome depends on which of the two it was."""

from typing import NamedTuple

import numpy as np
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray

from model.intake import read_picture
from model.preprocess import Canvas, PreprocessSpec, preprocess
from model.scorer import CELLS, OUTPUTS, open_session
from model.verdict import decide
from tests.model.releases import product
from tests.replay.photos import forty
from training.export import CELL_TOLERANCE, export
from training.network import Heads, ItemNetwork
from training.observe import as_tensors
from training.trunk import build_trunk
from training.weigh import EvidenceWeights, ReleasedNetwork

SPEC = PreprocessSpec(canvas=448, global_view=224)
HEADS = Heads(
    products=("a", "b"),
    view_product=(0, 0, 1),
    point_product=(0, 0, 1, 0, 1),
    point_view=(0, 1, 2, -1, -1),
    annotated=3,
)
TOLERANCE = 1e-4  # absolute below 1 and relative above


class Both(NamedTuple):
    """All outputs of both runtimes, photo by photo."""

    torch: list[dict[str, NDArray[np.float32]]]
    onnx: list[dict[str, NDArray[np.float32]]]


@pytest.fixture(scope="module")
def both() -> Both:
    canvases = [preprocess(read_picture(photo.content, longest_side=SPEC.canvas).pixels, SPEC) for photo in forty()]
    network = lively_network(canvases[:8])
    session = open_session(export(network, canvases[:2]).model)
    return Both([in_torch(network, canvas) for canvas in canvases], [in_onnx(session, c) for c in canvases])


def lively_network(canvases: list[Canvas]) -> ReleasedNetwork:
    """A network whose normalisation has seen pictures and whose heads speak loudly, as a trained one's do."""
    torch.manual_seed(3)
    network = ItemNetwork(build_trunk("mobilenet_v3_small", None), HEADS, SPEC.reduction)
    with torch.no_grad():
        for _ in range(12):
            network.train()(*as_tensors(canvases, torch.device("cpu")))
        for head in (network.authenticity_head, network.view_head):
            head.weight.mul_(20)
    return ReleasedNetwork(network, EvidenceWeights(HEADS)).eval()


def in_torch(network: ReleasedNetwork, canvas: Canvas) -> dict[str, NDArray[np.float32]]:
    with torch.inference_mode():
        outputs = network(*as_tensors([canvas], torch.device("cpu")))
    return {name: tensor.numpy() for name, tensor in zip(OUTPUTS, outputs, strict=True)}


def in_onnx(session: onnxruntime.InferenceSession, canvas: Canvas) -> dict[str, NDArray[np.float32]]:
    feeds = {"canvas": canvas.pixels[None], "content": np.array([canvas.content], np.int64)}
    return dict(zip(OUTPUTS, map(np.asarray, session.run(list(OUTPUTS), feeds)), strict=True))


@pytest.mark.parametrize("output", OUTPUTS)
def test_both_runtimes_agree(both: Both, output: str) -> None:
    for ours, theirs in zip(both.torch, both.onnx, strict=True):
        difference = np.abs(ours[output] - theirs[output]) / np.maximum(1, np.abs(ours[output]))
        assert difference.max() < (CELL_TOLERANCE if output in CELLS else TOLERANCE)


def test_no_outcome_flips(both: Both) -> None:
    log_odds = np.array([[outputs["log_odds"][0] for outputs in side] for side in both])
    assert log_odds[0].std() > 10 * TOLERANCE  # photos differ by far more than runtimes do
    suspected, consistent = np.quantile(log_odds[0], (0.7, 0.3))
    rule = product(float(suspected) + TOLERANCE, float(consistent) - TOLERANCE).rules[0]
    outcomes = [[decide(float(value), rule, ()).outcome for value in side.ravel()] for side in log_odds]
    assert outcomes[0] == outcomes[1]
    assert len(set(outcomes[0])) == 3
