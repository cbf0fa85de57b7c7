"""How long right holders take to answer, for both sides."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from serve.accounts.domain import Actor
from serve.enquiries.permissions import EnquiryAction
from serve.enquiries.response_domain import DAYS, AskedOnce, OfOrganisation, ResponseTable, figures_of
from serve.enquiries.work import EnquiryWork
from serve.platform.work import Works


@dataclass(frozen=True)
class ResponseTimes:
    """The use case. It blocks."""

    work: Works[EnquiryWork]

    def view(self, actor: Actor, days: int = DAYS) -> ResponseTable:
        """The response times that the actor may see: of their right holder, or to their agency; the look is recorded.

        Args:
            days: how far back enquiries are looked at.
        """
        with self.work.look(actor) as work:
            since = work.now - timedelta(days=days)
            found = work.responses.since(since)
            organisations = {each.id: each for each in work.organisations.all()}
            work.record(EnquiryAction.VIEW, actor.organisation_id, enquiries=len(found))
        grouped: defaultdict[str, list[AskedOnce]] = defaultdict(list)
        for each in found:
            grouped[each.other].append(each)
        by = [OfOrganisation(organisations[other], figures_of(some, work.now)) for other, some in grouped.items()]
        by.sort(key=lambda each: (each.organisation.name, each.organisation.id))
        return ResponseTable(work.now, since, figures_of(found, work.now), by)
