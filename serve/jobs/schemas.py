"""Bodies of the JSON API of jobs."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from serve.jobs.domain import JobState
from serve.jobs.service import ShownJob
from serve.platform.paging import PageOut
from serve.platform.translations import Language

JOB: dict[str, Any] = {
    "id": "j-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "kind": "import",
    "about": "b-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "state": "running",
    "done": 340,
    "total": 1200,
    "is_cancelled": False,
    "created_at": "2026-11-27T10:20:00Z",
    "ended_at": None,
    "left": "About 4 minutes left.",
    "reason": None,
    "result": None,
}
EXAMPLES: dict[str, Any] = {"JobOut": JOB, "JobsOut": {"jobs": [JOB], "after": None}}


class JobOut(BaseModel):
    """One job."""

    id: str
    kind: str = Field(description="What it does, such as `import`.")
    about: str = Field(description="The id of what it works for; may be empty.")
    state: JobState
    done: int = Field(description="Steps that are done. After a restart, the job continues from here.")
    total: int = Field(description="Of how many steps; 0 while that is not known.")
    is_cancelled: bool = Field(description="Whether its person has cancelled it. A running job ends at its next step.")
    created_at: datetime
    ended_at: datetime | None
    left: str | None = Field(description="How long it will take, in words; null if that can't be told.")
    reason: str | None = Field(description="Why it failed; null otherwise.")
    result: dict[str, Any] | None = Field(description="What its kind says of the result; null until it is done.")


class JobsOut(PageOut):
    """Some jobs, the latest first."""

    jobs: list[JobOut]


def job_out(shown: ShownJob, language: Language) -> JobOut:
    """One job, with its texts in a language."""
    job, ending, say = shown.job, shown.job.ending, language.say
    return JobOut(
        id=job.id,
        kind=job.kind,
        about=job.about,
        state=job.state,
        done=job.progress.done,
        total=job.progress.total,
        is_cancelled=job.is_cancelled,
        created_at=job.created_at,
        ended_at=ending and ending.at,
        left=say(shown.left) if shown.left else None,
        reason=say(ending.reason) if ending and ending.reason else None,
        result=dict(ending.result) if ending and ending.state is JobState.DONE else None,
    )
