"""The model card: what speaks against a release stands at its beginning, and which items were tested beside them."""

import pytest

from model.datasets.findings import error, warning
from tests.training.examined import examined
from training.accepted_findings import AcceptedFindings
from training.card import items_tested, section_on_test_items
from training.metrics import metrics
from training.record import TESTED_ON

COLOUR = error("shortcut-colour", (), "the colours tell as much")
BACKGROUND = error("shortcut-background", (), "the background tells much")
FEW = warning("too-few-training-items", (), "few")


def test_what_was_accepted_is_named_by_what_was_found_and_the_gravest_comes_first() -> None:
    found = AcceptedFindings((BACKGROUND, COLOUR, FEW), (COLOUR,), ("all",))
    assert found.accepted == ["shortcut-background", "shortcut-colour"]
    near, others = found.doubts
    assert near.startswith("Nothing shows that it knows the goods: what shortcut-colour names tells")
    assert others == "Findings that may mislead it were accepted: shortcut-background."
    assert "accepted by --accept all" in found.line(COLOUR)


def test_nothing_is_called_accepted_that_was_not_found_or_did_no_harm() -> None:
    assert (AcceptedFindings((FEW,), (), ("all",)).accepted, AcceptedFindings((FEW,), (), ("all",)).doubts) == ([], [])
    harmless = AcceptedFindings((COLOUR,), (), ("near-label-conflict",))
    assert (harmless.accepted, harmless.doubts) == ([], [])
    assert "accepted" not in harmless.line(COLOUR)
    assert "accepted by --accept shortcut-colour" in AcceptedFindings((COLOUR,), (), ("shortcut-colour",)).line(COLOUR)


@pytest.mark.parametrize("gold", [True, False])
def test_the_card_says_whose_items_were_tested(gold: bool) -> None:  # noqa: FBT001  a parameter of pytest
    figures = metrics([examined("i", 3.0, counterfeit=True)], None, 1.0)
    text = section_on_test_items(figures, items_tested({TESTED_ON: {"manifest_sha256": "0" * 64, "gold": gold}}))
    assert f"another manifest (sha256 {'0' * 64})" in text
    assert ("the gold items that were frozen with" in text) is gold
    assert "manifest" not in section_on_test_items(figures, items_tested({}))
