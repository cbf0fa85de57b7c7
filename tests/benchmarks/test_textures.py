"""Drawn textures: the same from the same seed, each flaw small, marked where it is, and apart from those held out."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.textures import FLAWS, SETS, TEXTURES, Planned, draw_item, planned, write
from model.datasets.splits import Split
from training.manifest import Label, read_manifest

ALL = [plan for plan in planned(SETS, 0, 8) if plan.flaw and plan.number == list(FLAWS["development"]).index("stain")]


def test_what_is_held_out_is_drawn_by_nothing_that_development_uses() -> None:
    for kinds in (TEXTURES, FLAWS):
        assert not set(kinds["development"]) & set(kinds["held-out"])
        assert not set(kinds["development"].values()) & set(kinds["held-out"].values())


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.name)
def test_a_flaw_is_small_and_marked_and_the_same_at_every_drawing(plan: Planned) -> None:
    pixels, box = draw_item(plan, seed=1)
    assert box is not None
    assert 0 < max(box[2:]) < 0.2
    assert (draw_item(plan, seed=1)[0] == pixels).all()
    assert np.any(draw_item(plan, seed=2)[0] != pixels)


def test_the_manifest_can_be_read_and_learns_from_genuine_items_alone(tmp_path: Path) -> None:
    rows = read_manifest(write(tmp_path, ("held-out",), 1, 2, 0)).rows
    assert {row.label for row in rows if row.split is Split.TRAIN} == {Label.GENUINE}
    assert len([row for row in rows if row.label is Label.COUNTERFEIT]) == 2 * len(TEXTURES["held-out"])
    assert all(row.points for row in rows if row.label is Label.COUNTERFEIT)
