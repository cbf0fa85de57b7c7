"""Lists come in pages, all in the same way: `after` is where the previous page ended, `limit` how many entries at most.

An entry of a page is never skipped or shown twice because others were added meanwhile, as it is with numbered pages.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, NamedTuple, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from model.messages import message
from serve.platform.errors import NotFoundError

T = TypeVar("T")
PAGE, LONGEST_PAGE = 25, 100
NO_ENTRY = message("The list has no entry that `after` names; start again without it.")
AFTER = "The value of `after` on the previous page."

Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE, description="How many entries at most.")]


class PageOut(BaseModel):
    """One page of a list."""

    after: str | None = Field(description="Request the next page with it; null on the last page.")


class Page(NamedTuple, Generic[T]):
    """Some entries of a list, and where they ended; None if there are no more."""

    entries: Sequence[T]
    after: str | None


def page_of(found: Sequence[T], after: str | None, limit: int, name: Callable[[T], str]) -> Page[T]:
    """One page of a list that is short enough to be read whole.

    Args:
        found: the whole list, in order.
        after: the name of the last entry of the previous page; None to begin.
        name: of an entry; no two have the same.

    Raises:
        NotFoundError: no entry has the name `after`.
    """
    names = [name(each) for each in found]
    if after is not None and after not in names:
        raise NotFoundError(NO_ENTRY)
    return cut(found[0 if after is None else names.index(after) + 1 :], limit, name)


def last_entry(get: Callable[[str], T], after: str) -> T:
    """The last entry of the previous page, of a list that is not read whole.

    Args:
        get: the entry of a name; it raises NotFoundError if there is none.

    Raises:
        NotFoundError: no entry has the name `after`.
    """
    try:
        return get(after)
    except NotFoundError as missing:
        raise NotFoundError(NO_ENTRY) from missing


def cut(found: Sequence[T], limit: int, name: Callable[[T], str]) -> Page[T]:
    """A page of the first entries that were found; there is a next one if there are more than `limit`."""
    shown = found[:limit]
    return Page(shown, name(shown[-1]) if len(found) > limit else None)
