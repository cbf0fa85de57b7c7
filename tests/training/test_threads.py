"""Waiting threads: what `shingan-train` sets before torch is loaded, and what it leaves to the user."""

import os
import subprocess
import sys

import pytest

from training.threads import SPINS, sleep_at_barriers


def test_threads_sleep_at_barriers_unless_the_user_has_set_how_they_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    sleep_at_barriers()
    assert "GOMP_SPINCOUNT" not in os.environ
    monkeypatch.delenv("OMP_WAIT_POLICY")
    monkeypatch.setenv("GOMP_SPINCOUNT", "7")
    sleep_at_barriers()
    assert os.environ["GOMP_SPINCOUNT"] == "7"
    os.environ.pop("GOMP_SPINCOUNT")
    sleep_at_barriers()
    assert os.environ["GOMP_SPINCOUNT"] == SPINS


def test_the_command_line_sets_it_before_torch_is_loaded() -> None:
    code = "import sys, training.cli; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
