"""The errors that the product raises on purpose; one table in serve/platform maps them to HTTP problems.

Every message is one sentence or two for the person who can act on it: what is wrong, and what to do. The edge that
knows this person renders it; `str` of an error is English, for logs.
"""

from collections.abc import Sequence

from model.messages import NOTHING, Wording


class ShinganError(Exception):
    """Base class of all errors raised on purpose.

    Attributes:
        message: what is wrong, before it is rendered.
    """

    def __init__(self, message: Wording = NOTHING) -> None:
        super().__init__(message)
        self.message = message


class ValueRejectedError(ShinganError):
    """A given value can't be used.

    Attributes:
        field: which one, as the caller names it; empty if the message is about several, or about none alone.
    """

    def __init__(self, message: Wording, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ValuesRejectedError(ShinganError):
    """Several values can't be used.

    Attributes:
        faults: what is wrong with each, by its path: names, and places in lists counted from 0.
    """

    def __init__(self, message: Wording, faults: Sequence[tuple[tuple[str | int, ...], Wording]]) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class PhotoRejectedError(ShinganError):
    """The bytes of one photo can't be examined.

    Attributes:
        code: a kebab-case word for programs, such as ``photo-too-large`` or ``photo-unreadable``.
    """

    def __init__(self, code: str, message: Wording) -> None:
        super().__init__(message)
        self.code = code


class PhotoTooLargeError(PhotoRejectedError):
    """A photo goes over the byte or pixel limit."""


class ExaminationRejectedError(ValueRejectedError):
    """The call as a whole can't be examined: no photo, too many, an unknown product or view."""


class ReleaseRefusedError(ShinganError):
    """A release folder is incomplete, changed, unlisted or not understood."""


class TableError(ShinganError):
    """The bytes of a table can't be read at all: they are no UTF-8 text, or hold no header row."""


class CatalogueError(ShinganError):
    """A product sheet can't be read or contradicts itself."""
