"""What a person notes of an item when they photograph it. Imports only the standard library and `model`."""

import unicodedata

from model.errors import ExaminationRejectedError
from model.messages import counted, message

LONGEST_NOTE = 2000
FIELD = "note"
CONTROL = message("The note holds a control character; remove it.")


def checked_note(text: str) -> str:
    """A note of several lines without surrounding space; empty if there is none.

    Raises:
        ExaminationRejectedError: it is too long, or has characters that can't be shown.
    """
    note = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(note) > LONGEST_NOTE:
        raise ExaminationRejectedError(
            counted(
                "The note has {count} character; at most {longest} are kept.",
                "The note has {count} characters; at most {longest} are kept.",
                count=len(note),
                longest=LONGEST_NOTE,
            ),
            FIELD,
        )
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\t" for letter in note):
        raise ExaminationRejectedError(CONTROL, FIELD)
    return note
