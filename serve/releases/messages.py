"""What people read about releases."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, Wording, in_context, message
from model.verdict import Outcome
from serve.audit.domain import COMMAND_LINE
from serve.platform.tenancy import ITSELF
from serve.releases.changes import ReleaseChanges
from serve.releases.domain import ReleaseState

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
ADDED = message("{product}: recognised for the first time.")
REMOVED = message("{product}: with this release, officers can't examine this product.")
GAINED: Mapping[Outcome, Message] = MappingProxyType(
    {
        Outcome.SUSPECTED: message("{product}: can be called suspected counterfeit for the first time."),
        Outcome.CONSISTENT: message("{product}: can be called consistent with genuine for the first time."),
    }
)
LOST: Mapping[Outcome, Message] = MappingProxyType(
    {
        Outcome.SUSPECTED: message("{product}: can no longer be called suspected counterfeit."),
        Outcome.CONSISTENT: message("{product}: can no longer be called consistent with genuine."),
    }
)


def taken(changes: ReleaseChanges, products: Mapping[str, Wording]) -> list[Message]:
    """The products that officers could no longer examine, one sentence for each.

    Args:
        products: how they are called.
    """
    return [REMOVED.of(product=products.get(each, each)) for each in changes.removed]


def said(changes: ReleaseChanges, products: Mapping[str, Wording]) -> list[Message]:
    """What else changes for officers, one sentence for each product and outcome; outcomes that end come first.

    Args:
        products: how they are called.
    """
    return [
        *(LOST[outcome].of(product=products.get(each, each)) for each, outcome in changes.lost),
        *(ADDED.of(product=products.get(each, each)) for each in changes.added),
        *(GAINED[outcome].of(product=products.get(each, each)) for each, outcome in changes.gained),
    ]
