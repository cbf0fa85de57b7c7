"""The parts of a running service, by class, and their start, tasks and end, subject by subject."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, TypeVar, cast

import anyio
import anyio.to_thread
import structlog
from fastapi import Depends

from serve.platform.clock import Clock
from serve.platform.database import Database
from serve.platform.dependencies import provided
from serve.platform.metrics import Metrics
from serve.platform.objects import Objects
from serve.platform.settings import Settings
from serve.platform.subject import Subjects
from serve.platform.tenancy import SYSTEM, is_bypassed

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Parts:
    """The platform's own parts, and those that subjects made.

    Attributes:
        made: by subjects, by class; each subject can use what the ones before it made.
    """

    settings: Settings
    subjects: Subjects
    clock: Clock
    metrics: Metrics
    database: Database
    objects: Objects
    made: dict[type, object] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        own = (self, self.settings, self.subjects, self.clock, self.metrics, self.database)
        self.made.update({type(part): part for part in own} | {Objects: self.objects})
        for subject in self.subjects:
            self.made.update(subject.parts(self))

    def __getitem__(self, kind: type[T]) -> T:
        """The one part of a class.

        Raises:
            KeyError: no subject made one.
        """
        return cast("T", self.made[kind])

    def open(self) -> None:
        """Prepare to serve. It can be called twice.

        Raises:
            ShinganError: a part can't be prepared; the message says which and why.
            OSError: the data folder can't be made.
        """
        self.open_records()
        self.objects.open()
        for subject in self.subjects:
            if subject.start is not None:
                subject.start(self)

    def open_records(self) -> None:
        """Prepare the database and the audit log for writing, as commands need them.

        Raises:
            StorageError: one can't be prepared.
            OSError: the data folder can't be made.
        """
        self.settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.database.migrate()
        with self.database.reading(SYSTEM) as connection:
            if is_bypassed(connection):
                log.warning("row_level_security_off", advice="give the service a role that is no superuser")
        for subject in self.subjects:
            if subject.prepare is not None:
                subject.prepare(self)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """The service's lifespan: everything is prepared, tasks run, and at the end everything is closed.

        Raises:
            ShinganError: a part can't be prepared.
        """
        await anyio.to_thread.run_sync(self.open)
        async with anyio.create_task_group() as tasks:
            for subject in self.subjects:
                for task in subject.tasks:
                    tasks.start_soon(task, self)
            yield
            tasks.cancel_scope.cancel()
        for subject in self.subjects:
            if subject.stop is not None:
                subject.stop(self)
        self.close()

    def end_streams(self) -> None:
        """End answers that would go on for ever: the server is told to stop, and waits for what it still answers."""
        for subject in self.subjects:
            if subject.ending is not None:
                subject.ending(self)

    def close(self) -> None:
        """Close the database."""
        self.database.close()


PartsPart = Annotated[Parts, Depends(provided(Parts))]
