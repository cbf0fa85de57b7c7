"""What the audit log of a service under test says, and whether it finds what was spoiled by hand."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from serve.audit.domain import Event
from serve.audit.service import Witness
from serve.audit.store import AuditStore
from serve.platform.tenancy import SYSTEM
from tests.serve.running import Service


class UndoneError(Exception):
    """Ends a transaction so that nothing of it is kept."""


def log_of(service: Service) -> list[Event]:
    """Every event so far."""
    with service.parts.database.reading(SYSTEM) as connection:
        return list(AuditStore(connection).events())


def faults(service: Service) -> list[str]:
    """What verifying the record finds."""
    return [fault.words for fault in service.parts.audit.verify().faults]


def check_found(service: Service, witness: Witness, edits: Iterable[tuple[Any, str]]) -> None:
    """Each edit by hand, and no sooner, is found by this witness and named in these words; none of them is kept."""
    assert faults(service) == []
    for edit, words in edits:
        with suppress(UndoneError), service.parts.database.writing(SYSTEM) as connection:
            assert connection.execute(edit).rowcount != 0
            found = [fault.words for fault in witness.faults(connection, AuditStore(connection).events())]
            assert any(words in fault for fault in found), (str(edit), found)
            raise UndoneError
    assert faults(service) == []
