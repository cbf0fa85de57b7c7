"""Exports the network to one ONNX file, and refuses it unless onnxruntime computes what torch computed."""

import gc
import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

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
    network.requires_grad_(requires_grad=False)  # the exporter would follow each gradient, a sixth of its work
    inputs = as_tensors(photos[:2], torch.device("cpu"))
    model = _to_onnx(_simplified(network), inputs)
    return Export(model, _largest_difference(network, model, photos))


def _simplified(network: ReleasedNetwork) -> ReleasedNetwork:
    """A copy that computes the same in fewer operations, which the exporter follows in a third less time.

    Normalisation is folded into the convolution before it, and activations give new tensors: the exporter would copy
    what they overwrite, and decompose the copies.
    """
    copy = deepcopy(network)
    for module in list(copy.modules()):
        if getattr(module, "inplace", False):
            module.inplace = False  # type: ignore[assignment]  # torch types every attribute as a tensor or a module
        if isinstance(module, nn.Sequential):
            _fold(module)
    return copy


def _fold(layers: nn.Sequential) -> None:
    """Fold each normalisation into the convolution before it."""
    for index, (layer, following) in enumerate(pairwise(list(layers))):
        if isinstance(layer, nn.Conv2d) and isinstance(following, nn.BatchNorm2d):
            layers[index], layers[index + 1] = fuse_conv_bn_eval(layer, following), nn.Identity()


def _to_onnx(network: ReleasedNetwork, inputs: tuple[torch.Tensor, torch.Tensor]) -> bytes:
    batch = torch.export.Dim("batch", min=1, max=64)
    with warnings.catch_warnings(), _collector_at_rest():
        warnings.simplefilter("ignore")  # the exporter warns of its own insides
        program = torch.onnx.export(
            network,
            inputs,
            dynamo=True,
            opset_version=OPSET,
            external_data=False,
            verbose=False,
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_shapes=({0: batch}, {0: batch}),
        )
    if program is None:
        raise WorkError("the network can't be exported to ONNX")
    buffer = io.BytesIO()
    proto = program.model_proto
    _strip(proto)
    buffer.write(proto.SerializeToString(deterministic=True))
    return buffer.getvalue()


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Search for no garbage cycles: a growing graph is nearly all kept, and each search would walk it again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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
