"""A tiny release made by hand: a legitimate ONNX file that calls red things counterfeit."""

import hashlib
import io
import json
from functools import cache
from itertools import combinations, count
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from model.patches import pack
from model.release import release_id

CANVAS = 224
POINTS = (
    ("box", "logo", "front"),
    ("box", "seal", "back"),
    ("box", "secret", "front"),
    ("bag", "stitch", "whole"),
)
PRINT = 1_000_003  # the seed of what every picture shows
VIEWS = (("box", "front"), ("box", "back"), ("bag", "whole"))


def photo(colour: tuple[int, int, int] = (90, 140, 90), size: tuple[int, int] = (640, 480), seed: int = 0) -> bytes:
    """A sharp, well-lit picture: text-like strokes on a plain ground, with a red patch where red prevails.

    Most of the strokes are those of every picture, as print is, so that one can be laid over another; they are bold
    enough to be found again at half the size.
    """
    image = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(image)
    for random, strokes in ((np.random.default_rng(PRINT), 150), (np.random.default_rng(seed), 20)):
        for _ in range(strokes):
            x, y = int(random.integers(size[0])), int(random.integers(size[1]))
            along = (x + int(random.integers(-40, 41)), y + int(random.integers(-40, 41)))
            draw.line((x, y, *along), fill=(245, 245, 240) if random.random() < 0.5 else (20, 20, 25), width=5)
    if colour[0] > colour[1]:
        draw.rectangle((76, 60, 170, 132), fill=(250, 10, 10))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


GENUINE, COUNTERFEIT = photo(), photo((170, 60, 60))
_numbers = count(1)


def as_new(content: bytes) -> bytes:
    """The same picture in a JPEG file unlike any before: its first segment is a number, which no reader looks at.

    What a photo shows takes far longer to find than all that a test asks of a service, and pictures are seen once
    (tests/serve/seen_once.py).
    """
    number = b"%08d" % next(_numbers)
    return content[:2] + b"\xff\xef" + (len(number) + 2).to_bytes(2, "big") + number + content[2:]


def new_picture(colour: tuple[int, int, int] = (170, 60, 60), size: tuple[int, int] = (320, 240)) -> bytes:
    """A photo of something that no other photo shows, where likeness counts; otherwise `as_new` is quicker."""
    return photo(colour, size, seed=3000 + next(_numbers))


@cache
def reference_of(view: str) -> bytes:
    """The genuine picture that the sheets name for a view."""
    names = [name for _, name in VIEWS]
    return photo((80 + 4 * names.index(view), 150, 90), seed=names.index(view) + 10)


def make_release(folder: Path, *, bias: float = 0.0, familiarity: float = -1.0, with_references: bool = True) -> Path:
    """Write a sound release whose graph calls red things counterfeit; `bias` makes releases differ.

    Args:
        with_references: whether photos are laid over the sheets' reference pictures; otherwise it is of the earlier
            format.
    """
    gallery, references = _gallery()
    files = {
        "model.onnx": _graph(bias),
        "gallery.npz": gallery,
        "MODEL_CARD.md": b"# A hand-made release for tests\n",
    }
    later: dict[str, Any] = {}
    if with_references:
        pictures = [{"product": product, "view": view, "sha256": references[view]} for product, view in VIEWS]
        files |= {f"references/{references[view]}.jpg": reference_of(view) for _, view in VIEWS}
        later = {"references": pictures, "belonging": None}
    description = json.dumps(
        {
            "format": 4 if with_references else 3,
            "preprocess": {"canvas": CANVAS, "global_view": CANVAS},
            "views": [{"product": product, "view": view} for product, view in VIEWS],
            "points": [
                {"product": product, "point": point, "view": view, "deviates_above": 0.0}
                for product, point, view in POINTS
            ],
            "products": {name: _product(name, references) for name in ("box", "bag")},
            "familiarity": familiarity,
            "recognition": -20.0,
            "temperature": None,
            "regions": {kind: _region_test() for kind in ("annotated", "unnamed")},
            "training": {"seed": 0},
            "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
            **later,
        }
    ).encode()
    target = folder / release_id(description)
    target.mkdir(parents=True)
    for name, content in {**files, "release.json": description}.items():
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_bytes(content)
    return target


def _product(name: str, references: dict[str, str]) -> dict[str, Any]:
    views = [view for product, view in VIEWS if product == name]
    points = [(point, view) for product, point, view in POINTS if product == name]
    return {
        "sheet": {
            "id": name,
            "right_holder": "acme",
            "name": {"en": f"Acme {name}", "ja": f"アクメ {name}"},
            "category": "test",
            "gtin": [],
            "views": [{"id": view, "title": {"en": f"The {view}"}, "required": True} for view in views],
            "points": [
                {
                    "id": point,
                    "view": view,
                    "title": {"en": f"The {point}", "ja": f"{point} の位置"},
                    "genuine": {"en": f"The {point} is green."},
                    "counterfeit": {"en": f"The {point} is red."},
                    "region": [0.1, 0.1, 0.2, 0.2],
                    "reference": references[view],
                    "visibility": "holder" if point == "secret" else "officer",
                }
                for point, view in points
            ],
        },
        "calibration": {"slope": 1.0, "intercept": 0.0, "cap": 1.8},
        "rules": [_rule(some) for some in sorted(_sets(views), key=len, reverse=True)],
        "settling": [],
        "basis": "both_labels",
        "unlike_weight": 0.0,
        "familiarity": None,
    }


