"""`shingan service-account`: accounts with which no one signs in; `shingan token add` makes their tokens."""

import json
import sys
from typing import Annotated

import typer

from model.messages import in_context
from model.speaking import say, tell
from serve.accounts.permissions import Role
from serve.command import DataOption, JsonOption, one_line_errors, parts_of
from serve.platform.command_messages import groups

DISABLED, ACTIVE = in_context("service account", "disabled"), in_context("service account", "active")

service_cli = groups("Service accounts: programs call with their tokens, and no one signs in.")


@service_cli.command("add")
def add_service(
    username: Annotated[str, typer.Argument(help="What it is called in commands and in the API.")],
    role: Annotated[Role, typer.Option(help="What it may do at most.")],
    organisation: Annotated[str, typer.Option(help="Its name, as `shingan organisation list` shows it.")],
    name: Annotated[str | None, typer.Option(help="Its name; the username if not given.")] = None,
    data: DataOption = None,
) -> None:
    """Add a service account; `shingan token add` makes a token for it."""
    from serve.accounts.service import Accounts  # noqa: PLC0415  # as in `parts_of`
    from serve.accounts.service_accounts import ServiceAccounts  # noqa: PLC0415  # the same

    with one_line_errors(), parts_of(data, opened=True) as parts:
        added = parts[ServiceAccounts].add(
            None,
            organisation_id=parts[Accounts].organisation_named(organisation).id,
            username=username,
            name=name or username,
            role=role,
        )
        tell(added.person.username)


@service_cli.command("list")
def list_services(data: DataOption = None, *, as_json: JsonOption = False) -> None:
    """List all service accounts."""
    from serve.accounts.service_accounts import ServiceAccounts  # noqa: PLC0415  # as in `parts_of`

    with one_line_errors(), parts_of(data, opened=True) as parts:
        found = parts[ServiceAccounts].all(None)
        if as_json:
            rows = [
                {
                    "username": each.person.username,
                    "name": each.person.name,
                    "role": each.person.role,
                    "organisation": each.person.organisation.name,
                    "disabled": each.person.disabled_at is not None,
                    "tokens": len(each.tokens),
                }
                for each in found
            ]
            sys.stdout.write(json.dumps(rows) + "\n")
            return
        for each in found:
            state = say(DISABLED if each.person.disabled_at else ACTIVE)
            person = each.person
            sys.stdout.write(f"{person.username:32} {person.role:15} {state:9} {person.organisation.name}\n")
