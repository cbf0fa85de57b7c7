"""Help and errors of the command line in the language of the person at the terminal.

Typer and Click have most of their own words in English only. What they say of a wrong call is said here, by the kind
of the error. The help of commands and options is written in English beside them; it is the id of its message, which
`translating.extracting` reads from the commands themselves.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from functools import wraps
from typing import Any

import typer
from pydantic import ValidationError
from rich.text import Text
from typer import _click, rich_utils
from typer._click.exceptions import BadOptionUsage, BadParameter, MissingParameter, NoSuchOption, UsageError
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from model.command import OneLineGroup, WrongValueError
from model.messages import Message, Wording, listed, message
from model.speaking import say
from serve.platform.reasons import reason_for
from serve.platform.terminal import chosen_in, language_at_terminal, speak_in

USAGE = message("Usage:")
HELP = message("Show this help and exit.")
ARGUMENTS, OPTIONS, COMMANDS = message("Arguments"), message("Options"), message("Commands")
# Translators: in the help of a command: what is used if an option is not given.
DEFAULT = message("[default: {value}]")
# Translators: in the help of a command: the option or argument must be given.
REQUIRED = message("[required]")

# Translators: errors of a command line. {parameter} is what has to be typed, such as --product.
MISSING_ARGUMENT = message("Missing argument {parameter}.")
MISSING_OPTION = message("Missing option {parameter}.")
MISSING_CHOICE = message("Missing option {parameter}. Choose from: {choices}.")
NO_OPTION = message("No such option: {option}.")
NEAR_OPTIONS = message("No such option: {option}. Similar ones: {options}.")
NO_COMMAND = message("No such command {command}.")
NEAR_COMMANDS = message("No such command {command}. Did you mean {commands}?")
ODD_VALUE = message("The option {option} needs a value, or takes none.")
INVALID = message("Invalid value for {parameter}: {reason}")
NO_CHOICE = message("Invalid value for {parameter}: {value} is not one of {choices}.")
TOO_MANY = message("More arguments are given than this command takes.")


class UnknownCommandError(UsageError):
    """There is no command of this name.

    Attributes:
        name: the one that was called.
        known: those that there are.
    """

    def __init__(self, name: str, known: Sequence[str], context: _click.Context) -> None:
        super().__init__(f"No such command {name!r}.", context)
        self.name, self.known = name, known


class SpokenGroup(OneLineGroup):
    """The command line, and each group of commands in it."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **options: Any) -> Any:
        """Find the language, and run a command in it."""
        given = list(sys.argv[1:] if args is None else args)
        speak_in(language_at_terminal(os.environ, chosen_in(given)))
        speak(self)
        return super().main(given, *more, **options)

    def resolve_command(
        self, ctx: _click.Context, args: list[str]
    ) -> tuple[str | None, _click.Command | None, list[str]]:
        """The command that is called, or an error that says which there are."""
        if self.get_command(ctx, args[0]) is None:
            raise UnknownCommandError(args[0], self.list_commands(ctx), ctx)
        return super().resolve_command(ctx, args)

    def words_of(self, wrong: typer.TyperException) -> Wording:
        """What is wrong with the command line."""
        return words_of(wrong)


class _SpokenFormatter(_click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or f"{say(USAGE)} ")


class _SpokenContext(typer.Context):
    formatter_class = _SpokenFormatter


def _folding(make: Callable[..., Any]) -> Callable[..., Any]:
    """What makes a text of a table in typer's help: a long word goes on in the next line.

    Otherwise it ends with three dots. A sentence of a script without spaces is one word.
    """

    @wraps(make)
    def folded(*texts: Any, **options: Any) -> Any:
        made = make(*texts, **options)
        if isinstance(made, Text):
            made.overflow = "fold"
        return made

    return folded


rich_utils._make_rich_text = _folding(rich_utils._make_rich_text)  # noqa: SLF001  # typer has no setting for it


def groups(help: str) -> typer.Typer:  # noqa: A002  # as typer calls it
    """A group of commands that speaks the language of the person at the terminal."""
    return typer.Typer(cls=SpokenGroup, help=help, no_args_is_help=True)


