"""What a reader may see of a verdict (docs/decisions/0011). The standard library and `model` alone; pure functions."""

from collections.abc import Collection
from dataclasses import replace

from model.verdict import Verdict
from serve.accounts.domain import Sight
from serve.examinations.domain import Examination, verdict_json

WITHHELD = "confidential"  # the id, in a verdict, of a point that its reader may not see


def seen_through(examination: Examination, sight: Sight) -> Examination:
    """An examination as an actor may see it: of points that aren't for them, neither name nor place.

    What such a point weighs stays, as the weights add up to the log-odds.
    """
    holder = examination.origin.right_holder or ""
    restricted = examination.origin.restricted.items()
    hidden = frozenset(point for point, visibility in restricted if not sight.sees(visibility, holder))
    if hidden.isdisjoint(finding.id for finding in examination.verdict.points):
        return replace(examination, hidden=hidden)
    verdict = withheld(examination.verdict, hidden)
    return replace(examination, verdict=verdict, verdict_json=verdict_json(verdict), hidden=hidden)


def withheld(verdict: Verdict, hidden: Collection[str]) -> Verdict:
    """A verdict that neither names these identification points nor says where they are."""
    points = tuple(
        replace(finding, id=WITHHELD, photo=None, region=None, reference=None) if finding.id in hidden else finding
        for finding in verdict.points
    )
    return replace(verdict, points=points)
