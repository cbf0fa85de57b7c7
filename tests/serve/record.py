"""What the audit log of a service under test says, and whether it finds what was spoiled by hand."""

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import Executable

from serve.audit.domain import Event
from serve.audit.service import Audit, Verifier
from serve.audit.store import AuditStore
from serve.platform.parts import Parts
from serve.platform.tenancy import SYSTEM


class UnderTest(Protocol):
    """What has the parts of a service: a running one, or people at work without a server."""

    @property
    def parts(self) -> Parts:
        """The parts."""


def log_of(service: UnderTest) -> list[Event]:
    """Every event so far."""
    with service.parts.database.reading(SYSTEM) as connection:
        return list(AuditStore(connection).events())


def faults(service: UnderTest) -> list[str]:
    """What verifying the record finds."""
    return [str(fault.words) for fault in service.parts[Audit].verify().faults]


def faults_after(service: UnderTest, verifier: Verifier, *edits: Executable) -> list[str]:
    """What a verifier finds after edits in the database by hand, which are undone again."""
    with service.parts.database.writing(SYSTEM) as connection:
        undone = connection.begin_nested()
        for edit in edits:
            assert connection.execute(edit).rowcount != 0, str(edit)
        found = [str(fault.words) for fault in verifier.faults(connection, AuditStore(connection).events())]
        undone.rollback()
    return found


def check_found(service: UnderTest, verifier: Verifier, edits: Iterable[tuple[Executable, str]]) -> None:
    """Each edit by hand, and no sooner, is found by this verifier and named in these words."""
    assert faults_after(service, verifier) == []
    for edit, words in edits:
        found = faults_after(service, verifier, edit)
        assert any(words in fault for fault in found), (str(edit), found)
