"""Why a report is not handed out. The exceptions' own messages may name paths and hosts, and are for the log."""

from model.messages import Message, message
from serve.platform.errors import StorageError

NOT_SIGNED = message("The report could not be signed, so it is not handed out. Tell the operator of the service.")
NOT_STAMPED = message(
    "The timestamp authority gave no timestamp, so the report is not handed out. Try again in some minutes; if it "
    "fails again, tell the operator of the service."
)


class SigningError(StorageError):
    """A report can't be signed."""


class TimestampError(StorageError):
    """The authority gave no timestamp that can be used, and the operator allows no report without one."""


def refused(fault: Message) -> SigningError:
    """The error with a fault of key or certificate."""
    return SigningError(fault, NOT_SIGNED)


def not_stamped(fault: Message) -> TimestampError:
    """The error with a fault of the authority."""
    return TimestampError(fault, NOT_STAMPED)
