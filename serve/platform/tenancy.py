"""The tenant of a transaction. PostgreSQL's policies compare it with each row, even if a query has no filter."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from sqlalchemy import ColumnElement, Connection, Table, false, or_, text, true

ITSELF = "system"  # the kind of the service itself


class Tenant(Protocol):
    """The acting person and the owner of the rows; `serve.accounts.domain.Actor` is one."""

    @property
    def person_id(self) -> str:
        """The id of the acting person in the audit log."""

    @property
    def organisation_id(self) -> str:
        """The organisation that owns the rows."""

    @property
    def kind(self) -> str:
        """The kind of the organisation: agency, right_holder, operator; `system` for the service itself."""

    def __hash__(self) -> int:
        """Equal ones see the same rows, so that a statement that was built for one is kept for the next."""


class _Service(NamedTuple):
    person_id: str
    organisation_id: str = ""
    kind: str = ITSELF


def the_service(acting_for: str) -> Tenant:
    """The service itself, which sees every row: to sign in, to migrate, to remove what is old, to verify.

    Args:
        acting_for: the actor that the audit log names.
    """
    return _Service(acting_for)


SYSTEM = the_service(ITSELF)


@dataclass(frozen=True)
class Tenancy:
    """The owners of a table's rows. Values are names of columns with an organisation's id.

    Attributes:
        owner: the organisation of a row, of any kind; None if `by_kind` is used.
        by_kind: the same for each kind of organisation. With neither, a kind sees no row.
        all_to: kinds of organisations that see every row.
        unowned_to: kinds that also see rows of no organisation.
    """

    owner: str | None = None
    by_kind: Mapping[str, str] = field(default_factory=dict)
    all_to: Collection[str] = ()
    unowned_to: Collection[str] = ()


def owned(tenancy: Tenancy) -> dict[str, Tenancy]:
    """The `info` of a table whose rows belong to tenants."""
    return {"tenancy": tenancy}


def visible(table: Table, tenant: Tenant) -> ColumnElement[bool]:
    """The condition that a tenant sees a row of a table; the service itself sees all.

    Raises:
        KeyError: the table does not say who owns its rows.
    """
    tenancy: Tenancy = table.info["tenancy"]
    if tenant.kind == ITSELF or tenant.kind in tenancy.all_to:
        return true()
    owner = tenancy.by_kind.get(tenant.kind, tenancy.owner)
    if owner is None:
        return false()
    own: ColumnElement[bool] = table.c[owner] == tenant.organisation_id
    return or_(own, table.c[owner].is_(None)) if tenant.kind in tenancy.unowned_to else own


_SETTINGS = text(
    "SELECT set_config('shingan.organisation', :organisation, true), set_config('shingan.kind', :kind, true)"
)


def enter(connection: Connection, tenant: Tenant) -> None:
    """Set the tenant of this transaction, until it ends. SQLite has no policies; stores filter there."""
    if connection.dialect.name == "postgresql":
        names = {"organisation": tenant.organisation_id, "kind": tenant.kind}
        connection.execute(_SETTINGS, names)


def is_bypassed(connection: Connection) -> bool:
    """Whether PostgreSQL's policies don't bind the database's role; then only the stores filter."""
    if connection.dialect.name != "postgresql":
        return False
    role = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    return bool(connection.execute(role).scalar_one())


IS_SYSTEM = "current_setting('shingan.kind', true) = 'system'"
IS_OPERATOR = "current_setting('shingan.kind', true) = 'operator'"
OWN_ORGANISATION = "current_setting('shingan.organisation', true)"


def policy(table: str, rows: str) -> list[str]:
    """The statements that restrict a tenant to such rows of a table; the service itself sees all.

    Args:
        table: its name.
        rows: a condition in SQL.
    """
    condition = f"{IS_SYSTEM} OR ({rows})"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",  # also for the owner, which is the service
        f"CREATE POLICY tenancy ON {table} USING ({condition}) WITH CHECK ({condition})",
    ]
