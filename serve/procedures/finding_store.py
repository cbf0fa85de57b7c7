"""Finds cases by the result of their procedures."""

from typing import Any

from sqlalchemy import Select, select

from model.messages import message
from serve.cases.coded_store import CodedField
from serve.platform.tenancy import Tenant, visible
from serve.procedures.domain import RESULT
from serve.procedures.tables import procedures


def _having(tenant: Tenant, code: str) -> Select[Any]:
    return select(procedures.c.case_id).where(procedures.c.result == code, visible(procedures, tenant))


def _used(tenant: Tenant) -> Select[Any]:
    return select(procedures.c.result).where(visible(procedures, tenant)).distinct()


BY_RESULT = CodedField("result", message("Result of a procedure"), RESULT, _having, _used)
