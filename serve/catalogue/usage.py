"""How often agencies use product sheets: counted by month, for the right holder, without people, cases or items.

A count is one row for each sheet, agency, month and kind of use. It is written in the unit of work of what it counts,
and stays when examinations and enquiries are removed. The operator's and right holders' own looks don't count.
"""

from serve.accounts.permissions import OrganisationKind
from serve.catalogue.domain import SheetUse
from serve.catalogue.work import SheetUseWork


def count_use(work: SheetUseWork, right_holder: str, product: str, use: SheetUse) -> None:
    """Count a use of a product's sheet in the unit of work of what was done, if an agency's person did it.

    Args:
        right_holder: as the sheet names it; one without an account here has no one who could read the count.
    """
    if work.tenant.kind != OrganisationKind.AGENCY:
        return
    holder = work.organisations.right_holder(right_holder)
    if holder is not None:
        work.uses.add(holder.id, product, use, work.now)
