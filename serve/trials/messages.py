"""What people read about trials."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from model.influence import ErrorKind, Unmeasured
from model.messages import Message, Value, Wording, counted, in_context, message
from serve.releases.messages import REMOVED
from serve.trials.domain import Block, Movement, ProductComparison, Result

COMPARISON = message("Comparison of a release with the active one")
SHADOW = message("A release in the shadow of the active one")
JUDGED_IN_SHADOW = counted(
    "In the shadow of the active release, this release judged {count} examination. Examinations with another outcome "
    "or another product than the officer was given: {different}.",
    "In the shadow of the active release, this release judged {count} examinations. Examinations with another outcome "
    "or another product than the officer was given: {different}.",
)
IN_SHADOW = message("This release runs in the shadow of the active one.")
NO_PHOTO = message("There is no such photo of a gold item.")
IS_ACTIVE = message("This release is active; only another one can be tried.")
GOLD_CHANGED = message("The gold items have changed meanwhile. Compare again.")
CANCELLED = message("The comparison was cancelled.")
COMPARE_FIRST = message(
    "This release has not been compared with the active one on the present gold items. Compare first."
)
COMPARE_WITHOUT_GOLD = message(
    "A second person must allow this activation. Compare the release with the active one first, which can be done "
    "without gold items; the comparison says why. A second person can then allow the activation, with a reason."
)
COMPARE_AGAIN = message(
    "This release was rolled back after a second person had allowed it, which ended the permission. Compare it again; "
    "a second person can then allow it again, with a reason."
)
IS_BLOCKED = message("A second person must allow this activation, and give a reason.")
NOT_BLOCKED = message("Nothing blocks this release, so nothing needs to be allowed.")
NOT_SECOND = message("Someone else must allow it: you have proposed this release, or asked for its comparison.")
IS_ALLOWED = message("This activation has been allowed already.")
SHADOW_RUNS = message("A release runs in the shadow already. Stop it first; only one can run at a time.")
NO_SHADOW_RUNS = message("This release does not run in the shadow.")
NO_REASON = message("Give the reason why this release may become active nevertheless.")
NOT_A_DAY = message("The last day must be a day, such as 2026-12-04.")
IS_PAST = message("The end must be in the future.")

ERRORS: Mapping[ErrorKind, Message] = MappingProxyType(
    {
        ErrorKind.GENUINE_SUSPECTED: message("Genuine called suspected"),
        ErrorKind.COUNTERFEIT_CONSISTENT: message("Counterfeit called consistent"),
    }
)
# Translators: kinds of harm that a contributor's images may do, in a table.
INFLUENCES: Mapping[ErrorKind, Message] = MappingProxyType(
    {
        ErrorKind.GENUINE_SUSPECTED: message("Others' genuine items look more counterfeit"),
        ErrorKind.COUNTERFEIT_CONSISTENT: message("Others' counterfeit items look more genuine"),
        ErrorKind.GENUINE_CONTRADICTED: message("What this contributor calls genuine looks counterfeit"),
        ErrorKind.COUNTERFEIT_CONTRADICTED: message("What this contributor calls counterfeit looks genuine"),
    }
)
# Translators: why a release says nothing of the influence of each contributor, below that title.
UNMEASURED: Mapping[Unmeasured, Message] = MappingProxyType(
    {
        Unmeasured.NOT_ASKED_FOR: message(
            "Not measured: the settings with which this release was trained left it out."
        ),
        Unmeasured.NO_COUNTERFEITS: message("Not measured: this release was trained with genuine items only."),
        Unmeasured.NO_SHARED_PRODUCT: message(
            "Not measured: the training items of each product come from one right holder, so there are no others to "
            "compare them with."
        ),
        Unmeasured.TOO_FEW_ITEMS: message(
            "Not measured: there are too few calibration and test items of products that several right holders "
            "contributed to."
        ),
    }
)
RESULTS: Mapping[Result, Message] = MappingProxyType(
    {
        Result.CONSISTENT: in_context("outcome", "Consistent"),
        Result.SUSPECTED: in_context("outcome", "Suspected"),
        Result.INCONCLUSIVE: in_context("outcome", "Inconclusive"),
        Result.NOT_EXAMINED: in_context("outcome", "Can't be examined"),
    }
)
# Translators: which way a share of items went from one release to the other: of errors, or of definite outcomes.
MOVEMENTS: Mapping[Movement, Message] = MappingProxyType(
    {
        Movement.ROSE: in_context("share of items", "Rose"),
        Movement.FELL: in_context("share of items", "Fell"),
        Movement.ROSE_BY_CHANCE: in_context("share of items", "Rose, within what chance explains"),
        Movement.FELL_BY_CHANCE: in_context("share of items", "Fell, within what chance explains"),
    }
)
FEWER_OUTCOMES = message(
    "{product}: fewer gold items get a definite outcome, {before} of {n} before and {after} after. The change of the "
    "share in percentage points is {change} ({low} to {high})."
)
RISEN: Mapping[ErrorKind, Message] = MappingProxyType(
    {
        ErrorKind.GENUINE_SUSPECTED: message(
            "{product}: the share of genuine gold items that are called suspected counterfeit is higher. The "
            "difference in percentage points is {change} ({low} to {high})."
        ),
        ErrorKind.COUNTERFEIT_CONSISTENT: message(
            "{product}: the share of counterfeit gold items that are called consistent with genuine is higher. The "
            "difference in percentage points is {change} ({low} to {high})."
        ),
    }
)
HARMED: Mapping[ErrorKind, Message] = MappingProxyType(
    {
        ErrorKind.GENUINE_SUSPECTED: message(
            "{product}: what {contributor} contributed makes genuine items of another right holder look counterfeit. "
            "The release gives these items a higher mean probability of being counterfeit. The difference in "
            "percentage points is {change} ({low} to {high})."
        ),
        ErrorKind.COUNTERFEIT_CONSISTENT: message(
            "{product}: what {contributor} contributed makes counterfeit items of another right holder look genuine. "
            "The release gives these items a higher mean probability of being genuine. The difference in percentage "
            "points is {change} ({low} to {high})."
        ),
        ErrorKind.GENUINE_CONTRADICTED: message(
            "{product}, of another right holder: what {contributor} calls genuine looks counterfeit. It has a higher "
            "mean probability of being counterfeit than what others call genuine. The difference in percentage points "
            "is {change} ({low} to {high})."
        ),
        ErrorKind.COUNTERFEIT_CONTRADICTED: message(
            "{product}, of another right holder: what {contributor} calls counterfeit looks genuine. It has a higher "
            "mean probability of being genuine than what others call counterfeit. The difference in percentage points "
            "is {change} ({low} to {high})."
        ),
    }
)


def judged_in_shadow(examined: int, different: int) -> Message:
    """What the shadow of a release found, before it becomes active."""
    return JUDGED_IN_SHADOW.of(count=examined, different=different)


def reasons(lost: Iterable[str], blocks: Iterable[Block], called: Mapping[str, Wording]) -> list[Message]:
    """Why a second person must allow an activation; the products that officers lose come first.

    Args:
        called: what products are called.
    """
    removed = [REMOVED.of(product=called.get(product, product)) for product in lost]
    return removed + [_risen(block, called.get(block.product, block.product)) for block in blocks]


def losses(products: Iterable[ProductComparison], called: Mapping[str, Wording]) -> list[Message]:
    """What officers lose of definite outcomes, one sentence for each of these products.

    Args:
        called: what products are called.
    """
    return [_fewer(each, called.get(each.product, each.product)) for each in products]


def _fewer(comparison: ProductComparison, product: Value) -> Message:
    change = comparison.coverage
    counts = {"before": change.before, "after": change.after, "n": change.n}
    return FEWER_OUTCOMES.of(product=product, **counts, **_points(*change.difference))


def _points(change: float, low: float, high: float) -> Mapping[str, float]:
    """A difference of shares, or of probabilities, in percentage points."""
    return {"change": round(100 * change, 1), "low": round(100 * low, 1), "high": round(100 * high, 1)}


def _risen(block: Block, product: Value) -> Message:
    said = RISEN[block.error] if block.contributor is None else HARMED[block.error]
    points = _points(block.change, block.low, block.high)
    return said.of(product=product, contributor=block.contributor or "", **points)
