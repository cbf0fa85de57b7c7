"""Words for the terminal, where nothing is marked and nothing can be chosen: in the place of those for the page."""

from collections.abc import Mapping
from types import MappingProxyType

from serve.examinations import words

IN_TERMINAL: Mapping[str, str] = MappingProxyType(
    {
        words.COMPARE: (
            "Compare the places that are said to differ with a genuine item, with your own eyes; then ask the right "
            "holder."
        ),
        words.CONSISTENT_THOUGH.one: (
            "Taken together, the photos look like a genuine item. One place differs all the same."
        ),
        words.CONSISTENT_THOUGH.more: (
            "Taken together, the photos look like a genuine item. {count} places differ all the same."
        ),
        words.NEXT_RETAKE.one: "Take photo {photos} again, as is said of that photo.",
        words.NEXT_RETAKE.more: "Take photos {photos} again, as is said of each photo.",
        words.NEXT_PRODUCT: "Check which product this is. --product ID judges the same photos as another one.",
        words.NEXT_CHOOSE: "If you know which product this is, judge the same photos again with --product ID.",
        words.NEXT_NAME: (
            "Find out which product this is: look for its name and its article number, and give it with --product ID."
        ),
        words.NEXT_UNFAMILIAR: (
            "Photograph the item itself, whole and from several sides. If you know which product it is, give it with "
            "--product ID."
        ),
        words.CANDIDATES: "The photos may show one of these products, the likeliest first",
    }
)


def for_terminal(text: str) -> str:
    """What the terminal says in the place of a template for the page; the same where that fits both."""
    return IN_TERMINAL.get(text, text)
