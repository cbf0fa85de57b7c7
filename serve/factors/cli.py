"""`shingan user reset-factors`: for the operator, where no administrator can sign in to do it."""

import typer

from model.messages import message
from model.speaking import tell
from serve.accounts.cli import Username, user_cli
from serve.command import DataOption, one_line_errors, parts_of

RESET = message("{username} has no second factor any more and is signed out everywhere")


def add_commands(_: typer.Typer) -> None:
    """Add the command to those about people."""
    user_cli.command("reset-factors")(reset_factors)


def reset_factors(username: Username, data: DataOption = None) -> None:
    """Take all passkeys, one-time codes and recovery codes of a person away, after a lost device."""
    from serve.factors.requiring import RequiredFactors  # noqa: PLC0415  # as in `parts_of`

    with one_line_errors(), parts_of(data, opened=True) as parts:
        parts[RequiredFactors].reset(None, username)
        tell(RESET.of(username=username))
