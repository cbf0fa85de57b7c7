"""The one-class score: what is strange, what is missing, and the same figures beside other work."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from model.patches import (
    LATER_FIELDS,
    Cells,
    Compared,
    Memory,
    PatchMemory,
    Scale,
    Unlikeness,
    compare,
    pack,
    quantise,
    unpack,
)

CHANNELS, FINE = 12, 20
OLD = Scale(Unlikeness(0.0, 0.0), Unlikeness(1.0, 2.0, 1.0), Unlikeness(0.5, 0.5), 3.0, 0.05, 0.2, 19)
SCALE = Scale(Unlikeness(0.0, 0.0), Unlikeness(1.0, 2.0, 0.5), Unlikeness(0.25, 0.25, 0.5), 3.0, 0.05, 0.2, 19)


def known(count: int = 30, channels: int = CHANNELS, seed: int = 0) -> Memory:
    random = np.random.default_rng(seed)
    rows = np.clip(np.rint(16 * random.standard_normal((count, channels))), -127, 127).astype(np.int8)
    return Memory(rows, np.full(channels, 0.5, np.float32), np.full(channels, 2.0, np.float32))


def cells_of(memory: Memory, side: int, seed: int = 1) -> np.ndarray:
    """(D, side, side) cells that are rows of the memory, in any order."""
    rows = memory.rows[np.random.default_rng(seed).integers(0, len(memory.rows), side * side)]
    cells = rows.astype(np.float32) / 16 * memory.spread + memory.mean
    return np.ascontiguousarray(cells.T.reshape(-1, side, side))


def photo(detail: Memory, patches: Memory, content: tuple[float, float] = (10.0, 10.0)) -> Cells:
    return Cells(cells_of(detail, FINE), cells_of(patches, FINE // 2), content)


def seen(memory: Memory, cells: Cells) -> Compared:
    return compare(memory, memory, cells)


def test_a_photo_made_of_known_cells_is_not_strange_anywhere() -> None:
    memory = known()
    compared = seen(memory, photo(memory, memory))
    assert compared.strange.max() == compared.coarse.max() == 0


def test_a_foreign_detail_is_strange_where_it_is() -> None:
    memory = known()
    cells = photo(memory, memory)
    cells.detail[:, 7, 12] += 9.0
    compared = seen(memory, cells)
    for where in (compared.strange, compared.where(OLD), compared.where(SCALE)):
        assert divmod(int(where.argmax()), FINE) == (7, 12)
        assert (where > 0).sum() == 1


def test_what_recurs_on_the_photo_is_the_pattern_of_the_item_but_its_own_surroundings_excuse_nothing() -> None:
    memory = known()
    foreign = np.full(CHANNELS, 9.0, np.float32)
    beside, apart = photo(memory, memory), photo(memory, memory)
    beside.detail[:, 5, 5] = beside.detail[:, 5, 8] = foreign
    apart.detail[:, 5, 5] = apart.detail[:, 5, 15] = foreign
    assert seen(memory, beside).strange[5, 5] > 0
    assert seen(memory, apart).strange[5, 5] == 0


def test_a_flaw_that_recurs_along_its_length_counts_among_the_coarse_cells_all_the_same() -> None:
    memory = known()
    plain, scratched = photo(memory, memory), photo(memory, memory)
    scratched.detail[:, 5, 2:18] = 9.0
    scratched.patches[:, 2, 1:9] = 9.0
    assert seen(memory, scratched).seen.strange == seen(memory, plain).seen.strange
    assert seen(memory, scratched).seen.coarse > seen(memory, plain).seen.coarse


def test_a_foreign_coarse_cell_counts_and_moves_the_place_that_is_shown() -> None:
    memory = known()
    cells = photo(memory, memory)
    cells.patches[:, 3, 6] += 9.0
    cells.detail[:, 6:8, 12:14] += 0.1
    compared = seen(memory, cells)
    assert compared.seen.coarse > seen(memory, photo(memory, memory)).seen.coarse
    row, column = divmod(int(compared.where(SCALE).argmax()), FINE)
    assert (row // 2, column // 2) == (3, 6)


def test_a_photo_that_lacks_what_genuine_ones_show_is_unlike_them() -> None:
    few, memory = known(2), known(60)
    whole = PatchMemory(memory, memory, SCALE)
    lacking = Cells(cells_of(memory, FINE), cells_of(few, FINE // 2), (10.0, 10.0))
    cluttered = Cells(cells_of(memory, FINE), cells_of(memory, FINE // 2, seed=3), (10.0, 10.0))
    cluttered.patches[:, 0, :3] = 9.0
    assert whole.compare(lacking).seen.missing > whole.compare(cluttered).seen.missing


def test_nothing_beyond_the_picture_counts() -> None:
    memory = known()
    cells = photo(memory, memory, content=(10.0, 4.5))
    before = seen(memory, cells).seen
    cells.detail[:, :, 9:] = 50.0
    cells.patches[:, :, 5:] = 50.0
    compared = seen(memory, cells)
    assert compared.seen == before
    for scale in (OLD, SCALE):
        assert (compared.where(scale)[:, 9:] == 0).all()


def test_the_score_is_the_same_bit_for_bit_however_many_are_at_work() -> None:
    detail, patches = known(1000, 56), known(1000, 128)
    random = np.random.default_rng(5)
    memory = PatchMemory(detail, patches, SCALE)
    cells = Cells(
        random.standard_normal((56, 60, 60), np.float32),
        random.standard_normal((128, 30, 30), np.float32),
        (30.0, 30.0),
    )
    alone = memory.score([cells])
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: memory.score([cells]), range(24))) == {alone}


def test_distances_are_exact_however_the_sums_are_ordered() -> None:
    channels = 1500  # more than eight bits' products could add up exactly
    random = np.random.default_rng(6)
    zero, one = np.zeros(channels, np.float32), np.ones(channels, np.float32)
    numbers = quantise(random.standard_normal((50, channels), np.float32) * 40, zero, one)
    rows = Memory(
        quantise(random.standard_normal((9, channels), np.float32) * 40, zero, one).astype(np.int8), zero, one
    )
    order = random.permutation(channels)
    shuffled = Memory(np.ascontiguousarray(rows.rows[:, order]), zero, one)
    assert (rows.nearest(numbers) == shuffled.nearest(np.ascontiguousarray(numbers[:, order]))).all()
    exact = ((numbers[:, None].astype(np.int64) - rows.rows.astype(np.int64)) ** 2).sum(2).min(1)
    assert np.allclose(rows.nearest(numbers), np.sqrt(exact) / 16, rtol=1e-6)


def test_more_photos_of_an_item_are_averaged_not_added_up() -> None:
    memory = PatchMemory(known(), known(seed=2), SCALE)
    cells = Cells(cells_of(known(seed=7), FINE), cells_of(known(seed=8), FINE // 2), (10.0, 10.0))
    assert memory.score([cells, cells, cells]) == pytest.approx(memory.score([cells]))


def test_memories_survive_being_packed() -> None:
    memories = {
        "soap": PatchMemory(known(5), known(7, 6), SCALE),
        "tea": PatchMemory(known(3, seed=4), known(2, 6), dataclasses.replace(SCALE, items=12)),
    }
    cells = Cells(cells_of(known(), FINE), cells_of(known(9, 6), FINE // 2), (10.0, 10.0))
    again = unpack(pack(memories))
    assert list(again) == ["soap", "tea"]
    for name, memory in memories.items():
        assert again[name].scale == memory.scale
        assert again[name].score([cells]) == memory.score([cells])
    assert unpack(pack({})) == {}


def test_a_memory_kept_before_coarse_cells_counted_scores_as_it_did() -> None:
    memory = PatchMemory(known(), known(seed=2), OLD)
    cells = Cells(cells_of(known(seed=7), FINE), cells_of(known(seed=8), FINE // 2), (10.0, 10.0))
    fields = {name: field for name, field in pack({"soap": memory}).items() if name not in LATER_FIELDS}
    again = unpack(fields)["soap"]
    compared = again.compare(cells)
    assert again.scale == OLD
    assert again.score([cells]) == 0.5 * compared.seen.strange + 0.5 * compared.seen.missing / 2.0
    assert (compared.where(again.scale) == compared.strange).all()
