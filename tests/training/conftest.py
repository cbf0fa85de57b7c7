"""Fixtures of several tests of training: drawn pictures, and releases fitted on them as a user would."""

from pathlib import Path

import pytest

from tests.once import once
from tests.training.fitting import (
    ROOT,
    by_torchrun,
    draw,
    draw_genuine,
    fitted,
    frozen,
    killed_and_resumed,
    pretrained,
)
from tests.training.validated import Validated, validated
from training.validate.photo import Photo


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One product, 12 genuine and 12 counterfeit items."""
    options = ["--seed", "5", "--genuine", "12", "--counterfeit", "12", "--products", "vell-carton"]
    splits = ["--splits", "train=0.5,calibration=0.25,test=0.25"]
    return once(tmp_path_factory, "drawn", lambda folder: draw(folder, *options, *splits))


@pytest.fixture(scope="session")
def validated_sample(tmp_path_factory: pytest.TempPathFactory) -> Validated:
    """What the command says of the committed sample, and its photos as the checks see them: opened once a run."""
    return once(tmp_path_factory, "validated-sample", lambda _: validated(ROOT / "datasets" / "manifest.csv"))


@pytest.fixture(scope="session")
def sample_photos(validated_sample: Validated) -> tuple[Photo, ...]:
    """The photos of the committed sample, as validation sees them."""
    return validated_sample.photos


@pytest.fixture(scope="session")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A product with 12 genuine items to learn from, and 6 more of either label to test on; weights lie beside it.

    Several files read it: a test that changes it takes a copy.
    """
    return once(tmp_path_factory, "genuine", draw_genuine)


@pytest.fixture(scope="session")
def release_folder(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release fitted on the drawn product."""
    return once(tmp_path_factory, "plain", lambda out: fitted(drawn, out))


@pytest.fixture(scope="session")
def resumed_folder(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of a run of the same call that was killed and resumed."""
    return killed_and_resumed(drawn, tmp_path_factory.mktemp("resumed"))


@pytest.fixture(scope="session")
def frozen_folder(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the drawn product whose backbone stayed as it was."""
    return frozen(drawn, tmp_path_factory.mktemp("frozen"))


@pytest.fixture(scope="session")
def torchrun_folder(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of releases where two processes fitted together."""
    return by_torchrun(drawn, tmp_path_factory.mktemp("torchrun"))


@pytest.fixture(scope="session")
def genuine_folder(genuine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the product with genuine items only."""
    return once(tmp_path_factory, "pretrained", lambda out: pretrained(genuine, out))
