"""A unit of work with enquiries."""

from serve.cases.work import CaseWork
from serve.enquiries.contact_store import ContactStore
from serve.enquiries.request_store import PhotoRequestStore
from serve.enquiries.response_store import ResponseStore
from serve.enquiries.store import EnquiryStore
from serve.platform.work import on_first_use


class EnquiryWork(CaseWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def enquiries(self) -> EnquiryStore:
        """The enquiries that the tenant may see."""
        return EnquiryStore(self.connection, self.tenant)

    @on_first_use
    def photo_requests(self) -> PhotoRequestStore:
        """What right holders asked to be photographed, as far as the tenant may see it."""
        return PhotoRequestStore(self.connection, self.tenant)

    @on_first_use
    def contacts(self) -> ContactStore:
        """Whom right holders tell of enquiries that wait too long."""
        return ContactStore(self.connection, self.tenant)

    @on_first_use
    def responses(self) -> ResponseStore:
        """When enquiries were asked and answered, as far as the tenant may see them."""
        return ResponseStore(self.connection, self.tenant)
