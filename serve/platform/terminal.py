"""Whose language at a terminal: the one place that finds in which language a command speaks.

`--language` comes first, then what the environment asks for, as gettext reads it. `serve.platform.reader` is the same
for requests.
"""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar

from model.messages import Value
from model.speaking import SPEAKER
from serve.platform.languages import language_for
from serve.platform.tags import best
from serve.platform.translations import END, ENGLISH, ISOLATE, Language, tags

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts
OPTION = "--language"
PLAIN = frozenset({"C", "POSIX"})
SPOKEN: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)
MARKS = str.maketrans("", "", ISOLATE + END)


def language_at_terminal(environment: Mapping[str, str], chosen: str | None = None) -> Language:
    """The language of a command's output: the chosen one, then those of the environment, then English.

    Args:
        chosen: a tag, from the command line.
    """
    return language_for(tuple(filter(None, [chosen, *wanted(environment)])))


def wanted(environment: Mapping[str, str]) -> list[str]:
    """Language tags of an environment, the best first; none for the locale C, for which LANGUAGE does not count."""
    locale = next(filter(None, map(environment.get, LOCALE_VARIABLES)), "")
    if not locale or _tag(locale) in PLAIN:
        return []
    named = (*environment.get("LANGUAGE", "").split(":"), locale)
    return [_tag(each) for each in named if each]


def _tag(locale: str) -> str:
    """The language tag of a POSIX locale: `pt-BR` for `pt_BR.UTF-8`."""
    return locale.partition(".")[0].partition("@")[0].replace("_", "-")


def chosen_in(arguments: Sequence[str]) -> str | None:
    """The value of `--language` before the name of a command; later ones belong to the command."""
    for place, each in enumerate(arguments):
        name, _, value = each.partition("=")
        if name == OPTION:
            return value or next(iter(arguments[place + 1 :]), None)
        if not each.startswith("-"):
            break
    return None


def is_offered(tag: str) -> bool:
    """Whether a language tag is, or stands for, a language that is offered."""
    return best(tag, tags()) is not None


def speaker_of(language: Language) -> Callable[[Value], str]:
    """What renders messages for a terminal.

    Without the isolates that a page has: most terminals don't obey them, and a path or an id that is copied from a
    terminal must not have invisible characters in it.
    """
    return lambda value: language.say(value).translate(MARKS)


def speak_in(language: Language) -> None:
    """Let this process's command speak a language from now on."""
    SPOKEN.set(language)
    SPEAKER.set(speaker_of(language))
