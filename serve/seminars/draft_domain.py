"""What a person chooses for a seminar and its slots, checked: title, day, audience, and what the lessons have.

Imports only the standard library and `model`.
"""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from model.messages import counted, message
from serve.accounts.domain import Organisation
from serve.accounts.permissions import OrganisationKind
from serve.seminars.domain import HALF, LONGEST_SLOT, SHORTEST_SLOT, SeminarRejectedError

LONGEST_TITLE, LONGEST_NOTE, LONGEST_WORDS = 120, 2000, 1000  # characters
LEAST_SHARE, MOST_SHARE = 0.1, 0.9
MOST_SLOTS = 30
FARTHEST = timedelta(days=2 * 366)
BEHIND_UTC = timedelta(hours=12)  # the last time zone in which a day ends
LINE_BREAKS = "\n\t"
NO_TITLE = message("Give the seminar a title.")
TITLE_TOO_LONG = counted(
    "The title may have at most {count} character. Shorten it.",
    "The title may have at most {count} characters. Shorten it.",
)
TEXT_TOO_LONG = counted(
    "This text may have at most {count} character. Shorten it.",
    "This text may have at most {count} characters. Shorten it.",
)
CONTROL = message("The text holds a control character. Remove it.")
NO_WORDS = message("Say what is to be changed before you release this slot.")
NO_AGENCY = message("Choose at least one agency whose officers take part.")
NOT_YOURS = message("You prepare seminars for your own agency alone. Leave the other agencies out.")
PASSED = message("The day of the seminar has passed. Choose today or a later day.")
TOO_FAR = message("A seminar can be prepared two years ahead at most. Choose an earlier day.")
WRONG_SHARE = message(
    "The share of counterfeits must be from {least} to {most}.", least=str(LEAST_SHARE), most=str(MOST_SHARE)
)
WRONG_MINUTES = message(
    "A slot takes from {shortest} to {longest} minutes.", shortest=SHORTEST_SLOT, longest=LONGEST_SLOT
)


@dataclass(frozen=True)
class SeminarDraft:
    """What a person chooses for a seminar.

    Attributes:
        languages: tags.
        agencies: ids; None for one's own agency.
    """

    title: str
    country: str
    languages: tuple[str, ...]
    day: date
    agencies: frozenset[str] | None = None
    share: float = HALF


def checked_title(text: str) -> str:
    """A title in one line.

    Raises:
        SeminarRejectedError: it is missing, too long, or has characters that can't be shown.
    """
    words = " ".join(text.split())
    if not words:
        raise SeminarRejectedError(NO_TITLE, "title")
    if len(words) > LONGEST_TITLE:
        raise SeminarRejectedError(TITLE_TOO_LONG.of(count=LONGEST_TITLE), "title")
    if not words.isprintable():
        raise SeminarRejectedError(CONTROL, "title")
    return words


def checked_text(text: str, field: str, longest: int) -> str:
    """A text of several lines without the space around it, which may be empty.

    Raises:
        SeminarRejectedError: it is too long, or has characters that can't be shown.
    """
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(words) > longest:
        raise SeminarRejectedError(TEXT_TOO_LONG.of(count=longest), field)
    if any(unicodedata.category(each) in {"Cc", "Cs"} and each not in LINE_BREAKS for each in words):
        raise SeminarRejectedError(CONTROL, field)
    return words


def checked_words(text: str) -> str:
    """Why a slot is returned.

    Raises:
        SeminarRejectedError: as for `checked_text`; or it is missing.
    """
    words = checked_text(text, "words", LONGEST_WORDS)
    if not words:
        raise SeminarRejectedError(NO_WORDS, "words")
    return words


def checked_country(code: str, known: Collection[str]) -> str:
    """A country's code.

    Args:
        known: the codes of all countries.

    Raises:
        SeminarRejectedError: it is unknown.
    """
    if code.upper() not in known:
        raise SeminarRejectedError(
            message("ISO 3166-1 has no country {country}; give two letters, such as JP.", country=code), "country"
        )
    return code.upper()


def checked_languages(tags: Sequence[str], offered: Collection[str]) -> tuple[str, ...]:
    """The languages of a seminar, each once.

    Args:
        offered: the tags of those that the service speaks.

    Raises:
        SeminarRejectedError: there is none, or one is not offered.
    """
    chosen = tuple(dict.fromkeys(tags))
    if not chosen:
        raise SeminarRejectedError(message("Choose at least one language of the seminar."), "languages")
    for tag in chosen:
        if tag not in offered:
            raise SeminarRejectedError(
                message("The service does not offer the language {language}. Choose another one.", language=tag),
                "languages",
            )
    return chosen


def checked_day(day: date, now: datetime) -> date:
    """The day of a seminar that is prepared now.

    Raises:
        SeminarRejectedError: it has passed, or is too far away.
    """
    if day < (now - BEHIND_UTC).date():
        raise SeminarRejectedError(PASSED, "day")
    if day > (now + FARTHEST).date():
        raise SeminarRejectedError(TOO_FAR, "day")
    return day


def checked_agencies(
    named: Collection[str] | None, own: Organisation, organisations: Collection[Organisation]
) -> tuple[str, ...]:
    """The agencies whose officers take part: ids, sorted.

    Args:
        named: None for one's own.
        own: the organisation of the person who prepares the seminar.
        organisations: all.

    Raises:
        SeminarRejectedError: an agency prepares for others, one is unknown, or there is none.
    """
    if own.kind == OrganisationKind.AGENCY:
        if set(named or {own.id}) != {own.id}:
            raise SeminarRejectedError(NOT_YOURS, "agencies")
        return (own.id,)
    known = {each.id for each in organisations if each.kind == OrganisationKind.AGENCY}
    unknown = sorted(set(named or ()) - known)
    if unknown:
        raise SeminarRejectedError(message("There is no agency {agency}.", agency=unknown[0]), "agencies")
    if not named:
        raise SeminarRejectedError(NO_AGENCY, "agencies")
    return tuple(sorted(set(named)))


def checked_share(share: float) -> float:
    """The share of counterfeits.

    Raises:
        SeminarRejectedError: with it, people would not have to decide.
    """
    if not LEAST_SHARE <= share <= MOST_SHARE:
        raise SeminarRejectedError(WRONG_SHARE, "share")
    return share


def checked_minutes(minutes: int) -> int:
    """The length of a slot.

    Raises:
        SeminarRejectedError: it is too short or too long.
    """
    if not SHORTEST_SLOT <= minutes <= LONGEST_SLOT:
        raise SeminarRejectedError(WRONG_MINUTES, "minutes")
    return minutes
