"""A unit of work with what a right holder has in several subjects."""

from serve.catalogue.work import SheetWork


class OverviewWork(SheetWork):
    """See `serve.platform.work.Work`."""
