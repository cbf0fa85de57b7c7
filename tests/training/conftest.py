"""What several tests of training share: drawn pictures, and releases fitted on them as a user would."""

import csv
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torchvision import models

from tests.training.fitting import GENUINE_ONLY, ORDERS, ROOT, draw
from training.manifest import read_manifest
from training.validate.files import open_photos
from training.validate.photo import Photo

Fits = dict[str, Future[Path]]


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One product, 12 genuine and 12 counterfeit items."""
    folder = tmp_path_factory.mktemp("drawn")
    options = ["--seed", "5", "--genuine", "12", "--counterfeit", "12", "--products", "vell-carton"]
    draw(folder, *options, "--splits", "train=0.5,calibration=0.25,test=0.25")
    return folder


@pytest.fixture(scope="session")
def sample_photos() -> tuple[Photo, ...]:
    """The photos of the committed sample, as validation sees them."""
    return open_photos(read_manifest(ROOT / "datasets" / "manifest.csv")).photos


@pytest.fixture(scope="session")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A product with 12 genuine items to learn from, and 6 more of either label to test on; weights lie beside it."""
    folder = tmp_path_factory.mktemp("genuine")
    options = ["--seed", "6", "--genuine", "18", "--counterfeit", "6", "--products", GENUINE_ONLY]
    draw(folder, *options, "--splits", "test=1")
    with (folder / "manifest.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    items = sorted({row["item"] for row in rows if row["label"] == "genuine"})
    for row in rows:
        row["split"] = "train" if row["item"] in items[:12] else "test"
    with (folder / "manifest.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    torch.manual_seed(0)
    save_file(models.get_model("mobilenet_v3_small", weights=None).state_dict(), folder / "weights.safetensors")
    return folder


def asked_for(item: pytest.Item) -> set[str]:
    """The fits that a test builds on."""
    return ORDERS.keys() & set(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def fits(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fits]:
    """The fits that the collected tests ask for, one after the other, while the tests of those that are done go on."""
    asked = set().union(*map(asked_for, request.session.items))
    pool = ThreadPoolExecutor(1)
    yield {
        name: pool.submit(order.run, request.getfixturevalue(order.data), tmp_path_factory.mktemp(name))
        for name, order in ORDERS.items()
        if name in asked
    }
    pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def release_folder(fits: Fits) -> Path:
    """A release fitted on the drawn product."""
    return fits["release_folder"].result()


@pytest.fixture(scope="session")
def resumed_folder(fits: Fits) -> Path:
    """The release of a run of the same call that was killed and resumed."""
    return fits["resumed_folder"].result()


@pytest.fixture(scope="session")
def frozen_folder(fits: Fits) -> Path:
    """A release of the drawn product whose backbone stayed as it was."""
    return fits["frozen_folder"].result()


@pytest.fixture(scope="session")
def torchrun_folder(fits: Fits) -> Path:
    """The folder of releases where two processes fitted together."""
    return fits["torchrun_folder"].result()


@pytest.fixture(scope="session")
def genuine_folder(fits: Fits) -> Path:
    """A release of the product of which genuine items alone are known."""
    return fits["genuine_folder"].result()
