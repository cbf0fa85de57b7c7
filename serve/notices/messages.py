"""What messages say. None has a name, a number of a case or a word of what waits."""

from collections.abc import Sequence
from typing import NamedTuple

from model.messages import Message, counted, message

CONFIRM_SUBJECT = message("Confirm your address for notices from Shingan")
# Translators: of an e-mail. {link} stands in a line of its own.
CONFIRM_BODY = (
    message("Someone who is signed in to Shingan wants to be told at this address when something waits for them."),
    message("If that was you, open this page and confirm the address. The link is valid for a day."),
    message("{link}"),
    message("If it was not you, do nothing. Nothing more will be sent to this address."),
)
WAITING_SUBJECT = counted("Shingan: {count} thing waits for you", "Shingan: {count} things wait for you")
WAITING_BODY = (
    counted("{count} thing waits for you in Shingan.", "{count} things wait for you in Shingan."),
    message("Sign in to see what it is:"),
    message("{link}"),
    message("You get at most one such message an hour. Here you can change the address, or turn messages off:"),
    message("{settings}"),
)
TEST_SUBJECT = message("A test message from Shingan")
TEST_BODY = (message("The operator of Shingan has sent this message to try whether messages arrive."),)


class Words(NamedTuple):
    """What a message says: its subject, and its paragraphs."""

    subject: Message
    body: Sequence[Message]


def to_confirm(link: str) -> Words:
    """The message with which an address is confirmed."""
    return Words(CONFIRM_SUBJECT, [each.of(link=link) for each in CONFIRM_BODY])


def of_waiting(count: int, link: str, settings: str) -> Words:
    """The message that something waits."""
    return Words(
        WAITING_SUBJECT.of(count=count), [each.of(count=count, link=link, settings=settings) for each in WAITING_BODY]
    )


TEST = Words(TEST_SUBJECT, TEST_BODY)
