"""Run `shingan-train` small, but with nothing in it replaced."""

import csv
import io
import shutil
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
import torch
from safetensors.torch import save_file
from torchvision import models

from training.cli import run

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
GENUINE_ONLY = "tornavik-bearing"  # a product of which no counterfeit is known


class Done(NamedTuple):
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def training(*arguments: object) -> Done:
    """Run a command in this process, where what it imports is loaded once; only expected errors are caught."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        run([str(argument) for argument in arguments])
    assert isinstance(ended.value.code, int)
    return Done(ended.value.code, out.getvalue(), err.getvalue())


def start(*module: str) -> subprocess.Popen[str]:
    """Start a module with its arguments in a process of its own."""
    command, pipe = [sys.executable, "-m", *module], subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=pipe, stderr=pipe)


def fit_call(drawn: Path, out: Path, *more: str) -> list[str]:
    call = ["fit", str(drawn / "manifest.csv"), "--out", str(out)]
    return [*call, "--config", str(drawn / "fit.toml"), "--weights", "none", "--anyway", *more]


def finish(process: subprocess.Popen[str]) -> Path:
    """The folder that a fit prints."""
    try:
        out, err = process.communicate(timeout=1200)  # only against one that hangs
    finally:
        process.kill()
    assert process.returncode == 0, err
    return Path(out.strip().splitlines()[-1])


def fitted(drawn: Path, out: Path, *more: str) -> Path:
    """The folder of a fit in this process."""
    done = training(*fit_call(drawn, out, *more))
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip().splitlines()[-1])


def killed_and_resumed(drawn: Path, out: Path) -> Path:
    """The release of a run that was killed after its first epoch, when there was none yet, and called again."""
    process = start("training", *fit_call(drawn, out))
    deadline = time.monotonic() + 1000
    while not list(out.glob(".runs/*/adapt.pt")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.kill()
    process.communicate()
    assert not list(out.glob("r-*"))
    return fitted(drawn, out, "--resume")


def frozen(drawn: Path, out: Path) -> Path:
    return fitted(untested(drawn, out / "data", TINY + "freeze_backbone = true\n"), out)


def untested(drawn: Path, folder: Path, config: str) -> Path:
    """The data set without its test items, with other settings: a fit that no figure is asked of."""
    shutil.copytree(drawn, folder)
    lines = (folder / "manifest.csv").read_text().splitlines(keepends=True)
    (folder / "manifest.csv").write_text("".join(line for line in lines if ",test," not in line))
    (folder / "fit.toml").write_text(config)
    return folder


def by_torchrun(drawn: Path, out: Path) -> Path:
    """The folder of releases after two processes fitted together."""
    finish(by_workers(2, fit_call(untested(drawn, out / "data", TINY), out)))
    return out


def by_workers(count: int, call: list[str]) -> subprocess.Popen[str]:
    """Start a fit that torchrun divides between so many processes."""
    return start("torch.distributed.run", "--standalone", f"--nproc-per-node={count}", "-m", "training", *call)


def pretrained(genuine: Path, out: Path) -> Path:
    return fitted(genuine, out, "--weights", str(genuine / "weights.safetensors"))


def draw(folder: Path, *options: str) -> Path:
    """Draw pictures with their manifest, and write the settings of a fit beside them; returns their folder."""
    subprocess.run([sys.executable, "-m", "datasets.draw", "--out", str(folder), *options], check=True, cwd=ROOT)
    (folder / "fit.toml").write_text(CONFIG)
    return folder


def draw_genuine(folder: Path) -> Path:
    """Draw a product whose training items are all genuine; random weights lie beside it."""
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