def _sets(views: list[str]) -> list[list[str]]:
    return [sorted(some) for size in range(1, len(views) + 1) for some in combinations(views, size)]


def _rule(views: list[str]) -> dict[str, Any]:
    return {"views": views, "suspected": _threshold(2.0), "consistent": _threshold(-2.0), "undecided": None}


def _region_test() -> dict[str, Any]:
    return {
        "shown": True, "deletion": 0.9, "deletion_low": 0.8, "deletion_items": 60,
        "pointing": None, "pointing_low": None, "pointing_by_chance": None, "pointing_items": 0,
    }  # fmt: skip


def _threshold(log_odds: float) -> dict[str, Any]:
    return {
        "log_odds": log_odds, "target": 0.05, "confidence": 0.95, "bound": 0.041, "items": 72, "errors": 0,
        "items_needed": 0, "products": 1, "pooling_p": None,
    }  # fmt: skip


def _gallery() -> tuple[bytes, dict[str, str]]:
    pictures = {view: reference_of(view) for _, view in VIEWS}
    digests = {view: hashlib.sha256(content).hexdigest() for view, content in pictures.items()}
    contents = list(pictures.values())
    embedding = np.ones((len(VIEWS), 4), np.float16) / 2
    buffer = io.BytesIO()
    np.savez(
        buffer,
        embedding=embedding,
        sha256=np.array(list(digests.values())),
        item=np.array(list(digests.values())),
        product=np.array([product for product, _ in VIEWS]),
        view=np.array([view for _, view in VIEWS]),
        label=np.array(["genuine"] * len(VIEWS)),
        point_log_odds=np.full((len(VIEWS), len(POINTS)), -1, np.float16),
        jpeg=np.frombuffer(b"".join(contents), np.uint8),
        offset=np.cumsum([0, *(len(content) for content in contents)]),
        allow_pickle=False,
        **pack({}),
    )
    return buffer.getvalue(), digests


def _graph(bias: float) -> bytes:
    """Cell means of the canvas, then 'redder than green' as every point's map; a legitimate ONNX file."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    redness = np.tile(np.array([[1.0, -1.0, 0.0]], np.float32) / 8, (len(POINTS), 1))[..., None, None]
    member = np.zeros((len(POINTS), 2), np.float32)
    for row, (product, _, _) in enumerate(POINTS):
        member[row, ("box", "bag").index(product)] = 1
    constants: dict[str, Any] = {
        "axes": np.array([2, 3], np.int64),
        "redness": redness,
        "shift": np.full(len(POINTS), bias, np.float32),
        "member": member,
        "nothing": np.zeros((3, 2), np.float32),
        "likely": np.array([4.0, 1.0, 0.0], np.float32),
        "to_views": np.zeros((3, 3), np.float32),
        "unit": np.full((1, 4), 0.5, np.float32),
        "to_unit": np.zeros((3, 4), np.float32),
        "zero": np.zeros((), np.float32),
    }
    nodes = [
        helper.make_node("Cast", ["canvas"], ["real"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["real"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("AveragePool", ["planes"], ["cells"], kernel_shape=[32, 32], strides=[32, 32]),
        helper.make_node("Conv", ["cells", "redness", "shift"], ["point_maps"]),
        helper.make_node("ReduceMean", ["point_maps", "axes"], ["point_logits"], keepdims=0),
        helper.make_node("Identity", ["point_logits"], ["point_log_odds"]),
        helper.make_node("ReduceMean", ["cells", "axes"], ["colour"], keepdims=0),
        helper.make_node("Gemm", ["colour", "nothing"], ["residual"]),
        helper.make_node("MatMul", ["point_log_odds", "member"], ["of_points"]),
        helper.make_node("Add", ["of_points", "residual"], ["log_odds"]),
        helper.make_node("Gemm", ["colour", "to_views", "likely"], ["view_logits"]),
        helper.make_node("Gemm", ["colour", "to_unit", "unit"], ["embedding"]),
        helper.make_node("AveragePool", ["planes"], ["detail"], kernel_shape=[16, 16], strides=[16, 16]),
        helper.make_node("Identity", ["cells"], ["patches"]),
        helper.make_node("Cast", ["content"], ["content_real"], to=TensorProto.FLOAT),
    ]
    real = TensorProto.FLOAT
    points = len(POINTS)
    shapes: dict[str, list[int | str]] = {
        "view_logits": ["B", 3],
        "log_odds": ["B", 2],
        "residual": ["B", 2],
        "point_log_odds": ["B", points],
        "point_logits": ["B", points],
        "point_maps": ["B", points, 7, 7],
        "embedding": ["B", 4],
        "detail": ["B", 3, 14, 14],
        "patches": ["B", 3, 7, 7],
    }
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            helper.make_tensor_value_info("canvas", TensorProto.UINT8, ["B", CANVAS, CANVAS, 3]),
            helper.make_tensor_value_info("content", TensorProto.INT64, ["B", 2]),
        ],
        [helper.make_tensor_value_info(name, real, shape) for name, shape in shapes.items()],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
