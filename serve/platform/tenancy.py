"""On whose behalf a transaction runs. PostgreSQL's policies compare it with each row, whatever a query forgets."""

from typing import NamedTuple, Protocol

from sqlalchemy import Connection, text


class Tenant(Protocol):
    """Whose rows are meant; `serve.accounts.domain.Actor` is one."""

    @property
    def organisation_id(self) -> str:
        """The organisation whose rows these are."""

    @property
    def kind(self) -> str:
        """Of the organisation: agency, right_holder, operator; `system` for the service itself."""


class _System(NamedTuple):
    organisation_id: str
    kind: str


SYSTEM: Tenant = _System("", "system")  # the service itself: signing in, migrating, backing up, verifying

_SETTINGS = text(
    "SELECT set_config('shingan.organisation', :organisation, true), set_config('shingan.kind', :kind, true)"
)


def enter(connection: Connection, tenant: Tenant) -> None:
    """Have this transaction run on a tenant's behalf, until it ends. SQLite has no policies; stores filter there."""
    if connection.dialect.name == "postgresql":
        names = {"organisation": tenant.organisation_id, "kind": tenant.kind}
        connection.execute(_SETTINGS, names)


def is_bypassed(connection: Connection) -> bool:
    """Whether the database's role is one that PostgreSQL's policies don't bind; then the stores' filters are alone."""
    if connection.dialect.name != "postgresql":
        return False
    role = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    return bool(connection.execute(role).scalar_one())


IS_SYSTEM = "current_setting('shingan.kind', true) = 'system'"
IS_OPERATOR = "current_setting('shingan.kind', true) = 'operator'"
OWN_ORGANISATION = "current_setting('shingan.organisation', true)"


def policy(table: str, rows: str) -> list[str]:
    """The statements that let a tenant see and write only such rows of a table; the service itself, all.

    Args:
        table: its name.
        rows: a condition in SQL.
    """
    condition = f"{IS_SYSTEM} OR ({rows})"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",  # for the owner too, which the service is
        f"CREATE POLICY tenancy ON {table} USING ({condition}) WITH CHECK ({condition})",
    ]
