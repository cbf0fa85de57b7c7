"""What the script of a page that sends files says, by the names that it knows them by."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, counted, message

EMPTY = message("This file is empty.")
FOR_SCRIPT: Mapping[str, Message] = MappingProxyType(
    {
        "upload_progress": counted("{done} of {count} file has been sent.", "{done} of {count} files have been sent."),
        # Translators: how long it will take until all files are sent.
        "upload_minutes": counted("About {count} minute left.", "About {count} minutes left."),
        "upload_seconds": message("Less than a minute left."),
        "upload_broken": message("The connection is interrupted. Sending continues when it is back."),
        "upload_signed_out": message("You are not signed in, so nothing was sent."),
        "upload_odd": message("The server gave a response that this page does not understand. Try again."),
        "upload_empty": EMPTY,
        "upload_again": message("Send again"),
        "upload_cancel": message("Do not send"),
    }
)
FOR_TEMPLATES = {"upload_messages": FOR_SCRIPT}
