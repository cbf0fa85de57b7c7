"""Demo people: one per role, with random passwords and tokens, so that a new checkout can be tried in every role."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from serve.accounts.domain import Actor, Organisation, new_password
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.platform.whole_files import write_whole

FILE = "demo-credentials.json"
NAMES: Mapping[Role, str] = {
    Role.OFFICER: "Olga Officer",
    Role.SENIOR_OFFICER: "Sena Senior",
    Role.TRAINER: "Tadao Trainer",
    Role.CONTRIBUTOR: "Carla Contributor",
    Role.REVIEWER: "Remi Reviewer",
    Role.CURATOR: "Cleo Curator",
    Role.ORGANISER: "Oren Organiser",
    Role.ADMINISTRATOR: "Ada Administrator",
}


class Credentials(NamedTuple):
    """The credentials of one demo person."""

    username: str
    password: str
    token: str


def create(accounts: Accounts, right_holders: Iterable[str], data_dir: Path) -> dict[str, Credentials]:
    """Create the demo people if there are no people yet, and write their credentials to DATA/demo-credentials.json.

    Args:
        right_holders: as the release's product sheets name them; the contributor and the reviewer are the first one's.
        data_dir: the folder of the file, which only its owner can read.

    Returns:
        role -> credentials; empty if there were people already.
    """
    if not accounts.has_no_people():
        return {}
    organisations = _organisations(accounts, right_holders)
    made = {role.value: _person(accounts, role, organisations[role]) for role in Role}
    _write(data_dir / FILE, made)
    return made


def actor_of(accounts: Accounts, credentials: Credentials) -> Actor:
    """A demo person as the one who acts."""
    person = next(each for each in accounts.people(None) if each.username == credentials.username)
    return accounts.actor_of(person, via="demo")


def _organisations(accounts: Accounts, right_holders: Iterable[str]) -> dict[Role, Organisation]:
    """The organisations of the demo people, and one for each right holder."""
    agency = _named(accounts, OrganisationKind.AGENCY, "Demo Customs", "JP")
    operator = _named(accounts, OrganisationKind.OPERATOR, "Demo Operator", None)
    names = dict.fromkeys(right_holders) or {"Demo Right Holder": None}
    holders = [_named(accounts, OrganisationKind.RIGHT_HOLDER, name, None) for name in names]
    return {
        Role.OFFICER: agency,
        Role.SENIOR_OFFICER: agency,
        Role.TRAINER: agency,
        Role.CONTRIBUTOR: holders[0],
        Role.REVIEWER: holders[0],
        Role.CURATOR: operator,
        Role.ORGANISER: operator,
        Role.ADMINISTRATOR: operator,
    }


def _named(accounts: Accounts, kind: OrganisationKind, name: str, country: str | None) -> Organisation:
    """An organisation, which an interrupted run may have created already."""
    for organisation in accounts.organisations(None):
        if organisation.name == name:
            return organisation
    return accounts.add_organisation(None, kind, name, country)


def _person(accounts: Accounts, role: Role, organisation: Organisation) -> Credentials:
    username, password = f"demo-{role.value.replace('_', '-')}", new_password()
    person = accounts.add_person(
        None,
        organisation_id=organisation.id,
        username=username,
        name=NAMES[role],
        role=role,
        password=password,
    ).person
    secret = OwnAccount(accounts.work).add_token(accounts.actor_of(person, via="demo"), "demo").secret
    return Credentials(username, password, secret or "")


def _write(path: Path, made: Mapping[str, Credentials]) -> None:
    text = json.dumps({role: credentials._asdict() for role, credentials in made.items()}, indent=2)
    write_whole(path, f"{text}\n".encode(), 0o600)
