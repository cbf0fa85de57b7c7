"""How people have answered about items, by which seminars draw the next ones from easy to hard."""

from collections.abc import Mapping, Sequence

from serve.results.work import ResultWork
from serve.seminars.drawer import AnswerSource
from serve.seminars.drawing_domain import AnswerCount
from serve.seminars.work import SeminarWork


def _counts(work: SeminarWork, entry_ids: Sequence[str]) -> Mapping[str, AnswerCount]:
    """The answers in sittings that the one who draws may see: those of the own agency, or all for the operator."""
    return work.of(ResultWork).results.by_item(entry_ids) if entry_ids else {}


MEASURED = AnswerSource(_counts)
