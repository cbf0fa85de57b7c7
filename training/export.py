"""Exports the network to one ONNX file, and refuses it unless onnxruntime computes what torch computed."""

import io
import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import onnx
import torch
from numpy.typing import NDArray

from model.preprocess import Canvas
from model.scorer import CELLS, INPUTS, OUTPUTS, open_session
from training.errors import WorkError
from training.observe import as_tensors
from training.weigh import ReleasedNetwork

TOLERANCE = 1e-4  # of a logit; measured differences lie near 1e-5
CELL_TOLERANCE = 1e-3  # of a feature, which counts in sixteenths of its spread; measured differences lie near 1e-4
OPSET = 18


class Export(NamedTuple):
    """An ONNX file and the largest difference of a score from torch's that was seen on real photos."""

    model: bytes
    largest_difference: float


def export(network: ReleasedNetwork, photos: Sequence[Canvas]) -> Export:
    """Write the graph with a dynamic batch, and compare both runtimes on photos, one and several at a time.

    Raises:
        WorkError: scores differ by more than `TOLERANCE`, or cells by more than `CELL_TOLERANCE`.
    """
    network = network.cpu().eval()
    network.requires_grad_(requires_grad=False)
    inputs = as_tensors(photos[:2], torch.device("cpu"))
    model = _to_onnx(network, inputs)
    return Export(model, _largest_difference(network, model, photos))


def _to_onnx(network: ReleasedNetwork, inputs: tuple[torch.Tensor, torch.Tensor]) -> bytes:
    """The graph of one pass, by torch's older exporter.

    The newer one (``dynamo=True``) reasons about the symbolic batch at every operation: it takes 13 s of the processor
    for a graph of the same scores that this one writes in less than 1 s. The older one does not follow branches and
    loops over values, and the network has none; `_largest_difference` would notice.
    """
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch recommends the newer one, and the exporter warns of its own insides
        torch.onnx.export(
            network,
            inputs,
            buffer,  # type: ignore[arg-type]  # the older exporter also takes an open file
            dynamo=False,
            opset_version=OPSET,
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes={name: {0: "batch"} for name in (*INPUTS, *OUTPUTS)},
        )
    proto = onnx.load_from_string(buffer.getvalue())
    _strip(proto)
    return bytes(proto.SerializeToString(deterministic=True))


def _strip(proto: onnx.ModelProto) -> None:
    """Remove the exporter's notes: they name the code's paths on this machine, and differ from run to run."""
    for node in proto.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for value in (*proto.graph.input, *proto.graph.output, *proto.graph.value_info, *proto.graph.initializer):
        del value.metadata_props[:]
        value.doc_string = ""
    del proto.metadata_props[:]
    del proto.graph.metadata_props[:]
    proto.doc_string = ""


def _largest_difference(network: ReleasedNetwork, model: bytes, photos: Sequence[Canvas]) -> float:
    session = open_session(model)
    largest = 0.0
    for chunk in ([photos[0]], list(photos)):
        canvas, content = as_tensors(chunk, torch.device("cpu"))
        with torch.inference_mode():
            expected = [tensor.numpy() for tensor in network(canvas, content)]
        got = session.run(list(OUTPUTS), {"canvas": canvas.numpy(), "content": content.numpy()})
        for name, theirs, ours in zip(OUTPUTS, got, expected, strict=True):
            difference = _difference(np.asarray(theirs), ours)
            if not difference <= (CELL_TOLERANCE if name in CELLS else TOLERANCE):
                raise WorkError(f"release refused: {name} differs by {difference:.2g} between torch and onnxruntime")
            largest = max(largest, 0.0 if name in CELLS else difference)
    return largest


def _difference(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Largest difference, absolute below 1 and relative above; infinite if the shapes differ."""
    if a.shape != b.shape:
        return float("inf")
    return float((np.abs(a - b) / np.maximum(1.0, np.abs(b))).max(initial=0.0))
