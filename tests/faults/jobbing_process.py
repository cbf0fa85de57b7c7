"""A process that runs jobs, as the service does: `python -m tests.faults.jobbing_process` with its settings as JSON."""

import json
import sys
from datetime import timedelta

import anyio

from serve.app import build
from serve.jobs.consumer import keep_running
from serve.platform.settings import Settings
from tests.serve.jobbing import COUNTING, runner_of


def main(settings: str, lease: str) -> None:
    """Run jobs that count until killed."""
    parts = build(Settings(**json.loads(settings)))
    parts.open_records()
    anyio.run(keep_running, runner_of(parts, COUNTING, timedelta(seconds=float(lease))), 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
