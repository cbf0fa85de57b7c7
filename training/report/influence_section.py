"""The report's section on what each contributor's rows do."""

from model.description import ReleaseDescription
from model.influence import LIMIT, Influence, InfluenceReport
from training.influence_card import REASONS
from training.report.evidence import product_name
from training.report.section import Section, Table


def influence_section(report: InfluenceReport, release: ReleaseDescription) -> Section:
    """A table of the influences, those first that speak most against a contributor's photos."""
    ordered = sorted(report.contributors, key=lambda each: -each.change)
    beyond = len(report.harmful)
    return Section(
        id="influence",
        title="What each contributor's photos do to the errors",
        sentence=f"{beyond} of {len(ordered)} figures are beyond {LIMIT:.2f}, with an interval above zero, and speak "
        "against a contributor's photos." + (" Look at these photos before the release is used." if beyond else ""),
        table=Table(
            ("contributor, product, error", "change", "95 % interval", "n", "beyond the limit"),
            tuple(_row(each, release) for each in ordered),
        ),
        note="The heads are trained again without the contributor's photos, and judge items that they have not seen. "
        "Called suspected or consistent: the mean probability of the wrong label of others' items, with the photos "
        "less without them; Student's interval, paired over items. Contradicted: that of the contributor's own items "
        "less that of others'; Welch's interval.",
        absent=None if ordered else _absent(report),
    )


def _absent(report: InfluenceReport) -> str:
    if report.unmeasured:
        return f"Not measured, as {REASONS[report.unmeasured]}."
    return "Too few items could be judged."


def _row(each: Influence, release: ReleaseDescription) -> tuple[str, ...]:
    name, error = each.right_holder or "not stated", each.error.value.replace("_", " ")
    return (
        f"{name}, {product_name(each.product, release)}, {error}",
        f"{each.change:+.3f}",
        f"{each.low:+.3f} to {each.high:+.3f}",
        str(each.n),
        "yes" if each.is_harmful else "no",
    )
