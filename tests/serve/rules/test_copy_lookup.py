"""What a photo of an entry is compared with is bounded, however many photos are equal to it."""

from collections import Counter

import pytest

from model.formats import DEFAULT_LIMITS
from serve.platform.parts import Parts
from serve.review import copies
from serve.review.copies import MOST_OF_ENTRY, CopyLookup, copy_of, grey_of, looked_at
from tests.serve.rules.desk import new_photo


@pytest.fixture
def lookup(parts: Parts) -> CopyLookup:
    """A lookup of its own, without the entries of other tests."""
    return CopyLookup(parts[CopyLookup].work)


def test_an_entry_with_many_equal_photos_does_not_hide_the_copies_in_other_entries(lookup: CopyLookup) -> None:
    prints = looked_at(new_photo(), DEFAULT_LIMITS).prints
    lookup.add("of many", 30 * [prints.stored.tobytes()])
    for number in range(5):
        lookup.add(f"entry {number}", [prints.stored.tobytes()])
    proposed = Counter(known.entry_id for known, _ in lookup.candidates(prints, "asked"))
    assert proposed == {"of many": MOST_OF_ENTRY} | {f"entry {number}": 1 for number in range(5)}


def test_no_photo_of_its_own_entry_is_proposed(lookup: CopyLookup) -> None:
    prints = looked_at(new_photo(), DEFAULT_LIMITS).prints
    lookup.add("own", 30 * [prints.stored.tobytes()])
    lookup.add("other", [prints.stored.tobytes()])
    assert [known.entry_id for known, _ in lookup.candidates(prints, "own")] == ["other"]


def test_an_equal_photo_is_a_copy_without_being_laid_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "overlays", lambda *_: pytest.fail("the photos are equal"))
    photo = grey_of(new_photo(), DEFAULT_LIMITS)
    found = copy_of(photo, photo.copy(), ())
    assert found is not None
    assert found.agreement == 1.0
