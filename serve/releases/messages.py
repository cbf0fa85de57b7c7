"""What people read about releases."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, Wording, in_context, message
from model.verdict import Outcome
from serve.audit.domain import COMMAND_LINE
from serve.platform.tenancy import ITSELF
from serve.releases.changes import ReleaseChanges
from serve.releases.domain import ReleaseState
from serve.releases.figures import ItemsTested

STATES: Mapping[ReleaseState, Message] = MappingProxyType(
    {
        ReleaseState.STAGED: in_context("release", "Staged"),
        ReleaseState.ACTIVE: in_context("release", "Active"),
        ReleaseState.ROLLED_BACK: in_context("release", "Rolled back"),
        ReleaseState.RETIRED: in_context("release", "Retired"),
    }
)
OTHERS: Mapping[str, Message] = MappingProxyType(
    {
        # Translators: who staged or activated a release, where no person did, as in "Staged by the command line".
        COMMAND_LINE: in_context("who", "the command line"),
        ITSELF: in_context("who", "the service"),
    }
)
NO_REASON = message("Give the reason why the active release is left. The reason is kept.")
TESTED: Mapping[ItemsTested | None, Message] = MappingProxyType(
    {
        None: message("Counted on test items when it was made, with exact 95% confidence intervals."),
        ItemsTested.GOLD: message(
            "Counted when it was made, on the gold items that were frozen with its data, with exact 95% confidence "
            "intervals. The comparison with the active release may count the same items: then it is no independent "
            "confirmation."
        ),
        ItemsTested.OTHERS: message(
            "Counted when it was made, on the test items of another manifest, with exact 95% confidence intervals."
        ),
    }
)
ADDED = message("{product}: officers can't examine this product now; with this release, they can.")
ADDED_AGAIN = message("{product}: recognised again, so officers can examine this product again.")
REMOVED = message("{product}: with this release, officers can't examine this product.")
REMOVED_AGAIN = message("{product}: no longer recognised, so officers can't examine this product any more.")
GAINED: Mapping[Outcome, Message] = MappingProxyType(
    {
        Outcome.SUSPECTED: message("{product}: can't be called suspected counterfeit now; with this release, it can."),
        Outcome.CONSISTENT: message(
            "{product}: can't be called consistent with genuine now; with this release, it can."
        ),
    }
)
GAINED_AGAIN: Mapping[Outcome, Message] = MappingProxyType(
    {
        Outcome.SUSPECTED: message("{product}: can be called suspected counterfeit again."),
        Outcome.CONSISTENT: message("{product}: can be called consistent with genuine again."),
    }
)
LOST: Mapping[Outcome, Message] = MappingProxyType(
    {
        Outcome.SUSPECTED: message("{product}: can no longer be called suspected counterfeit."),
        Outcome.CONSISTENT: message("{product}: can no longer be called consistent with genuine."),
    }
)


def taken(changes: ReleaseChanges, products: Mapping[str, Wording], *, is_again: bool) -> list[Message]:
    """The products that officers could no longer examine, one sentence for each.

    Args:
        products: how they are called.
        is_again: whether the release was active before.
    """
    removed = REMOVED_AGAIN if is_again else REMOVED
    return [removed.of(product=products.get(each, each)) for each in changes.removed]


def said(changes: ReleaseChanges, products: Mapping[str, Wording], *, is_again: bool) -> list[Message]:
    """What else changes for officers, one sentence for each product and outcome; outcomes that end come first.

    Args:
        products: how they are called.
        is_again: whether the release was active before.
    """
    added, gained = (ADDED_AGAIN, GAINED_AGAIN) if is_again else (ADDED, GAINED)
    return [
        *(LOST[outcome].of(product=products.get(each, each)) for each, outcome in changes.lost),
        *(added.of(product=products.get(each, each)) for each in changes.added),
        *(gained[outcome].of(product=products.get(each, each)) for each, outcome in changes.gained),
    ]
