"""Why a call about contributions is refused, in words."""

from model.messages import counted, message

IS_CHECKED_NOW = message("The files are being checked. Wait until the check has ended, or cancel it.")
IS_SUBMITTED = message(
    "This contribution was submitted. Withdraw it, and contribute the images again as they should be."
)
IS_GONE = message("This contribution was withdrawn. Begin a new one.")
NOT_CHECKED = message("Have the files checked first; something has changed since the last check, or there was none.")
NOT_SUBMITTED = message("This contribution was not submitted. Remove it instead.")
NOT_REMOVABLE = message("A contribution that was submitted is not removed. Withdraw it instead.")
NO_FILES = message("Add files first.")
NOTHING_READY = message("There is no image to submit: all of them are left out.")
STILL_FAULTY = counted(
    "{count} row has an error. Correct it or leave it out; nothing was submitted.",
    "{count} rows have an error. Correct them or leave them out; nothing was submitted.",
)
FAULTY_FILES = counted(
    "{count} file has an error that concerns the whole file. Remove the file, or send it again corrected; nothing was "
    "submitted.",
    "{count} files have an error that concerns the whole file. Remove them, or send them again corrected; nothing was "
    "submitted.",
)
NEEDS_CONSENT = message("Agree to the statement; without it, nothing can be contributed.")
NEEDS_LICENCE = message("Name the licence: an SPDX identifier such as CC-BY-4.0, or the reference of your agreement.")
NEEDS_REASON = message("Say why it is withdrawn.")
TOO_LONG = counted("This text has at most {count} character.", "This text has at most {count} characters.")
NO_TEXT = message("This text has a character that is not allowed, such as NUL; remove it.")
TOO_MANY_FILES = message("Add at most {limit} files in one call.")
NO_SUCH_ITEMS = message("This contribution has no submitted item of this name: {item}.")
NO_SUCH_ENTRY = message("This contribution has no submitted item with the id {entry}.")
SEVERAL_ITEMS = message(
    "Several products of this contribution have an item with the name {item}. Open a photo of the item that you want "
    "to withdraw, and withdraw the item there."
)
NO_PICTURE = message("This row has no picture that can be shown.")
NOT_RELEASED = message("The active release does not know this product, so it proposes nothing.")
ONE_SELECTION = message("Name the rows by their numbers or by a finding, and not by both.")
WRONG_BOX = message("A marked place must lie within the picture and have some width and height.")
