"""`shingan token`: API tokens of people, made by the operator of the service."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from model.messages import message
from model.speaking import say, tell
from serve.audit.domain import COMMAND_LINE
from serve.command import DataOption, JsonOption, one_line_errors, parts_of
from serve.platform.command_messages import groups

if TYPE_CHECKING:
    from serve.accounts.domain import Actor
    from serve.accounts.token_domain import ApiToken
    from serve.accounts.tokens import Tokens

REVOKED = message("{token} is revoked")
ALL, NO_END = message("all that its person may"), message("no end")

token_cli = groups("API tokens of people and service accounts.")
Username = Annotated[str, typer.Argument(help="Whose it is.")]


class _Opened(NamedTuple):
    """The use cases, and the person whose tokens they are."""

    tokens: "Tokens"
    owner: "Actor"


@contextmanager
def _of(username: str, data: Path | None) -> Iterator[_Opened]:
    from serve.accounts.service import Accounts  # noqa: PLC0415  # as in `parts_of`
    from serve.accounts.tokens import Tokens  # noqa: PLC0415  # the same

    with one_line_errors(), parts_of(data, opened=True) as parts:
        accounts = parts[Accounts]
        yield _Opened(Tokens(accounts.work), accounts.owner(username))


@token_cli.command("add")
def add_token(
    username: Username,
    label: Annotated[str, typer.Argument(help="What it is for, such as: nightly export.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="A permission that it has, such as case:read; may be given several times.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, max=3650, help="After how many days it ends.")] = None,
    data: DataOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Make an API token, and print its secret: it is shown only once."""
    with _of(username, data) as (tokens, owner):
        new = tokens.add(owner, label, tokens.limits(scope or None, days), maker=COMMAND_LINE)
        if as_json:
            sys.stdout.write(json.dumps(_row(new.token) | {"token": new.secret}) + "\n")
        else:
            sys.stdout.write(f"{new.secret}\n")


@token_cli.command("list")
def list_tokens(username: Username, data: DataOption = None, *, as_json: JsonOption = False) -> None:
    """List a person's API tokens, with what they may do and when they end."""
    with _of(username, data) as (tokens, owner):
        found = tokens.of(owner.person_id)
        if as_json:
            sys.stdout.write(json.dumps([_row(token) for token in found]) + "\n")
            return
        for token in found:
            scope, end = token.limits
            ends = f"{end:%Y-%m-%d}" if end else say(NO_END)
            sys.stdout.write(f"{token.id} {ends:11} {' '.join(sorted(scope)) if scope else say(ALL)}  {token.label}\n")


@token_cli.command("revoke")
def revoke_token(
    username: Username, token: Annotated[str, typer.Argument(help="Its id, as listed.")], data: DataOption = None
) -> None:
    """Revoke an API token of a person: it ends at once."""
    with _of(username, data) as (tokens, owner):
        tokens.revoke(owner.person_id, token, by=COMMAND_LINE)
        tell(REVOKED.of(token=token))


def _row(token: "ApiToken") -> dict[str, str | list[str] | None]:
    scope, end = token.limits
    return {
        "id": token.id,
        "label": token.label,
        "created_at": token.created_at.isoformat(),
        "used_on": token.used_on.date().isoformat() if token.used_on else None,
        "scope": None if scope is None else sorted(scope),
        "expires_at": end.isoformat() if end else None,
    }
