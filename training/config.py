"""The configuration of a fit: documented, read from TOML, unknown keys forbidden."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from model.datasets.support import TARGET
from training.errors import CallError

Fraction = Annotated[float, Field(ge=0.0, le=1.0)]
Share = Annotated[float, Field(gt=0.0, lt=1.0)]
Positive = Annotated[int, Field(gt=0)]


class FitConfig(BaseModel):
    """Settings of one fit. The defaults were chosen by measurement (docs/decisions/0002-network.md)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: int = 0
    backbone: str = "mobilenet_v2"
    """A torchvision classification network by name."""
    freeze_backbone: bool = False
    """Leave the backbone as it was loaded: its features are computed once, and only heads are trained."""
    freeze_stem: bool | Literal["auto"] = "auto"
    """Leave the backbone's stages up to stride 4 as they were loaded; auto does so where the weights are pretrained."""
    canvas: Positive | Literal["auto"] = "auto"
    """Side of the canvas in pixels; auto takes the multiple of global_view that keeps the photos' native detail."""
    global_view: Positive = 224
    """Side in pixels of the whole-picture view."""
    presentations: Positive | Literal["auto"] = "auto"
    """How many augmented photos the backbone is adapted on in all, at most."""
    tiles: Fraction | Literal["auto"] = "auto"
    """Native-detail tiles a photo: 1 takes one tile of every augmented photo, 0.5 of every second; auto takes 1 where
    points have boxes, and 0.5 where a tile can only inherit its photo's label."""
    batch: Positive = 32
    learning_rate: Annotated[float, Field(gt=0)] | Literal["auto"] = "auto"
    """Peak rate of AdamW; auto is lower for pretrained weights than for random ones."""
    weight_decay: float = 0.02
    patience: Positive = 8
    """Epochs without a better result on development items before adaptation stops."""
    development: Annotated[float, Field(gt=0, lt=0.5)] = 0.15
    """Share of the training items held out to stop early and to weigh the evidence."""
    head_epochs: Positive = 15
    """Epochs over the cached features for the heads that are trained with the backbone frozen."""
    target_false_rejection: Share = TARGET
    """Largest share of genuine items that may be called suspected."""
    target_false_acceptance: Share = TARGET
    """Largest share of counterfeit items that may be called consistent."""
    confidence: Share = 0.95
    """Confidence with which both errors are bounded."""
    few_counterfeits: Annotated[int, Field(ge=0)] = 10
    """A product with fewer counterfeit training items also gets a one-class score, if calibration items gain by it."""
    unfamiliar: Fraction = 0.02
    """Share of known calibration photos that may be taken for unknown goods."""
    weights_notice: str = ""
    """Where the weights came from, as their licence wants it said; stands in the model card."""
    data_notice: str = ""
    """What the reader of the figures must know of the data; stands in the model card."""
    influence: bool = True
    """Train the heads again without each contributor's rows, and report what these do to the errors on other
    contributors' items; only for products that several contributors teach."""
    references: Positive = 6
    """Genuine pictures a product and view that the release shows beside a finding."""


class Targets(BaseModel):
    """Settings that can be changed without training; None leaves them as they were."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    target_false_rejection: Share | None = None
    target_false_acceptance: Share | None = None
    confidence: Share | None = None
    unfamiliar: Fraction | None = None
    data_notice: str | None = None


Settings = TypeVar("Settings", FitConfig, Targets)


def read_config(path: Path | None) -> FitConfig:
    """The configuration in a TOML file, or the defaults without one.

    Raises:
        CallError: the file can't be read, or a setting is unknown or out of range; the message names it.
    """
    return FitConfig() if path is None else _read(path, FitConfig)


def read_targets(path: Path | None) -> Targets:
    """The settings in a TOML file that can be changed without training; none without a file.

    Raises:
        CallError: as for `read_config`.
    """
    return Targets() if path is None else _read(path, Targets)


def _read(path: Path, kind: type[Settings]) -> Settings:
    try:
        return kind(**tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise CallError(f"{path}: can't be read ({error.strerror})") from error
    except tomllib.TOMLDecodeError as error:
        raise CallError(f"{path}: not TOML ({error})") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise CallError(f"{path}: setting {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
