"""What the audit log brings to the service: what units of work record to, and what verifies it."""

from collections.abc import Mapping
from contextlib import suppress

from serve.audit import tables
from serve.audit.object_verifier import ObjectVerifier
from serve.audit.service import Audit, AuditLog
from serve.audit.store import AuditStore
from serve.platform.errors import StorageError
from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Registered, Work, Works

CHECKPOINT_SECONDS = 60


def _parts(parts: Parts) -> Mapping[type, object]:
    folder = parts.settings.audit_dir
    log = AuditLog(folder, parts.clock)
    registered = Registered(parts.subjects.roles, parts.subjects.stores)
    return {
        AuditLog: log,
        Works: Works(Work, parts.database, log, parts.clock, registered),
        Audit: Audit(parts.database, folder, parts.subjects.verifiers(parts.objects), ObjectVerifier(parts.objects)),
    }


def _prepare(parts: Parts) -> None:
    """Take up the signing key, and believe the clock if the last record allows it."""
    parts[AuditLog].open()
    with parts.database.reading(SYSTEM) as connection:
        parts.clock.start(AuditStore(connection).last_moment(), after_pause=parts.settings.after_pause)


async def _keep_checkpointing(parts: Parts) -> None:
    await parts[Audit].keep_checkpointing(CHECKPOINT_SECONDS)


def _stop(parts: Parts) -> None:
    with suppress(StorageError):  # the next start detects it
        parts[Audit].checkpoint()


SUBJECT = Subject(
    name="audit",
    parts=_parts,
    tables=(tables.events, tables.heads),
    prepare=_prepare,
    tasks=(_keep_checkpointing,),
    stop=_stop,
)
