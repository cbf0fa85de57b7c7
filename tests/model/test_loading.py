import gc
import sys
from importlib import import_module

import pytest

from model.loading import without_collecting


def test_no_garbage_is_collected_while_modules_are_loaded_and_it_is_afterwards() -> None:
    with without_collecting():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_garbage_is_collected_again_if_a_module_is_not_there() -> None:
    with pytest.raises(ModuleNotFoundError), without_collecting():
        import_module("there_is_no_such_module")
    assert gc.isenabled()


def test_what_was_loaded_is_left_out_of_later_collections(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen: list[bool] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(gc.isenabled()))
    with without_collecting():
        pass
    assert frozen == []
    with without_collecting():
        monkeypatch.setitem(sys.modules, "a_new_module", sys)
    assert frozen == [True]
