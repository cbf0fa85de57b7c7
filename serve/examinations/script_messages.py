"""What the script of the forms for photos says (`static/photos.js`)."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, counted, message

SCRIPT: Mapping[str, Message] = MappingProxyType(
    {
        "too_heavy": message(
            "{name} is larger than {limit} MB. Choose a smaller picture size in the camera's settings."
        ),
        "too_many": message("At most {most} photos. The first ones that fit were taken; leave one out to add another."),
        "recognised": message("{view} (recognised)"),
        "not_said": message("Not said"),
        "photo": message("Photo {number}"),
        "new_photo": message("New photo {number}"),
        "remove": message("Remove photo {number}"),
        "none_left": message("No photo is left."),
        "none_yet": message("No photo yet. The front and the back are a good start."),
        "chosen": counted("{count} of {most} photos.", "{count} of {most} photos."),
        "new": counted("{count} of them is new.", "{count} of them are new."),
        "room": counted("You can add {count} more.", "You can add {count} more."),
        "leave_out": counted("Leave {count} out.", "Leave {count} out."),
        "full_kept": message("Leave one out to add another."),
        "full": message("That is all that fit."),
        "not_signed_in": message("You are no longer signed in; nothing was sent. Your photos stay on this page."),
        "sign_in": message("Sign in, in a new tab"),
        "then_again": message("Then come back to this tab, and press {button} again."),
        "odd_answer": message("The server gave a response that this page does not understand. Try again."),
        "refused": message("Refused: {reason}"),
        "go_to": counted("Go to the photo", "Go to the first of them"),
        "marked": counted(
            "It is marked; the other photos stay chosen. Remove it or take it again, then send them.",
            "They are marked; the other photos stay chosen. Remove them or take them again, then send them.",
        ),
        "sending": message("Sending the photos …"),
        "examining": message("Examining …"),
        "lost": message("The connection was lost. Your photos are still here; try again when the network is back."),
    }
)