def speak(command: _click.Command) -> None:
    """Put the help of a command, and of all commands in it, into the language of the person at the terminal."""
    rich_utils.ARGUMENTS_PANEL_TITLE, rich_utils.OPTIONS_PANEL_TITLE = say(ARGUMENTS), say(OPTIONS)
    rich_utils.COMMANDS_PANEL_TITLE = say(COMMANDS)
    rich_utils.DEFAULT_STRING = say(DEFAULT.of(value="{}"))
    rich_utils.REQUIRED_LONG_STRING = say(REQUIRED)
    for each in commands_in(command):
        each.context_class = _SpokenContext
        each.help = _said(each.help)
        for parameter in each.params:
            if isinstance(parameter, (TyperArgument, TyperOption)):
                parameter.help = _said(parameter.help)
        option = each.get_help_option(_SpokenContext(each))
        if option is not None:
            option.help = say(HELP)


def commands_in(command: _click.Command) -> Iterator[_click.Command]:
    """A command and all commands in it."""
    yield command
    if isinstance(command, TyperGroup):
        for each in command.commands.values():
            yield from commands_in(each)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text, each of which is a message, without line breaks."""
    return [" ".join(each.split()) for each in text.split("\n\n") if each.strip()]


def _said(text: str | None) -> str | None:
    return text and "\n\n".join(say(Message(each)) for each in paragraphs(text))


def words_of(wrong: typer.TyperException) -> Wording:
    """What is wrong with a command line; in typer's own words where its kind is not known here."""
    match wrong:
        case BadParameter():  # also a missing one
            return _missing(wrong) if isinstance(wrong, MissingParameter) else _invalid(wrong)
        case UnknownCommandError():
            return _unknown(wrong)
        case NoSuchOption():
            near = listed(sorted(wrong.possibilities or ()))
            return (NEAR_OPTIONS.of(options=near) if near else NO_OPTION).of(option=wrong.option_name)
        case BadOptionUsage():
            return ODD_VALUE.of(option=wrong.option_name)  # the error does not say which of the two
        case UsageError() if isinstance(getattr(wrong.ctx, "command", None), TyperCommand):
            return TOO_MANY
    return wrong.format_message()


def _unknown(wrong: UnknownCommandError) -> Message:
    near = listed(get_close_matches(wrong.name, wrong.known))
    return (NEAR_COMMANDS.of(commands=near) if near else NO_COMMAND).of(command=wrong.name)


def _missing(wrong: MissingParameter) -> Wording:
    parameter = wrong.param
    if parameter is None:
        return wrong.format_message()
    choices = _choices(parameter)
    text = MISSING_ARGUMENT if parameter.param_type_name == "argument" else MISSING_OPTION
    return (MISSING_CHOICE.of(choices=", ".join(choices)) if choices else text).of(parameter=_named(parameter))


def _invalid(wrong: BadParameter) -> Wording:
    parameter, cause = wrong.param, wrong.__cause__
    if parameter is None:
        return wrong.wording if isinstance(wrong, WrongValueError) else wrong.format_message()
    named = _named(parameter)
    if isinstance(wrong, WrongValueError):
        return INVALID.of(parameter=named, reason=wrong.wording)
    if isinstance(cause, ValidationError):
        first = cause.errors()[0]
        if choices := _choices(parameter):
            return NO_CHOICE.of(parameter=named, value=str(first["input"]), choices=", ".join(choices))
        return INVALID.of(parameter=named, reason=reason_for(first))
    return wrong.format_message()


def _named(parameter: _click.Parameter) -> str:
    """What has to be typed for it: an option's name, or what the help calls an argument."""
    is_argument = parameter.param_type_name == "argument"
    return str(parameter.name) if is_argument else max(parameter.opts, key=len)


def _choices(parameter: _click.Parameter) -> list[str]:
    """The words of which it must be one; none if it may be any."""
    described = getattr(parameter, "type_descriptor", None)
    choices = described.choices if described is not None and described.is_choice else None
    return [str(getattr(each, "value", each)) for each in choices or ()]
