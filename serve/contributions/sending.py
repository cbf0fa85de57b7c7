"""Sends a contribution to a service, for the command: nothing twice, and continued after every kind of interruption.

It keeps no state of its own. The same path leads to the same contribution, as long as that was not submitted, also
where this run says another product, label or source; the service says which files it has. So a second run sends what
was changed since the first.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from threading import Lock
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from serve.uploads.calling import CallRefusedError, ServiceClient
from serve.uploads.client import LocalFile, UploadClient

CONTRIBUTIONS = "/v1/contributions"
PURPOSE = "contribution"
TOGETHER = 100  # files in one call
OF_ALL = frozenset({"product", "label"})  # what is said of all images
MOST_BEGUN = 100  # contributions that one call has begun over time
Contribution = Mapping[str, Any]  # JSON of the API


class Sent(NamedTuple):
    """How a contribution stands at the end.

    Attributes:
        files: that are sent now.
        known: that the service had.
        is_new: whether something was submitted by this run.
    """

    contribution: Contribution
    files: int
    known: int
    is_new: bool

    @property
    def findings(self) -> list[Mapping[str, Any]]:
        """What was found: of files as a whole, then of images by kind; each with the number of images."""
        of_files = [
            {"code": each["code"], "severity": each["severity"], "images": 0, "file": file["name"]}
            | {"title": each["detail"], "cure": ""}
            for file in self.contribution["found_in_files"]
            for each in file["findings"]
        ]
        return [*of_files, *self.contribution["findings"]]

    @property
    def is_faulty(self) -> bool:
        """Whether an error keeps it from being submitted."""
        of_files = (each["severity"] for file in self.contribution["found_in_files"] for each in file["findings"])
        return self.contribution["images"]["faulty"] > 0 or "error" in of_files


class SendingProgress(NamedTuple):
    """How far a run is: files that have arrived, or steps of the check.

    Attributes:
        share: of the stage that is done, from 0 to 1; of files, by their bytes.
    """

    name: str
    done: int
    total: int
    share: float


OnStage = Callable[[SendingProgress], None]


def _silent(_: SendingProgress) -> None:
    pass


class _Arrivals:
    """Counts what has arrived of files, as the threads that send them report it."""

    def __init__(self, files: Sequence[LocalFile], on_stage: OnStage) -> None:
        self._arrived = {file.name: 0 for file in files}
        self._size, self._on_stage, self._lock = sum(file.size for file in files), on_stage, Lock()
        self._files = self._bytes = 0

    def begin(self) -> None:
        """Report that nothing has arrived yet."""
        self._on_stage(SendingProgress("sending", 0, len(self._arrived), 0.0))

    def report(self, file: LocalFile, arrived: int) -> None:
        """Take how many bytes of a file have arrived; fewer than before, if it has to be sent again."""
        with self._lock:
            before, self._arrived[file.name] = self._arrived[file.name], arrived
            self._bytes += arrived - before
            self._files += (arrived == file.size) - (before == file.size)
            self._on_stage(SendingProgress("sending", self._files, len(self._arrived), self._bytes / self._size))


@dataclass(frozen=True)
class Sending:
    """One run.

    Attributes:
        begun: what begins the contribution, as the API takes it.
        origin: what tells this contribution from others of the same person: the machine and the path.
        reading: how the files are understood, as the API takes it, where that was said. It may differ from run to run.
    """

    uploads: UploadClient
    service: ServiceClient
    begun: Mapping[str, Any]
    origin: str
    on_stage: OnStage = _silent
    reading: Mapping[str, Any] = field(default_factory=dict)

    def run(self, files: Sequence[LocalFile], *, is_dry: bool) -> Sent:
        """Send files, have them checked, and submit them if no error was found.

        Args:
            is_dry: whether to stop after the check.

        Raises:
            SendError: the service refuses, or can't be reached.
            OSError: a file can't be read.
        """
        contribution, missing = self._opened(files)
        if contribution["state"] == "submitted":
            return Sent(contribution, 0, len(files), is_new=False)
        self._await_check(contribution["id"])
        self._understand(contribution)
        sent = self._send(contribution["id"], files, missing)
        found = self._checked(contribution["id"])
        ended = Sent(found, sent, len(files) - sent, is_new=False)
        if is_dry or ended.is_faulty or not found["images"]["ready"]:
            return ended
        submitted = self.service.post(f"{CONTRIBUTIONS}/{found['id']}/submit", {})
        return ended._replace(contribution=submitted, is_new=True)

    def _opened(self, files: Sequence[LocalFile]) -> tuple[Contribution, Sequence[LocalFile]]:
        """The contribution that takes files, and those that no submitted one has; a submitted one if there are none.

        Raises:
            CallRefusedError: the last of the contributions that the same call began was removed, too.
        """
        missing = files
        for number in count(1):
            found = self._begun(number, may_be_gone=number < MOST_BEGUN)
            if found is None or found["state"] == "withdrawn":
                continue
            if found["state"] != "submitted":
                return found, missing
            if any(self.reading[name] != found["reading"][name] for name in OF_ALL & self.reading.keys()):
                continue  # what was submitted otherwise is another contribution
            known = {(file["name"], file["sha256"]) for file in self._files(found["id"])}
            missing = [file for file in missing if (file.name, file.sha256) not in known]
            if not missing:
                return found, missing
        raise AssertionError

    def _begun(self, number: int, *, may_be_gone: bool) -> Contribution | None:
        """The contribution that the same call has begun, or begins now; None if it was removed and may be."""
        key = str(uuid5(NAMESPACE_URL, json.dumps([self.origin, self.begun, number], sort_keys=True)))
        try:
            found = self.service.post(CONTRIBUTIONS, self.begun, key)
        except CallRefusedError as refused:
            if refused.status == HTTPStatus.NOT_FOUND and may_be_gone:
                return None
            raise
        return found

    def _files(self, contribution: str) -> Iterator[Mapping[str, Any]]:
        after: str | None = ""
        while after is not None:
            query = f"?limit=100&after={after}" if after else "?limit=100"
            page = self.service.get(f"{CONTRIBUTIONS}/{contribution}/files{query}")
            yield from page["files"]
            after = page["after"]

    def _understand(self, contribution: Contribution) -> None:
        """Change how the files are understood, if this run says something else."""
        said = contribution["reading"]
        differing = {name: value for name, value in self.reading.items() if said[name] != value}
        if differing:
            self.service.patch(f"{CONTRIBUTIONS}/{contribution['id']}", differing)

    def _send(self, contribution: str, files: Sequence[LocalFile], missing: Sequence[LocalFile]) -> int:
        """Send what the contribution lacks, take out what was deleted here, and return how many files were sent."""
        there = list(self._files(contribution))
        names, known = {file.name for file in files}, {(file["name"], file["sha256"]) for file in there}
        for gone in (file for file in there if file["name"] not in names):
            self.service.delete(f"{CONTRIBUTIONS}/{contribution}/files/{gone['number']}")
        lacking = [file for file in missing if (file.name, file.sha256) not in known]
        arrivals = _Arrivals(lacking, self.on_stage)
        if lacking:
            arrivals.begin()
        for start in range(0, len(lacking), TOGETHER):
            some = self.uploads.send_all(lacking[start : start + TOGETHER], arrivals.report)
            self.service.post(f"{CONTRIBUTIONS}/{contribution}/files", {"uploads": some})
        return len(lacking)

    def _checked(self, contribution: str) -> Contribution:
        """The contribution after a check, which is left out if nothing has changed since the last one."""
        address = f"{CONTRIBUTIONS}/{contribution}"
        found = self.service.get(address)
        if found["state"] == "collecting":
            self.service.post(f"{address}/check", {})
            self._await_check(contribution)
            found = self.service.get(address)
        return found

    def _await_check(self, contribution: str) -> None:
        found = self.service.get(f"{CONTRIBUTIONS}/{contribution}")
        if found["state"] == "checking":
            self.service.ended(found["job"], self._report)

    def _report(self, job: Mapping[str, Any]) -> None:
        """Say how far a check is, once it has begun."""
        done, total = job["done"], job["total"]
        if total:
            self.on_stage(SendingProgress("checking", done, total, done / total))
