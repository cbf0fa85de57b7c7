"""Texts for the terminal, where nothing is marked and nothing can be chosen; they replace those for the page."""

from collections.abc import Mapping
from types import MappingProxyType

from serve.examinations import messages

IN_TERMINAL: Mapping[str, str] = MappingProxyType(
    {
        messages.COMPARE: (
            "Compare the places that are said to differ with a genuine item, with your own eyes; then ask the right "
            "holder."
        ),
        messages.CONSISTENT_THOUGH.one: ("Taken together, the photos look like a genuine item. But one place differs."),
        messages.CONSISTENT_THOUGH.more: (
            "Taken together, the photos look like a genuine item. But {count} places differ."
        ),
        messages.NEXT_RETAKE.one: "Take photo {photos} again, as is said of that photo.",
        messages.NEXT_RETAKE.more: "Take photos {photos} again, as is said of each photo.",
        messages.NEXT_PRODUCT: "Check which product this is. --product ID judges the same photos as another one.",
        messages.NEXT_CHOOSE: "If you know which product this is, judge the same photos again with --product ID.",
        messages.NEXT_NAME: (
            "Find out which product this is: look for its name and its article number, and give it with --product ID."
        ),
        messages.NEXT_UNFAMILIAR: (
            "Photograph the item itself, whole and from several sides. If you know which product it is, give it with "
            "--product ID."
        ),
        messages.CANDIDATES: "The photos may show one of these products, the likeliest first",
    }
)


def for_terminal(text: str) -> str:
    """The terminal's replacement of a template for the page; the same template if it fits both."""
    return IN_TERMINAL.get(text, text)
