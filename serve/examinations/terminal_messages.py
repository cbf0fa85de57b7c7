"""Texts for the terminal, where nothing is marked and nothing can be chosen; they replace those for the page."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, counted, message
from serve.examinations import messages

IN_TERMINAL: Mapping[Message, Message] = MappingProxyType(
    {
        messages.COMPARE: message(
            "Compare the places that are said to differ with a genuine item, with your own eyes; then ask the right "
            "holder."
        ),
        messages.CONSISTENT_THOUGH: counted(
            "Taken together, the photos look like a genuine item. But one place differs.",
            "Taken together, the photos look like a genuine item. But {count} places differ.",
        ),
        messages.NEXT_RETAKE: counted(
            "Take photo {photos} again, as is said of that photo.",
            "Take photos {photos} again, as is said of each photo.",
        ),
        messages.NEXT_PRODUCT: message(
            "Check which product this is. --product ID judges the same photos as another one."
        ),
        messages.NEXT_CHOOSE: message(
            "If you know which product this is, judge the same photos again with --product ID."
        ),
        messages.NEXT_NAME: message(
            "Find out which product this is: look for its name and its article number, and give it with --product ID."
        ),
        messages.NEXT_UNFAMILIAR: message(
            "Photograph the item itself, whole and from several sides. If you know which product it is, give it with "
            "--product ID."
        ),
        messages.CANDIDATES: message("The photos may show one of these products, the likeliest first"),
    }
)


LIMITS = message("What this can't tell")
RELEASE = message("Release {release}")
ON_PHOTO = message("Photo {number}.")
OF_PHOTO = message("Photo {number}: {text}")
TAKE_AGAIN = message("Take it again. {advice}")
NEXT = message("Photograph next: {view}")
READ, GENUINE = message("Read: {text}"), message("Genuine: {text}")
# Translators: {heading} is the heading of {text}, such as "Genuine".
UNDER = message("{heading}: {text}")
# Translators: {name} is a product, {option} what to write on the command line.
CANDIDATE = message("{name}: {option}")
# Translators: an entry of a list.
ENTRY = message("- {text}")
# Translators: a full stop after what is no whole sentence.
STOPPED = message("{text}.")


def again(advice: Message) -> Message:
    """An advice on how to take a photo again."""
    return TAKE_AGAIN.of(advice=advice)


def stopped(said: Message) -> Message:
    """A message as a sentence; one that is whole sentences stays."""
    return said if not said or said.text.endswith(".") else STOPPED.of(text=said)


def for_terminal(said: Message) -> Message:
    """The terminal's replacement of a message for the page; the same message if it fits both."""
    return IN_TERMINAL.get(said, said)
