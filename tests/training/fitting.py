"""Run `shingan-train fit` small, but with nothing in it replaced."""

import subprocess
import sys
from pathlib import Path

CONFIG = """
backbone = "mobilenet_v3_small"
canvas = 448
presentations = 96
batch = 16
head_epochs = 2
references = 2
"""
TINY = CONFIG.replace("canvas = 448", "canvas = 224").replace("presentations = 96", "presentations = 32")
ROOT = Path(__file__).parents[2]


def start_fit(drawn: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "training", "fit", str(drawn / "manifest.csv"), "--out", str(out)]
    options = ["--config", str(drawn / "fit.toml"), "--weights", "none", *more]
    return subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> Path:
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    return Path(out.strip().splitlines()[-1])
