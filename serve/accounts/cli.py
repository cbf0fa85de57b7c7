"""`shingan user` and `shingan organisation`: for the operator of the service, also before anyone can sign in."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from model.messages import in_context, message
from model.speaking import say, tell
from serve.accounts.domain import Organisation, Person, PersonUpdate
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service_cli import service_cli
from serve.accounts.token_cli import token_cli
from serve.command import DataOption, JsonOption, one_line_errors, parts_of
from serve.platform.command_messages import groups

if TYPE_CHECKING:
    from serve.accounts.service import Accounts

WITHOUT_PASSWORD = message("{username} (by OpenID Connect)")
DISABLED, ACTIVE = in_context("person", "disabled"), in_context("person", "active")
SHUT_OUT, LET_IN = message("{username} can no longer sign in"), message("{username} can sign in")
UNLINKED = message("{username} is linked by username at the next sign-in")

user_cli = groups("People who may sign in.")
organisation_cli = groups("Agencies, right holders and the operator.")
Username = Annotated[str, typer.Argument(help="What they sign in with.")]


def add_commands(cli: typer.Typer) -> None:
    """Add these commands."""
    cli.add_typer(user_cli, name="user")
    cli.add_typer(organisation_cli, name="organisation")
    cli.add_typer(token_cli, name="token")
    cli.add_typer(service_cli, name="service-account")


@contextmanager
def _accounts(data: Path | None, *, may_create: bool = False) -> Iterator["Accounts"]:
    from serve.accounts.service import Accounts  # noqa: PLC0415  # as in `parts_of`

    with one_line_errors(), parts_of(data, opened=True, may_create=may_create) as parts:
        yield parts[Accounts]


@user_cli.command("add")
def add_user(
    username: Username,
    role: Annotated[Role, typer.Option(help="What they do.")],
    organisation: Annotated[str, typer.Option(help="Its name, as `shingan organisation list` shows it.")],
    name: Annotated[str | None, typer.Option(help="Their name; the username if not given.")] = None,
    data: DataOption = None,
    *,
    openid: Annotated[bool, typer.Option("--openid", help="They sign in with OpenID Connect only.")] = False,
    final: Annotated[
        bool, typer.Option("--final", help="They may keep the password; otherwise they choose another one at first.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Add a person, and print their generated first password: it is shown only once."""
    with _accounts(data) as accounts:
        new = accounts.add_person(
            None,
            organisation_id=accounts.organisation_named(organisation).id,
            username=username,
            name=name or username,
            role=role,
            by_openid=openid,
            must_change=not final,
        )
        if as_json:
            sys.stdout.write(json.dumps(_row(new.person) | {"password": new.password}) + "\n")
        else:
            tell(
                WITHOUT_PASSWORD.of(username=new.person.username)
                if new.password is None
                else f"{new.person.username} {new.password}"
            )


@user_cli.command("list")
def list_users(data: DataOption = None, *, as_json: JsonOption = False) -> None:
    """List all people, without service accounts."""
    with _accounts(data) as accounts:
        rows = [_row(person) for person in accounts.people(None) if not person.is_service]
        if as_json:
            sys.stdout.write(json.dumps(rows) + "\n")
            return
        for row in rows:
            state = say(DISABLED if row["disabled"] else ACTIVE)
            sys.stdout.write(f"{row['username']:32} {row['role']:15} {state:9} {row['organisation']}\n")


@user_cli.command("change")
def change_user(
    username: Username,
    role: Annotated[Role | None, typer.Option(help="What they do from now on.")] = None,
    name: Annotated[str | None, typer.Option(help="Their name from now on.")] = None,
    organisation: Annotated[
        str | None, typer.Option(help="The name of another organisation, to which they move; their tokens end.")
    ] = None,
    data: DataOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Change the role or the name of a person, or move them to another organisation."""
    from serve.accounts.person_changes import PersonChanges  # noqa: PLC0415  # as in `parts_of`

    with _accounts(data) as accounts:
        to = accounts.organisation_named(organisation).id if organisation else None
        changed = PersonChanges(accounts.work).change(None, username, PersonUpdate(name, role, to))
        if as_json:
            sys.stdout.write(json.dumps(_row(changed)) + "\n")
        else:
            tell(f"{changed.username} {changed.role} {changed.organisation.name}")


@user_cli.command("disable")
def disable_user(username: Username, data: DataOption = None) -> None:
    """Disable a person: their sessions and API tokens end at once."""
    with _accounts(data) as accounts:
        accounts.set_disabled(None, username, disabled=True)
        tell(SHUT_OUT.of(username=username))


@user_cli.command("enable")
def enable_user(username: Username, data: DataOption = None) -> None:
    """Enable a disabled person; their tokens stay revoked."""
    with _accounts(data) as accounts:
        accounts.set_disabled(None, username, disabled=False)
        tell(LET_IN.of(username=username))


@user_cli.command("reset-password")
def reset_password(username: Username, data: DataOption = None) -> None:
    """Give a person a new first password, and print it: it is shown only once."""
    with _accounts(data) as accounts:
        sys.stdout.write(f"{username} {accounts.reset_password(None, username).password}\n")


@user_cli.command("unlink")
def unlink(username: Username, data: DataOption = None) -> None:
    """Remove a person's link to their account at the OpenID provider, after it was replaced.

    The next sign-in links it again.
    """
    with _accounts(data) as accounts:
        tell(UNLINKED.of(username=accounts.unlink(username).username))


@organisation_cli.command("add")
def add_organisation(
    name: Annotated[str, typer.Argument(help="Its name; of a right holder, as product sheets name it.")],
    kind: Annotated[OrganisationKind, typer.Option(help="What it is to the service.")],
    country: Annotated[
        str | None, typer.Option(help="Two letters of ISO 3166-1, such as JP; agencies must have one.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="In which it is written to, such as ja; as its people choose, if not given.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Add an organisation."""
    with _accounts(data, may_create=True) as accounts:
        tell(accounts.add_organisation(None, kind, name, country, language=language).id)


@organisation_cli.command("list")
def list_organisations(data: DataOption = None, *, as_json: JsonOption = False) -> None:
    """List every organisation."""
    with _accounts(data) as accounts:
        rows = [_organisation_row(each) for each in accounts.organisations(None)]
        if as_json:
            sys.stdout.write(json.dumps(rows) + "\n")
            return
        for row in rows:
            sys.stdout.write(f"{row['kind']:13} {row['country'] or '--'} {row['name']}\n")


def _row(person: Person) -> dict[str, str | bool]:
    return {
        "id": person.id,
        "username": person.username,
        "name": person.name,
        "role": person.role,
        "organisation": person.organisation.name,
        "disabled": person.disabled_at is not None,
    }


def _organisation_row(organisation: Organisation) -> dict[str, str | None]:
    return {
        "id": organisation.id,
        "kind": organisation.kind,
        "name": organisation.name,
        "country": organisation.country,
    }
