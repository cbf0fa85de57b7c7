"""MODEL_CARD.md: what a release is, what it rests on, and what it can't do, for a lawyer and an engineer."""

from collections.abc import Mapping
from typing import Any

from model.datasets.support import FEWEST_GENUINE
from model.gallery import Gallery
from model.influence import InfluenceReport
from model.patches import PatchMemory
from model.released_product import Basis, Threshold
from training.accepted_findings import AcceptedFindings
from training.influence_card import section_on_influence
from training.record import RECALIBRATED, TESTED_ON
from training.release import ReleaseDraft
from training.report.answering import Released, not_tested, whether_it_answers, without_answers

FIGURES = (
    ("auroc", "area under the ROC curve"),
    ("coverage", "coverage: items with a definite outcome"),
    ("genuine_called_suspected", "genuine called suspected (FRR)"),
    ("counterfeit_called_consistent", "counterfeit called consistent (FAR)"),
    ("pointing", "strongest evidence lies in a deviating box"),
    ("product_recognised", "product recognised without being told"),
    ("unknown_detected", "unknown goods answered as unknown"),
)


def model_card(
    draft: ReleaseDraft,
    figures: Mapping[str, Any] | None,
    findings: AcceptedFindings,
    parity: float | None,
    influence: InfluenceReport | None = None,
) -> str:
    """The card's text.

    Args:
        figures: metrics.json of the test split; None if there is none.
        parity: largest difference between torch and onnxruntime; None if the network was exported for another release.
        influence: of each contributor; None if the release that was counted again has no report.
    """
    sections = [
        _head(draft, findings, parity),
        *_recalibrated(draft),
        _in_short(draft, figures, findings),
        _thresholds(draft),
        _belonging(draft),
        *_prints(draft),
        *_genuine_only(draft),
        _regions(draft),
        section_on_test_items(figures, items_tested(draft.record)),
        section_on_influence(influence),
        _findings(findings),
        _limits(),
    ]
    return "\n\n".join(sections) + "\n"


def _head(draft: ReleaseDraft, findings: AcceptedFindings, parity: float | None) -> str:
    record = draft.record
    configuration = record["configuration"]
    return f"""# Model card

Tells genuine goods from counterfeits in photos, for {_count(len(draft.training_set.sheets))}, or says that it can't.
It supports an officer's decision and never makes one.

| | |
| --- | --- |
| network | {configuration["backbone"]}, weights {record["weights"]}, seed {record["seed"]} |
| input | canvas of {draft.spec.canvas} px at native detail, whole view of {draft.spec.global_view} px |
| manifest | sha256 {record["manifest_sha256"]} |
| onnxruntime against torch | {_parity(parity)} |
| accepted findings | {", ".join(findings.accepted) or "none"} |
| versions | {", ".join(f"{name} {number}" for name, number in record["versions"].items())} |{_notice(draft)}"""


def _parity(parity: float | None) -> str:
    return "compared when the network was exported" if parity is None else f"largest difference {parity:.1e}"


def _recalibrated(draft: ReleaseDraft) -> list[str]:
    """The section on how often and with what the thresholds were counted again; none if they never were."""
    steps = draft.record.get(RECALIBRATED, ())
    if not steps:
        return []
    lines = [
        "## Counted again",
        "The network is that of the first release below. Thresholds and limits were counted again, with other targets",
        "or on other items, and the figures were measured again. The table above names the manifest of the training.",
        "",
        "| from | manifest | most FRR | most FAR | confidence | accepted findings |",
        "| --- | --- | --- | --- | --- | --- |",
        *(_step(step) for step in steps),
    ]
    return ["\n".join(lines)]


def _step(step: Mapping[str, Any]) -> str:
    frr, far = step["target_false_rejection"], step["target_false_acceptance"]
    accepted = ", ".join(step["accepted_findings"]) or "none"
    return (
        f"| {step['from']} | sha256 {step['manifest_sha256']} | {frr:.1%} | {far:.1%} | {step['confidence']:.0%} | "
        f"{accepted} |"
    )


def _count(products: int) -> str:
    return f"{products} product{'' if products == 1 else 's'}"


