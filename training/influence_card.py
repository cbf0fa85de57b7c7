"""The model card's section on what each contributor's rows did."""

from collections.abc import Mapping
from types import MappingProxyType

from model.influence import LIMIT, Influence, InfluenceReport, Unmeasured

HEAD = "## What each contributor's rows did"
REASONS: Mapping[Unmeasured, str] = MappingProxyType(
    {
        Unmeasured.NOT_ASKED_FOR: "the settings of the fit left it out",
        Unmeasured.NO_COUNTERFEITS: "the fit learned from genuine items alone",
        Unmeasured.NO_SHARED_PRODUCT: "each product was taught by one contributor alone",
        Unmeasured.TOO_FEW_ITEMS: (
            "of the products that several contributors taught, too few calibration and test items came from others "
            "than the one left out"
        ),
    }
)


def section_on_influence(report: InfluenceReport | None) -> str:
    """The section; where nothing was measured, why.

    Args:
        report: None for a release of an earlier version, which does not say why it has none.
    """
    if report is None:
        return f"{HEAD}\nNot measured: the release that this one was made from has no such report."
    if report.unmeasured:
        return f"{HEAD}\nNot measured, as {REASONS[report.unmeasured]}."
    lines = [
        HEAD,
        "The heads were trained again without each contributor's rows, on the same features, and judged items that",
        "they had not seen. *called*: the mean probability of the wrong label of others' items, with the rows less",
        "without them. *contradicted*: that of the contributor's own items less that of others'. Above zero, both",
        f"speak against the rows. Beyond {LIMIT:.2f}, with an interval above zero, look at the rows before the release",
        "is used.",
        "",
        "| contributor | product | error | change | 95 % interval | n | |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(_row(each) for each in report.contributors),
    ]
    if report.left_out:
        lines.append(f"\nNot left out, as there are more contributors: {', '.join(report.left_out)}.")
    return "\n".join(lines)


def _row(each: Influence) -> str:
    interval = f"{each.low:+.3f} to {each.high:+.3f}"
    advice = "**look at these rows**" if each.is_harmful else ""
    name, error = each.right_holder or "not stated", each.error.value.replace("_", " ")
    return f"| {name} | {each.product} | {error} | {each.change:+.3f} | {interval} | {each.n} | {advice} |"
