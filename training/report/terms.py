"""How figures are written, and every word that the report defines."""

from collections.abc import Mapping
from types import MappingProxyType

from model.verdict import Finding, Outcome, Reason
from training.statistics import Estimate

MINUS = "\N{MINUS SIGN}"  # as wide as a plus, and read aloud as minus
UNMEASURED = "not measured"
OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.CONSISTENT: "consistent with genuine",
        Outcome.INCONCLUSIVE: "inconclusive",
        Outcome.SUSPECTED: "suspected counterfeit",
    }
)
REASONS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.PHOTO_QUALITY: "no photo is good enough to judge",
        Reason.UNKNOWN_PRODUCT: "the photos look like none of the products known",
        Reason.TOO_FEW_CALIBRATION_ITEMS: "too few verified items to promise that errors are rare",
        Reason.EVIDENCE_CONFLICTS: "some places speak for genuine, others for counterfeit",
        Reason.EVIDENCE_WEAK: "the differences seen are too small to call",
        Reason.UNLIKE_ANY_REFERENCE: "the photos look unlike every photo known of the product",
    }
)
FINDINGS: Mapping[Finding, str] = MappingProxyType(
    {
        Finding.DEVIATES: "differs from genuine",
        Finding.MATCHES: "matches genuine",
        Finding.NOT_VISIBLE: "on no photo",
    }
)
# Terms that docs/glossary.md also has are defined there in the same words; a test compares them.
GLOSSARY: Mapping[str, str] = MappingProxyType(
    {
        "right holder": "owner of the trade mark; contributes images and identification points",
        "genuine, counterfeit": "the label of an item, as its contributor attests it",
        "verdict": "the statement of the assistant: an outcome with its reasons",
        "outcome": "suspected_counterfeit, consistent_with_genuine or inconclusive",
        "conclusion": "the officer's own finding on an item; kept apart from the verdict",
        "identification point": "where to look, what genuine items show, what counterfeits show (識別ポイント)",
        "unnamed region": "evidence learned from the label only: it has a place but no meaning",
        "item": "one physical object; splits and error rates count items",
        "view": "a shot of the product's shot list",
        "photo": "an image submitted for examination; its bytes are kept as received",
        "release": "an immutable, deployable model with its thresholds and references",
        "log-odds": "natural logarithm of the odds of counterfeit against genuine, at an even prior",
        "coverage": "share of items that get a definite outcome",
        "false acceptance rate (FAR)": "share of counterfeit items that are called consistent",
        "false rejection rate (FRR)": "share of genuine items that are called suspected",
        "abstain": "give the outcome inconclusive",
        "calibration items": "items on which thresholds are counted; the network never learns from them",
        "test items": "items that were used neither for learning nor for thresholds; this report counts them",
        "even prior": "as if, before any photo was seen, genuine and counterfeit were equally likely",
        "95 % interval": (
            "the range of true values that fit what was counted; made so that 95 of 100 such ranges hold the true "
            "value. Few items make it wide"
        ),
        "n": "how many items, or photos, a figure was counted on",
        "ROC curve": (
            "for every possible threshold, the share of counterfeit items at or above it against that of genuine ones"
        ),
        "area under the ROC curve (AUROC)": (
            "how often a counterfeit item has higher log-odds than a genuine one: 1 always, 0.5 as by chance"
        ),
        "Cllr": "the cost of log-odds in bits: 0 is perfect, 1 carries no information, above 1 misleads",
        "McNemar's test": "whether the difference between items gained and lost could be chance: p is that probability",
    }
)


def percent(value: float) -> str:
    """A share as a percentage with one decimal, never a negative zero."""
    return f"{round(100 * value, 1) + 0.0:.1f} %".replace("-", MINUS)


def shares(estimate: Estimate | None) -> tuple[str, str, str]:
    """Value, interval and n of a share, as cells of a table."""
    if estimate is None:
        return UNMEASURED, "", ""
    interval = f"{percent(estimate.low).removesuffix(' %')} to {percent(estimate.high)}"
    return percent(estimate.value), interval, str(estimate.n)


def numbers(estimate: Estimate | None, digits: int = 3) -> tuple[str, str, str]:
    """Value, interval and n of a plain number, as cells of a table."""
    if estimate is None:
        return UNMEASURED, "", ""
    value, low, high = (
        f"{each:.{digits}f}".replace("-", MINUS) for each in (estimate.value, estimate.low, estimate.high)
    )
    return value, f"{low} to {high}", str(estimate.n)


def in_words(estimate: Estimate | None) -> str:
    """A share in one breath: "2.8 % (0.3 to 9.7 %, n = 72)"."""
    value, interval, n = shares(estimate)
    return f"{value} ({interval}, n = {n})" if interval else value


def signed(value: float, digits: int = 2) -> str:
    """A number with its sign, as weights are written."""
    return f"{value:+.{digits}f}".replace("-", MINUS)