def _in_short(draft: ReleaseDraft, figures: Mapping[str, Any] | None, findings: AcceptedFindings) -> str:
    """Whether the release answers at all, which errors it allows, and what speaks against it."""
    products = [Released(name, one.basis, one.rules) for name, one in draft.calibrations.items()]
    untested = not_tested(products, [] if figures is None else figures["products"])
    return "\n".join(["## In short", *whether_it_answers(products), *untested, *findings.doubts])


def _notice(draft: ReleaseDraft) -> str:
    configuration = draft.record["configuration"]
    notices = (
        ("The data.", configuration["data_notice"]),
        ("The weights that it started from.", configuration["weights_notice"]),
    )
    return "".join(f"\n\n**{what}** {notice}" for what, notice in notices if notice)


def _prints(draft: ReleaseDraft) -> list[str]:
    """The section on lines of print; none if no sheet marks one."""
    if not any(sheet.texts for sheet in draft.training_set.sheets):
        return []
    head, limits = "## Lines of print", draft.prints
    if limits is None:
        return [f"{head}\nThe sheets mark lines of print; none of them is read."]
    left = "; ".join(f"{product}: {', '.join(texts)}" for product, texts in limits.unread.items() if texts)
    return [
        f"""{head}
A line counts as read from a confidence of {limits.confidence:.2f}. Of {limits.items} genuine calibration items
{limits.accused} had a line that would be called wrong; with 95 % confidence the share is not above {limits.bound:.2%}.
Left unread: {left or "none"}. What a line says is a finding of its own: a wrong one keeps an item from being called
consistent, and never makes it suspected."""
    ]


def _belonging(draft: ReleaseDraft) -> str:
    limits, pictures = draft.belonging, len(draft.references.pictures)
    head = "## Which photos count"
    if limits is None:
        return f"{head}\nToo few calibration items to tell photos of something else from photos of the product."
    registers = f",\nor registers to one of its {pictures} reference pictures by {limits.cells} cells of 256"
    return f"""{head}
A photo counts where it looks like the product's references{registers if pictures else ""}.
One that does not is named and left out, and the item is then never called consistent. Of {limits.items} calibration
items {limits.losing} lost a photo; at most {100 * limits.target:g} % may."""


