"""What people read about releases."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from model.messages import Message, Share, Wording, in_context, message
from model.verdict import Outcome
from serve.audit.domain import COMMAND_LINE
from serve.platform.tenancy import ITSELF
from serve.releases.changes import ReleaseChanges
from serve.releases.domain import ReleaseState
from serve.releases.figures import AllowedErrors, ItemsTested

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
            "Counted when it was made, on the gold items that were frozen with its data, with exact 95% "
            "confidence intervals. The comparison with the active release may count the same items: then it is no "
            "independent confirmation."
        ),
        ItemsTested.OTHERS: message(
            "Counted when it was made, on the test items of another manifest, with exact 95% confidence intervals."
        ),
    }
)
ADDED = message("{product}: officers can't examine this product now; with this release, they can.")
ADDED_UNDECIDED = message(
    "{product}: officers can't examine this product now; with this release, they can, but every outcome will be "
    "inconclusive."
)
ADDED_AGAIN = message("{product}: recognised again, so officers can examine this product again.")
ADDED_AGAIN_UNDECIDED = message(
    "{product}: recognised again, so officers can examine this product again, but every outcome will be inconclusive."
)
REMOVED = message("{product}: with this release, officers can't examine this product.")
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
# Translators: the shares are limits that were set when each release was made. The two releases are compared before
# people decide whether officers get the first one.
ALLOWED: Mapping[str, Message] = MappingProxyType(
    {
        "genuine_called_suspected": message(
            "This release allows that up to {after} of genuine items are called suspected counterfeit; the active "
            "release allows up to {before}."
        ),
        "counterfeit_called_consistent": message(
            "This release allows that up to {after} of counterfeit items are called consistent with genuine; the "
            "active release allows up to {before}."
        ),
    }
)
# Translators: each sentence names a doubt about the photos that a release learned from, which its makers accepted.
DOUBTS: Mapping[str, Message] = MappingProxyType(
    {
        "label-conflict": message("A picture has both labels, genuine and counterfeit."),
        "near-label-conflict": message("Pictures that are nearly the same have both labels, genuine and counterfeit."),
        "duplicate-across-splits": message("The release was tested with pictures that it had learned from."),
        "near-duplicate-across-splits": message(
            "The release was tested with pictures that are nearly the same as pictures that it had learned from."
        ),
        "label-noise": message("Some photos look like items of the other label. Their labels may be wrong."),
        "shortcut-metadata": message(
            "The image files alone, such as their size or camera, tell genuine and counterfeit items apart. The "
            "release may have learned that, and not the goods."
        ),
        "shortcut-source": message(
            "The source of the photos alone tells genuine and counterfeit items apart. The release may have learned "
            "that, and not the goods."
        ),
        "shortcut-background": message(
            "The background of the photos alone tells genuine and counterfeit items apart. The release may have "
            "learned that, and not the goods."
        ),
        "shortcut-colour": message(
            "The colours of the photos alone tell genuine and counterfeit items apart. The release may have learned "
            "that, and not the goods."
        ),
        "shortcut-detail": message(
            "Many counterfeit items of one contributor share a detail, such as a sticker, that no genuine item shows. "
            "The release may have learned that, and not the goods."
        ),
    }
)
OTHER_DOUBT = message("The list of findings in the documentation of the service says what this code means.")


def raised(before: AllowedErrors, after: AllowedErrors) -> list[Message]:
    """The errors of which a release allows more than the active one."""
    return [ALLOWED[name].of(**shares) for name, shares in _limits(before, after) if shares["after"] > shares["before"]]


def lowered(before: AllowedErrors, after: AllowedErrors) -> list[Message]:
    """The errors of which a release allows less than the active one."""
    return [ALLOWED[name].of(**shares) for name, shares in _limits(before, after) if shares["after"] < shares["before"]]


def _limits(before: AllowedErrors, after: AllowedErrors) -> Iterator[tuple[str, Mapping[str, Share]]]:
    """Each error for which both releases have a limit, with both limits."""
    for name, old, new in zip(ALLOWED, before, after, strict=True):
        if old is not None and new is not None:
            yield name, {"before": Share(old, 1), "after": Share(new, 1)}


def doubts(accepted: Sequence[str]) -> list[tuple[str, Message]]:
    """Each of these findings with what it means; none of `all`, which accepts findings that no one has seen."""
    return [(code, DOUBTS.get(code, OTHER_DOUBT)) for code in accepted if code != "all"]


def taken(changes: ReleaseChanges, products: Mapping[str, Wording]) -> list[Message]:
    """The products that officers could no longer examine, one sentence for each.

    Args:
        products: how they are called.
    """
    return [REMOVED.of(product=products.get(each, each)) for each in changes.removed]


def said(changes: ReleaseChanges, products: Mapping[str, Wording], *, is_again: bool) -> list[Message]:
    """What else changes for officers, one sentence for each product and outcome; outcomes that end come first.

    Args:
        products: how they are called.
        is_again: whether the release was active before.
    """
    added, gained = (ADDED_AGAIN, GAINED_AGAIN) if is_again else (ADDED, GAINED)
    undecided = ADDED_AGAIN_UNDECIDED if is_again else ADDED_UNDECIDED
    return [
        *(LOST[outcome].of(product=products.get(each, each)) for each, outcome in changes.lost),
        *(
            (undecided if each in changes.undecided else added).of(product=products.get(each, each))
            for each in changes.added
        ),
        *(gained[outcome].of(product=products.get(each, each)) for each, outcome in changes.gained),
    ]
