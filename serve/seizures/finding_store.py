"""Finds cases by what is coded in the record of their seizure."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Select, Table, select

from serve.cases.coded_store import CodedField
from serve.platform.tenancy import Tenant, visible
from serve.seizures.domain import CODES, TITLES
from serve.seizures.tables import goods_lines, interceptions

FIELDS = (
    ("port", interceptions, "port"),
    ("traffic", interceptions, "traffic"),
    ("origin", interceptions, "origin"),
    ("goods_kind", goods_lines, "kind"),
)


def _field(name: str, table: Table, column: str) -> CodedField:
    coded: Column[Any] = table.c[column]

    def having(tenant: Tenant, code: str) -> Select[Any]:
        return select(table.c.case_id).where(coded == code, visible(table, tenant))

    def used(tenant: Tenant) -> Select[Any]:
        return select(coded).where(visible(table, tenant)).distinct()

    return CodedField(name, TITLES[column], CODES[column], having, used)


def found_by() -> Iterator[CodedField]:
    """The fields by which cases are found."""
    for name, table, column in FIELDS:
        yield _field(name, table, column)
