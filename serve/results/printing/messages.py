"""The words of reports of results."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, counted, in_context, message
from serve.results.messages import SURE

# Translators: the title of a PDF; {seminar} is the title of the seminar.
TITLED = message("Results: {seminar}")
HELD = message("Seminar on {day} for {country}")
SMALL = counted("{count} phone answered.", "{count} phones answered.")  # in sittings that leave no figures
SEATS = counted("The figures are of {count} phone.", "The figures are of {count} phones.")
MADE = message("Made on {at}. It is about the whole group, and names no person.")
# Translators: a share with its interval, such as “20% (11.7% to 30.9%)”.
WITH_INTERVAL = message("{value} ({low} to {high})")
OF_ANSWERS = counted("{count} definite answer", "{count} definite answers")
LEARNED = counted(
    "{count} phone took both tests. The share of right answers changed by {gain} percentage points.",
    "{count} phones took both tests. The share of right answers changed by {gain} percentage points.",
)
LEARNED_WITHIN = counted(
    "{count} phone took both tests. The share of right answers changed by {gain} percentage points ({low} to {high}).",
    "{count} phones took both tests. The share of right answers changed by {gain} percentage points ({low} to {high}).",
)
MORE_POINTS = counted("{count} more point is in the table (CSV).", "{count} more points are in the table (CSV).")
LABELS: Mapping[str, Message] = MappingProxyType(
    {
        "page": message("Page {page} of {pages}"),
        "undrawn_title": message("Some characters are not drawn"),
        "undrawn": message(
            "In the place of a character that could not be drawn stands its code in brackets, such as [U+1F600]; "
            "“+12” after it says that 12 more characters were there."
        ),
        "results": in_context("heading", "Results"),
        "part": in_context("column of results", "Part of the seminar"),
        "answers": in_context("column of results", "Answers"),
        "error": in_context("column of results", "Wrong, with interval"),
        "cannot_tell": in_context("column of results", "“I can't tell”"),
        "sensitivity": in_context("column of results", "d'"),
        "bias": in_context("column of results", "c"),
        "measures": message("How well the group told counterfeit items from genuine ones"),
        "tests": message("Share of right answers before and after the seminar"),
        "points": message("What this group missed most often"),
        "points_said": message(
            "For each point: how often definite answers called a counterfeit item that shows it genuine."
        ),
        "assisted": message("Wrong answers in assisted exercises"),
        "sure": SURE,
        "sure_level": in_context("column of results", "How sure people were"),
        "definite": in_context("column of results", "Definite answers"),
        "right": in_context("column of results", "Right, with interval"),
        "photos": message("Where people tapped, and where the difference is"),
        "photos_said": message(
            "The larger a circle is, the more people tapped there. A frame shows where the item differs from a genuine "
            "one."
        ),
        "photo_described": message("The photo of the question, with circles where people tapped"),
    }
)
