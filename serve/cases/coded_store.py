"""Coded fields of later subjects by which cases are found, such as the port of an interception.

They have no terms in the index of cases: the rows of the subject are asked at each search.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select

from model.messages import Message
from serve.platform.tenancy import Tenant


@dataclass(frozen=True)
class CodedField:
    """One field of one subject.

    Attributes:
        name: of the parameter with which cases are asked for.
        title: of the field, for people.
        list_id: of the list that its codes are of.
        having: a statement for the ids of the cases that a tenant may see and that have a code.
        used: a statement for the codes that these cases have, each once.
    """

    name: str
    title: Message
    list_id: str
    having: Callable[[Tenant, str], Select[Any]]
    used: Callable[[Tenant], Select[Any]]


class SoughtCode(NamedTuple):
    """A field, and the code that cases are to have in it."""

    field: CodedField
    code: str


class UsedCodes(NamedTuple):
    """A field, and the codes that an agency's cases have in it, in order."""

    field: CodedField
    codes: tuple[str, ...]
