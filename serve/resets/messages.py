"""What the messages about new passwords say. None has a name or a username."""

from model.messages import counted, message
from serve.notices.messages import Words

RESET_SUBJECT = message("A new password for Shingan")
# Translators: of an e-mail. {link} stands in a line of its own.
RESET_BODY = (
    message("Someone has asked for a new password for your account in Shingan."),
    message("If that was you, open this page and choose one. The link is valid for half an hour, and once:"),
    message("{link}"),
    message("If it was not you, do nothing. Your password stays as it is."),
)
CHANGED_SUBJECT = message("Your password for Shingan was changed")
CHANGED_BODY = (
    message("The password of your account in Shingan was changed with a link that was sent to this address."),
    message("If that was not you, tell your administrator at once."),
)
CHANGED = Words(CHANGED_SUBJECT, CHANGED_BODY)
TOO_MANY_OF_USERNAME = counted(
    "A link was asked for too often for this username. Wait {count} minute, until {until}, then try again.",
    "A link was asked for too often for this username. Wait {count} minutes, until {until}, then try again.",
)
TOO_MANY_FROM_ADDRESS = counted(
    "Links were asked for too often from this address. Wait {count} minute, until {until}, then try again.",
    "Links were asked for too often from this address. Wait {count} minutes, until {until}, then try again.",
)
NOT_THE_LINK = message("This link is not valid any more. Ask for a new one.")


def to_reset(link: str) -> Words:
    """The message with the link."""
    return Words(RESET_SUBJECT, [each.of(link=link) for each in RESET_BODY])