def _thresholds(draft: ReleaseDraft) -> str:
    lines = [
        "## What the thresholds rest on",
        "Errors counted on calibration items. The bound is the Clopper-Pearson upper limit; fixed-sequence testing",
        "accounts for the choice of the threshold. Where the items of several products were counted together, the",
        "bound is on the error over all of them; p is that of the test that they err alike (not pooled below 0.05).",
        "Pooled: how many products. More needed: further items, all called right, that such a verdict lacks; 0 where",
        "it is given, though the product's own items may be fewer than it would need alone.",
        "",
        "Each set of views has its own: fewer views tell less.",
        "",
        "| product | views | outcome | items that could be wronged | errors | bound | more needed | pooled | p |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for product, calibrated in draft.calibrations.items():
        for rule in calibrated.rules:
            views = ", ".join(rule.views) or "none seen"
            lines += [
                f"| {product} | {views} | suspected counterfeit | {_counts(rule.suspected)} |",
                f"| {product} | {views} | consistent with genuine | {_counts(rule.consistent)} |",
            ]
    for product, calibrated in draft.calibrations.items():
        lines += [f"- {product} on {', '.join(r.views)}: {r.undecided}" for r in calibrated.rules if r.undecided]
    return "\n".join(lines)


def _counts(threshold: Threshold) -> str:
    bound = "no definite verdict" if threshold.bound is None else f"{threshold.bound:.1%}"
    pooled = "-" if threshold.products == 1 else str(threshold.products)
    p_value = "-" if threshold.pooling_p is None else f"{threshold.pooling_p:.3f}"
    return f"{threshold.items} | {threshold.errors} | {bound} | {threshold.items_needed} | {pooled} | {p_value}"


def _genuine_only(draft: ReleaseDraft) -> list[str]:
    """The section on products of which no counterfeit is known; none if there are none."""
    products = [name for name, one in draft.calibrations.items() if one.basis is Basis.GENUINE_ONLY]
    banks = Gallery(draft.gallery).memories
    return [section_on_genuine_only({name: banks.get(name) for name in products})] if products else []


def section_on_genuine_only(banks: Mapping[str, PatchMemory | None]) -> str:
    """What answers on products of which no counterfeit is known rest on; None: too few genuine items for a score."""
    lines = [
        "## Products of which no counterfeit is known",
        "They get no definite verdict: *unlike any genuine reference*, or inconclusive. Expected: the share of genuine",
        "items that is unlike by chance; with 95 % confidence it is not above the bound. Pointing: on how many altered",
        "genuine photos the strangest place is what was altered, beside chance; places are shown where that is shown.",
        "",
        "| product | genuine items | expected | bound | pointing | by chance | places shown |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for product, bank in banks.items():
        if bank is None:
            lines.append(f"| {product} | fewer than {FEWEST_GENUINE}: no score | | | | | |")
            continue
        scale = bank.scale
        pointing = f"{scale.pointing:.2f} (at least {scale.pointing_low:.2f}) | {scale.pointing_by_chance:.3f}"
        places = "yes" if scale.shows_places else "no"
        lines.append(f"| {product} | {scale.items} | {scale.rate:.1%} | {scale.bound:.1%} | {pointing} | {places} |")
    return "\n".join(lines)


def _regions(draft: ReleaseDraft) -> str:
    lines = [
        "## Whether the regions shown are where the evidence is",
        "Counted on counterfeit calibration items, with one-sided lower 95 % limits. Deletion: greying the region",
        "lowers the log-odds more than greying random regions of its size does; on more than half of the items.",
        "Pointing: the highest place lies in a deviating box; more often than by chance.",
        "",
        "| kind | shown | deletion | n | pointing | by chance | n |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for kind, test in (("annotated points", draft.regions.annotated), ("unnamed regions", draft.regions.unnamed)):
        deletion = _share(test.deletion, test.deletion_low)
        pointing = _share(test.pointing, test.pointing_low)
        chance = "-" if test.pointing_by_chance is None else f"{test.pointing_by_chance:.3f}"
        shown = "yes" if test.shown else "no"
        lines.append(
            f"| {kind} | {shown} | {deletion} | {test.deletion_items} | {pointing} | {chance} | {test.pointing_items} |"
        )
    return "\n".join(lines)


def _share(value: float | None, low: float | None) -> str:
    return "not tested" if value is None or low is None else f"{value:.3f} (at least {low:.3f})"


def items_tested(record: Mapping[str, Any]) -> str:
    """Which items were tested, where they are not those of the release's own manifest."""
    tested = record.get(TESTED_ON)
    if tested is None:
        return ""
    items = f"The test items are those of another manifest (sha256 {tested['manifest_sha256']})"
    if not tested["gold"]:
        return f"{items}."
    return (
        f"{items}: the gold items that were frozen with the data set. The service compares releases on its gold items, "
        "too; its comparison and these figures then count the same items, and are not two proofs."
    )


def section_on_test_items(figures: Mapping[str, Any] | None, tested: str = "") -> str:
    """The card's test figures; None if nothing was measured.

    Args:
        tested: which items they are, where this must be said.
    """
    if figures is None:
        return "## Test items\nThe manifest has no test split: nothing was measured on items that no choice rests on."
    unanswered = without_answers(figures)
    lines = [
        f"## Test items\n{figures['items']} items, {figures['photos']} photos; 95 % intervals.",
        *filter(None, (tested, unanswered)),
        "",
        "| figure | value | interval | n |",
        "| --- | --- | --- | --- |",
    ]
    for key, name in FIGURES:
        estimate = figures.get(key)
        if estimate is None:
            lines.append(f"| {name} | not measured | | |")
        else:
            interval = f"{estimate['low']:.3f} to {estimate['high']:.3f}"
            lines.append(f"| {name} | {estimate['value']:.3f} | {interval} | {estimate['n']} |")
    return "\n".join(lines)


def _findings(findings: AcceptedFindings) -> str:
    if not findings.every:
        return "## Findings on the data\nvalidate found nothing."
    return "\n".join(["## Findings on the data", *map(findings.line, findings.every)])


def _limits() -> str:
    return """## What it can't tell
- Goods other than the products above; an item whose deviation none of the photos shows.
- The thresholds hold for items like the calibration items. Other cameras, other makers of counterfeits and other
  product generations can raise the error; contribute such items, and fit again.
- A region shows where the network's evidence lies, not why it is there. `unnamed-region` was learned from the label
  alone and has no meaning beyond its place."""
