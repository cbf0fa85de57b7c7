"""What reliability.py prints; 95 % intervals in brackets."""

from collections.abc import Sequence

from benchmarks.definite import Coverage
from benchmarks.planted import Planted
from benchmarks.report import print_table
from benchmarks.selective import Performance
from benchmarks.shuffled import Shuffled
from benchmarks.unknown import UnknownDetection
from benchmarks.unknown_goods import UnknownGoods
from training.statistics import Estimate


def print_coverage(found: Coverage) -> None:
    """A row a method, then differences."""
    print(f"\ncoverage: {found.calibration_items} calibration items, {found.test_items} test items")
    header = (
        "method",
        "coverage",
        "genuine called suspected",
        "bound",
        "counterfeit called consistent",
        "bound",
        "calibration coverage",
        "errors",
    )
    print_table(header, (_coverage_row(name, method) for name, method in found.methods.items()))
    print(f"temperature of the plain fine-tune: {found.temperature:.3f}")
    for name, difference in found.differences.items():
        print(f"coverage of ours - {name}: {signed(difference)} (paired bootstrap over {difference.n} items)")


def _coverage_row(name: str, method: Performance) -> tuple[str, ...]:
    errors = method.calibration_errors
    return (
        name,
        text(method.coverage),
        text(method.genuine_called_suspected),
        method.standings[0],
        text(method.counterfeit_called_consistent),
        method.standings[1],
        text(method.calibration_coverage),
        f"{errors.genuine_called_suspected} + {errors.counterfeit_called_consistent}",
    )


def print_unknown(found: UnknownGoods) -> None:
    """A row a method; the chosen one of each family is marked."""
    print(f"\nunknown goods: {found.known_items} known test items, {found.unknown_photos} unknown photos")
    limit = f"{found.share:.0%}"
    header = (
        "method",
        "chosen",
        "AUROC, a product left out",
        "AUROC",
        "release - this",
        f"known lost at {limit}",
        f"unknown found at {limit}",
    )
    print_table(header, (_unknown_row(method, found.differences.get(method.method)) for method in found.methods))
    for name, difference in found.chosen_differences.items():
        print(f"our chosen variant - {name}: {signed(difference)} (paired bootstrap over {difference.n} items)")
    print(
        f"as released, similarity below {found.limit:.4f}: "
        f"known lost {text(found.known_lost)}, unknown found {text(found.unknown_found)}"
    )


def _unknown_row(method: UnknownDetection, difference: Estimate | None) -> tuple[str, ...]:
    return (
        method.method,
        "*" if method.chosen else "",
        text(method.left_out),
        text(method.auroc),
        "-" if difference is None else signed(difference),
        text(method.known_lost),
        text(method.unknown_found),
    )


def print_shuffled(found: Shuffled) -> None:
    """How many definite verdicts, and why there are no more."""
    examined = ", ".join(f"{count} {split}" for split, count in found.examined.items())
    print(f"\nshuffled labels: {found.definite} definite verdicts on {sum(found.examined.values())} items ({examined})")
    print(f"share {text(found.rate)}; fitted in {found.fit_seconds:.0f} s")
    for reason, count in sorted(found.reasons.items()):
        print(f"  {reason}: {count} items")
    print_table(("product", "suspected", "consistent"), (_thresholds_row(found, name) for name in found.thresholds))


def _thresholds_row(found: Shuffled, product: str) -> tuple[str, ...]:
    both = found.thresholds[product]
    return (product, both["suspected"], both["consistent"])


def print_planted(found: Sequence[Planted]) -> None:
    """A row a copy."""
    print("\nplanted shortcuts")
    rows = (
        (copy.plant, f"{copy.share:.0%}", _yes(copy.found), _yes(copy.named), " ".join(copy.codes) or "-")
        for copy in found
    )
    print_table(("plant", "of counterfeits", "found", "named", "codes"), rows)


def _yes(value: bool) -> str:  # noqa: FBT001  a cell of a table
    return "yes" if value else "no"


def text(estimate: Estimate | None) -> str:
    """A figure with its interval."""
    return "-" if estimate is None else f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"


def signed(estimate: Estimate) -> str:
    """A difference with its interval."""
    return f"{estimate.value:+.4f} [{estimate.low:+.4f}, {estimate.high:+.4f}]"
