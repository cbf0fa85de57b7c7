"""Enquiries as their readers may see them, and how the audit log names what is done to one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from serve.accounts.domain import Actor
from serve.catalogue.service import Catalogue
from serve.enquiries.domain import Enquiry, ShownEnquiry, digest_of, seen_by
from serve.enquiries.request_rules_domain import without_withheld
from serve.enquiries.work import EnquiryWork


@dataclass(frozen=True)
class RequestedPoints:
    """Takes the points that right holders withhold out of what agencies read."""

    catalogue: Catalogue

    def seen(self, actor: Actor, found: Sequence[ShownEnquiry]) -> list[ShownEnquiry]:
        """Enquiries as `shown` gives them, for the actor; the unit of work that read them has ended."""
        if not any(request.point for each in found if each.enquiry.asked for request in each.enquiry.requests):
            return list(found)
        sheets, sight = self.catalogue.whole(), self.catalogue.accounts.sight(actor)
        return [
            replace(each, enquiry=without_withheld(each.enquiry, sheets.get(each.enquiry.product_id), sight))
            for each in found
        ]


def shown(work: EnquiryWork, enquiries: Sequence[Enquiry]) -> list[ShownEnquiry]:
    """Enquiries for the actor, with names; hand out only what `RequestedPoints.seen` leaves of them."""
    organisations = {each.id: each for each in work.organisations.all()}
    own = [seen_by(work.actor, enquiry) for enquiry in enquiries]
    names = work.people.names({each.asked.by for each in own if each.asked is not None})
    return [
        ShownEnquiry(
            enquiry=each,
            agency=organisations[each.organisation_id],
            right_holder=organisations[each.right_holder_id],
            asker=names.get(each.asked.by, "") if each.asked else "",
        )
        for each in own
    ]


def record_change(work: EnquiryWork, action: str, enquiry: Enquiry, **details: object) -> None:
    """Record a change with the current digest of the enquiry, which the verifier compares."""
    record(work, action, enquiry, enquiry_sha256=digest_of(enquiry), **details)


def record(work: EnquiryWork, action: str, enquiry: Enquiry, **details: object) -> None:
    """Record what was done to an enquiry; for the right holder, the log names nothing of the case."""
    is_agency = work.tenant.organisation_id == enquiry.organisation_id
    subject = {"case": enquiry.own.case_id} if is_agency else {"enquiry": enquiry.id}
    work.record(action, enquiry.id, **subject, **details)
