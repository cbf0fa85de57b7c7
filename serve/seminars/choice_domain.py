"""What people answer to a question of a seminar or a course: what the item is, and how sure they are."""

from enum import StrEnum


class Choice(StrEnum):
    """What a person says of an item."""

    GENUINE = "genuine"
    COUNTERFEIT = "counterfeit"
    CANNOT_TELL = "cannot_tell"


class Sureness(StrEnum):
    """How sure a person is."""

    GUESSING = "guessing"
    FAIRLY_SURE = "fairly_sure"
    SURE = "sure"


def sureness_of(choice: Choice, said: Sureness | None) -> Sureness | None:
    """How sure an answer counts as; None if that has to be said. A person who can't tell is not asked."""
    return Sureness.GUESSING if choice is Choice.CANNOT_TELL else said
