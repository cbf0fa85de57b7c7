"""The release's real error, as the actor may see it."""

from dataclasses import dataclass

from serve.accounts.domain import Actor
from serve.platform.work import Works
from serve.statistics.domain import RealError, real_errors
from serve.statistics.permissions import StatisticsAction
from serve.statistics.work import StatisticsWork


@dataclass(frozen=True)
class Statistics:
    """The use case. It blocks."""

    work: Works[StatisticsWork]

    def real_errors(self, actor: Actor, product: str | None = None, release: str | None = None) -> list[RealError]:
        """The real error by release and product, as far as the actor may see it; the look is recorded.

        Args:
            product, release: only of this one; None for all.
        """
        with self.work.look(actor) as work:
            found = real_errors(work.counts.tallies(product, release), work.counts.promises(product, release))
            work.record(StatisticsAction.VIEW, actor.organisation_id, tracks=len(found))
        return found
