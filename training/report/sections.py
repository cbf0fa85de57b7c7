"""The report's sections, in the order in which a reader asks. One whose data is absent says so in place of a figure."""

from training.report.check_sections import genuine_only_section, latency_section, pointing_section, unknown_section
from training.report.influence_section import influence_section
from training.report.rate_sections import answers_section, product_section, source_section, view_section
from training.report.score_sections import coverage_section, reliability_section, roc_section
from training.report.section import MeasuredRelease, Section


def sections(measured: MeasuredRelease) -> list[Section]:
    """Every section, in the order in which a reader asks."""
    scored = [item for item in measured.items if item.has_log_odds]
    return [
        answers_section(measured.items),
        product_section(measured),
        roc_section(measured),
        coverage_section(scored),
        reliability_section(scored),
        *([genuine_only_section(measured)] if any(item.verdict.unlikeness for item in measured.items) else []),
        view_section(measured),
        source_section(measured.items),
        pointing_section(measured),
        unknown_section(measured),
        *([influence_section(measured.influence, measured.release)] if measured.influence else []),
        latency_section(measured.seconds),
    ]
