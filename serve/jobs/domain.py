"""A job: long work that a use case asks for, and that the service does afterwards. Standard library and `model`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from model.errors import ShinganError
from model.messages import NOTHING, Message, Wording
from serve.audit.domain import record_digest

MOST_ATTEMPTS = 5  # runs of one job that were cut off before they reported; it may be what stops the service


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = frozenset({JobState.WAITING, JobState.RUNNING})


class JobFailedError(ShinganError):
    """A job can't be done; the message says why, to the person who asked for it."""


class JobCancelledError(ShinganError):
    """The person has cancelled the job; raised where it reports, so that it ends there."""


class JobInterruptedError(ShinganError):
    """This process must leave the job to another one, or to the next start; raised where it reports."""


class JobPausedError(ShinganError):
    """The job goes on later: its run ends when its lease does, and other jobs have their turn until then.

    Its kind reports first, so that a pause is no attempt.
    """


class Progress(NamedTuple):
    """How far a job is.

    Attributes:
        done: steps that need not be done again.
        total: of how many; 0 while that is not known.
    """

    done: int = 0
    total: int = 0


NOT_BEGUN = Progress()


class Run(NamedTuple):
    """The present run of a job.

    Attributes:
        claim: the random name of the run; a report under another name is refused.
        since: when it began.
        until: when another process may take the job, unless the run is renewed.
        done_before: steps that earlier runs did.
    """

    claim: str
    since: datetime
    until: datetime
    done_before: int


class Ending(NamedTuple):
    """How a job ended.

    Attributes:
        reason: why it failed; empty otherwise.
        result: what its kind says of it, such as the ids of what it made.
    """

    state: JobState
    at: datetime
    reason: Message
    result: Mapping[str, Any]


@dataclass(frozen=True)
class Job:
    """One job. It belongs to the person who asked for it.

    Attributes:
        kind: the name of a registered `JobKind`.
        about: the id of what it works for, such as a contribution; may be empty.
        arguments: what its kind needs to know, of values that JSON has.
        attempts: runs that began since it last reported.
        run: the present one; None if it waits or has ended.
        ending: None until it has ended.
    """

    id: str
    organisation_id: str
    person_id: str
    kind: str
    about: str
    arguments: Mapping[str, Any]
    created_at: datetime
    progress: Progress = NOT_BEGUN
    attempts: int = 0
    is_cancelled: bool = False
    run: Run | None = None
    ending: Ending | None = None

    @property
    def state(self) -> JobState:
        """Where it stands."""
        if self.ending is not None:
            return self.ending.state
        return JobState.WAITING if self.run is None else JobState.RUNNING

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.ending is None

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the log keeps of it: a digest of what was asked for, and one of how it ended."""
        asked = (self.id, self.organisation_id, self.person_id, self.kind, self.about, self.arguments, self.created_at)
        digest = record_digest({"asked": asked})
        if self.ending is None:
            return {"digest": digest}
        state, at, reason, result = self.ending
        ended = record_digest({"state": state, "at": at, "reason": kept_message(reason), "result": result})
        return {"digest": digest, "ended": ended, "state": state.value}

    @property
    def may_stop_the_service(self) -> bool:
        """Whether so many of its runs were cut off that another one is not worth trying."""
        return self.attempts >= MOST_ATTEMPTS

    def begun(self, claim: str, now: datetime, until: datetime) -> "Job":
        """The same, with a new run."""
        return replace(self, attempts=self.attempts + 1, run=Run(claim, now, until, self.progress.done))

    def ended(
        self, state: JobState, at: datetime, reason: Message = NOTHING, result: Mapping[str, Any] | None = None
    ) -> "Job":
        """The same, ended; done, it has done all of its steps."""
        done = self.progress.total if state is JobState.DONE else 0
        progress = self.progress._replace(done=max(self.progress.done, done))
        return replace(self, progress=progress, run=None, ending=Ending(state, at, reason, result or {}))

    def time_left(self, now: datetime) -> timedelta | None:
        """How long it will take if it goes on as in this run; None if that can't be told."""
        done, total = self.progress
        if self.run is None or total <= done or done <= self.run.done_before:
            return None
        return (now - self.run.since) * ((total - done) / (done - self.run.done_before))


def kept_message(words: Wording) -> dict[str, Any]:
    """A message as JSON, so that each reader gets it in their own language. Values are kept as texts and numbers."""
    if not isinstance(words, Message):
        words = Message(str(words))
    values = {name: value if isinstance(value, int | float) else str(value) for name, value in words.values.items()}
    return {"text": words.text, "plural": words.plural, "context": words.context, "values": values}
