"""What several tests of training share: drawn pictures, and a release fitted on them as a user would."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.training.fitting import CONFIG, ROOT, finish, start_fit


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One product, 12 genuine and 12 counterfeit items."""
    folder = tmp_path_factory.mktemp("drawn")
    command = ["-m", "datasets.draw", "--out", str(folder), "--seed", "5", "--genuine", "12", "--counterfeit", "12"]
    shares = ["--splits", "train=0.5,calibration=0.25,test=0.25", "--products", "vell-carton"]
    subprocess.run([sys.executable, *command, *shares], check=True, cwd=ROOT)
    (folder / "fit.toml").write_text(CONFIG)
    return folder


@pytest.fixture(scope="session")
def release_folder(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release fitted on the drawn product."""
    return finish(start_fit(drawn, tmp_path_factory.mktemp("releases")))
