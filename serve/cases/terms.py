"""The terms of a case: the words in it, prefixes of its numbers, and its facets. Imports only the standard library.

Words are compared after NFKC and case folding. Scripts without spaces are split into overlapping pairs of characters,
and a Han character is also a term, because it is often a word.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, islice, pairwise
from typing import NamedTuple

from model.messages import message
from model.verdict import Outcome
from serve.cases.domain import Case, CaseItem, CaseRejectedError, CaseState, ItemFinding

LONGEST_WORD = 24  # longer ones are cut, in cases and in searches
SHORTEST_PREFIX = 4  # of a case's, declaration's or parcel's number
LONGEST_TERM = 200  # a facet of a product with a long id is cut
MOST_WORDS = 4000  # of one case; numbers, place and items come before notes
MOST_SOUGHT = 40  # words of one search
SEPARATOR, WORD, UNSPACED, HAN = range(4)
HAN_BLOCKS = ((0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
UNSPACED_BLOCKS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # kana
    (0x31F0, 0x31FF),
    (0xAC00, 0xD7AF),  # hangul, whose particles are attached to their words
)


class Examined(NamedTuple):
    """The outcomes and products of the examinations of a case's items, each once.

    Attributes:
        outcomes: of the latest examination of each item.
        products: that any verdict is about.
    """

    outcomes: Sequence[Outcome] = ()
    products: Sequence[str] = ()


def terms_of(
    case: Case, items: Sequence[CaseItem], conclusions: Iterable[ItemFinding], examined: Examined
) -> frozenset[str]:
    """Every term of a case.

    Args:
        case: as it is now.
        items: all of it.
        conclusions: those that count.
        examined: what the verdicts say.
    """
    products = {item.product_id for item in items if item.product_id} | set(examined.products)
    facets = _listed_facets(case)
    facets += [product_term(product) for product in products]
    facets += [outcome_term(outcome) for outcome in examined.outcomes]
    facets += [conclusion_term(finding) for finding in conclusions]
    return frozenset(facets).union(islice(dict.fromkeys(_words_of(case, items)), MOST_WORDS))


def listed_terms(case: Case) -> frozenset[str]:
    """The terms of what a list shows of a case to a colleague whose opinion on it is pending.

    Verdicts, conclusions, products, descriptions and notes are not among them: those would say what others found.
    """
    return frozenset((*_listed_facets(case), *_listed_words(case)))


def _listed_facets(case: Case) -> list[str]:
    facets = [state_term(case.state), officer_term(case.opened_by)]
    facets += [place_term(case.details.place)] if case.details.place else []
    return facets + ([unit_term(case.details.unit)] if case.details.unit else [])


def _words_of(case: Case, items: Sequence[CaseItem]) -> Iterator[str]:
    yield from _listed_words(case)
    for text in (*(item.description for item in items), case.details.notes):
        yield from words(text)


def _listed_words(case: Case) -> Iterator[str]:
    details = case.details
    yield case.number.rpartition("-")[2].lstrip("0")  # "123" for 2026-000123
    yield from _beginnings(words(case.number))
    yield from _beginnings((*words(details.declaration), "".join(words(details.declaration))[:LONGEST_WORD]))
    for text in (details.place, details.lane, details.unit):
        yield from words(text)


def _beginnings(parts: Iterable[str]) -> Iterator[str]:
    """Parts of a number, and the beginnings of each."""
    for part in filter(None, parts):
        yield part
        yield from (part[:length] for length in range(SHORTEST_PREFIX, len(part)))


def state_term(state: CaseState) -> str:
    """The term of cases in this state."""
    return _facet("state", state.value)


def officer_term(person_id: str) -> str:
    """The term of cases that this person opened."""
    return _facet("officer", person_id)


def place_term(place: str) -> str:
    """The term of cases at this place, in upper or lower case."""
    return _facet("place", _folded(place))


def unit_term(unit: str) -> str:
    """The term of cases of this unit, in upper or lower case."""
    return _facet("unit", _folded(unit))


def product_term(product_id: str) -> str:
    """The term of cases with an item of this product."""
    return _facet("product", product_id)


def outcome_term(outcome: Outcome) -> str:
    """The term of cases with an item whose latest examination has this outcome."""
    return _facet("outcome", outcome.value)


def conclusion_term(finding: ItemFinding) -> str:
    """The term of cases with an item whose latest conclusion is this."""
    return _facet("conclusion", finding.value)


def _facet(kind: str, value: str) -> str:
    return f"{kind}:{value}"[:LONGEST_TERM]  # no word has a colon


def words(text: str) -> Iterator[str]:
    """The terms of a text, in order; some more than once."""
    for kind, run in _runs(text):
        if kind == WORD:
            yield run[:LONGEST_WORD]
            continue
        yield from (letter for letter in run if len(run) == 1 or _kind(letter) == HAN)
        yield from (first + second for first, second in pairwise(run))


def sought(text: str) -> tuple[str, ...]:
    """The terms of a search, each once: a case must have all of them.

    Raises:
        CaseRejectedError: there are too many, or none at all in what was written.
    """
    found: dict[str, None] = {}
    for kind, run in _runs(text):
        if kind == WORD or len(run) == 1:
            found[run[:LONGEST_WORD]] = None
        else:
            found.update((first + second, None) for first, second in pairwise(run))
    if text.strip() and not found:
        raise CaseRejectedError(message("The search has no letter and no digit; write a word or a number."), "q")
    if len(found) > MOST_SOUGHT:
        raise CaseRejectedError(message("The search has too many words; leave some out."), "q")
    return tuple(found)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", " ".join(text.split())).casefold())


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Stretches of letters and digits, each with WORD, or UNSPACED where its script has no spaces."""
    for kind, letters in groupby(_folded(text), key=lambda letter: min(_kind(letter), UNSPACED)):
        if kind != SEPARATOR:
            yield kind, "".join(letters)


@lru_cache(maxsize=1 << 14)
def _kind(letter: str) -> int:
    if unicodedata.category(letter)[0] not in "LMN":  # letters, marks and numbers make words
        return SEPARATOR
    code = ord(letter)
    if any(first <= code <= last for first, last in HAN_BLOCKS):
        return HAN
    return UNSPACED if any(first <= code <= last for first, last in UNSPACED_BLOCKS) else WORD
