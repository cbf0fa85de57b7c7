"""People, organisations and credentials are compared with the audit log."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import ColumnElement, Insert, String, Table, delete, insert, literal, select, update

from serve.accounts import signing_in
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.accounts.signing_in import SignIn, hashed
from serve.accounts.tables import allowances, organisations, people, sessions, tokens
from serve.accounts.verifier import AccountVerifier
from serve.audit.domain import details_of
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from tests.serve.record import check_found, faults, log_of
from tests.serve.running import Service, run
from tests.storage import Storage

PASSWORD = "eleven slow ferries"  # noqa: S105  # of people who live as long as a test
OTHER = "u-" + 32 * "0"


@pytest.fixture
def own(tmp_path: Path, tiny_release: Path, either_database: Storage) -> Iterator[Service]:
    yield from run(Settings(data_dir=tmp_path / "data", release=tiny_release, workers=2, **either_database()))


def add(service: Service, username: str) -> str:
    """The id of a new person in the first agency."""
    agency = service.people.agencies["first"].id
    added = service.parts[Accounts].add_person(
        None, organisation_id=agency, username=username, name="Jun Ito", role=Role.OFFICER, password=PASSWORD
    )
    return added.person.id


def copied(table: Table, where: ColumnElement[bool], **changed: str) -> Insert:
    """A statement that slips in a row like another one, but for some columns."""
    columns = [literal(changed[c.name], String) if c.name in changed else c for c in table.columns]
    return insert(table).from_select([c.name for c in table.columns], select(*columns).where(where))


def test_a_role_a_password_or_a_key_given_by_hand_is_found(own: Service) -> None:
    account = OwnAccount(own.parts[Accounts].work)
    sign_in = SignIn(own.parts[Accounts].work)
    jun, kei = add(own, "jun"), add(own, "kei")
    actor = sign_in.with_password("jun", PASSWORD, "test").actor
    kept, revoked = (account.add_token(actor, label).token.id for label in ("kept", "revoked"))
    account.revoke_token(actor, revoked)
    allowed = {"agencies": [own.people.agencies["first"].id]}
    assert own.as_("reviewer").put("/v1/allowance", json=allowed).status_code == 200
    him, second = people.c.id == jun, own.people.agencies["second"].id
    check_found(
        own,
        AccountVerifier(),
        [
            (update(people).where(him).values(role="administrator"), f"{jun}: was changed since"),
            (update(people).where(him).values(role="emperor"), f"{jun}: was changed since"),
            (update(people).where(him).values(organisation_id=own.people.operator.id), f"{jun}: was changed since"),
            (update(people).where(him).values(password_hash=hashed("of their choice")), f"{jun}: was changed since"),
            (update(people).where(him).values(openid_subject="of their choice"), f"{jun}: was changed since"),
            (update(people).where(him).values(name="Another Person"), f"{jun}: was changed since"),
            (copied(people, him, id=OTHER, username="slipped-in"), f"{OTHER}: is in the database, but no event"),
            (delete(people).where(people.c.id == kei), f"{kei}: was there, but is gone"),
            (update(organisations).values(kind="operator"), f"{second}: was changed since"),
            (update(organisations).values(allows_all=True), f"{own.people.holder.id}: was changed since"),
            (delete(allowances), f"{own.people.holder.id}: was changed since"),
            (update(allowances).values(agency_id=second), f"{own.people.holder.id}: was changed since"),
            (copied(tokens, tokens.c.id == kept, id="t-1", sha256=64 * "0"), "t-1: is in the database, but no event"),
            (update(tokens).where(tokens.c.id == kept).values(sha256=64 * "0"), f"{kept}: was changed since"),
            (update(tokens).where(tokens.c.id == kept).values(person_id=kei), f"{kept}: was changed since"),
            (delete(tokens).where(tokens.c.id == kept), f"{kept}: was there, but is gone"),
            (
                copied(sessions, sessions.c.person_id == jun, id=64 * "1"),
                f"{64 * '1'}: is in the database, but no event",
            ),
        ],
    )


def test_what_people_may_change_themselves_is_no_fault(own: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts, account = own.parts[Accounts], OwnAccount(own.parts[Accounts].work)
    sign_in = SignIn(own.parts[Accounts].work)
    with monkeypatch.context() as weaker:  # as in the years before parameters became stronger
        weaker.setattr(signing_in, "_hasher", cache(lambda: PasswordHasher(time_cost=1, memory_cost=64)))
        add(own, "jun")
    actor = sign_in.with_password("jun", PASSWORD, "test").actor
    assert details_of(log_of(own)[-2])["rehashed"] is True
    account.add_token(actor, "script")
    account.change_password(actor, PASSWORD, "twelve slow ferries")
    secret = sign_in.with_password("jun", "twelve slow ferries", "test").secret
    sign_in.sign_out(secret)
    sign_in.with_password("jun", "twelve slow ferries", "test")
    accounts.reset_password(None, "jun")
    accounts.set_disabled(None, "jun", disabled=True)
    accounts.set_disabled(None, "jun", disabled=False)
    assert account.tokens(actor) == []
    assert faults(own) == []


def test_a_session_that_was_ended_and_put_back_is_found(own: Service) -> None:
    add(own, "jun")
    sign_in = SignIn(own.parts[Accounts].work)
    secret = sign_in.with_password("jun", PASSWORD, "test").secret
    with own.parts.database.reading(SYSTEM) as connection:
        rows = [dict(row) for row in connection.execute(select(sessions)).mappings()]
    sign_in.sign_out(secret)
    assert faults(own) == []
    with own.parts.database.writing(SYSTEM) as connection:
        connection.execute(insert(sessions), rows)
    assert len(faults(own)) == 1
