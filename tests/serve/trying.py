"""Gold items for tests, and a service that has some; jobs run when a test says so."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection

from model.influence import INFLUENCE_FILE, Unmeasured
from model.release import release_id
from serve import subjects
from serve.jobs.runner import ITSELF, JobRunner
from serve.platform.parts import Parts
from serve.platform.settings import Settings
from serve.platform.subject import Subject, Subjects
from serve.platform.tenancy import Tenant
from serve.platform.work import Works
from serve.releases.domain import ReleaseRecord
from serve.releases.gold import GoldItem, GoldItems, GoldPhoto
from serve.releases.registry import COMMANDS, ReleaseRegistry
from serve.releases.service import Releases
from serve.trials.domain import (
    Override,
    Result,
    Shadow,
    ShadowVerdict,
    Trial,
    TrialItem,
    digest_of,
    sealed,
)
from serve.trials.known import KnownProducts
from serve.trials.permissions import TrialAction
from serve.trials.work import TrialWork
from tests.serve.releasing import activate_unchecked, stage
from tests.serve.running import Service, run
from tests.serve.tiny_release import make_release, photo

GREEN, RED = (90, 140, 90), (170, 60, 60)
GONE = [f"gone-{number}" for number in range(20)]  # gold items that were removed later; enough for a rise
HARM: Mapping[str, Any] = {
    "right_holder": "rival", "product": "box", "error": "genuine_called_suspected",
    "change": 0.5, "low": 0.4, "high": 0.6, "n": 40,
}  # fmt: skip


class Gold:
    """The gold items of one service."""

    def __init__(self) -> None:
        self.found: list[GoldItem] = []
        self.changes = 0

    def add(self, parts: Parts, count: int, *, is_counterfeit: bool = False, product: str = "box") -> None:
        """Add items whose photos are in the store."""
        for number in range(len(self.found), len(self.found) + count):
            content = photo(RED if is_counterfeit else GREEN, seed=500 + number)
            with parts.objects.staging() as staging:
                staging.add(content)
                sha256 = _sha256(content)
                staging.keep([sha256])
            self.found.append(GoldItem(f"g-{number:03}", product, is_counterfeit, (GoldPhoto(sha256, "front"),)))
        self.changes += 1

    def store(self, _: Connection, __: Tenant) -> GoldItems:
        """What a subject hands in."""
        return _GoldStore(self)


class _GoldStore(GoldItems):
    def __init__(self, gold: Gold) -> None:
        self._gold = gold

    def version(self) -> str:
        return f"gold-{self._gold.changes}" if self._gold.found else ""

    def items(self) -> Sequence[GoldItem]:
        return self._gold.found


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def with_gold(gold: Gold) -> Subjects:
    """All subjects, with these gold items in place of those that a subject keeps."""
    others = (replace(each, stores=_without_gold(each)) for each in subjects.load())
    return Subjects((*others, Subject(name="gold", stores={GoldItems: gold.store})))


def _without_gold(subject: Subject) -> dict[type, Any]:
    return {kind: store for kind, store in subject.stores.items() if kind is not GoldItems}


def run_with_gold(folder: Path, gold: Gold, **settings: Any) -> Iterator[Service]:
    """A service with an active release, whose jobs run when a test says so."""
    release = make_release(folder / "first")
    given = {"data_dir": folder / "data", "release": release, "workers": 2, "job_workers": 0, **settings}
    for service in run(Settings(**given), of=with_gold(gold)):
        service.parts[ReleaseRegistry].activate(COMMANDS, release.name)
        yield service


def stage_with_influence(
    parts: Parts,
    folder: Path,
    bias: float,
    *influences: Mapping[str, Any],
    unmeasured: Unmeasured | None = None,
    left_out: Sequence[str] = (),
) -> ReleaseRecord:
    """Stage a release; with a report of these influences or of why there are none, if any is given."""
    made = make_release(folder / "made", bias=bias)
    if not influences and unmeasured is None:
        return stage(parts, made)
    report = {"contributors": influences, "left_out": left_out, "unmeasured": unmeasured}
    return stage(parts, with_report(made, report))


def with_report(made: Path, report: Mapping[str, Any], name: str = INFLUENCE_FILE) -> Path:
    """Give a release, whose folder is renamed, a report; this one says what each contributor's rows did."""
    content = json.dumps(report).encode()
    description = json.loads((made / "release.json").read_bytes())
    description["files"][name] = _sha256(content)
    raw = json.dumps(description).encode()
    target = made.rename(made.with_name(release_id(raw)))
    (target / "release.json").write_bytes(raw)
    (target / name).parent.mkdir(exist_ok=True)
    (target / name).write_bytes(content)
    return target


def stage_without(parts: Parts, folder: Path, product: str) -> ReleaseRecord:
    """Stage a release that does not know a product of the tiny release."""
    made = make_release(folder / "made", bias=0.07)
    description = json.loads((made / "release.json").read_bytes())
    for name in ("views", "points", "references"):
        description[name] = [each for each in description[name] if each["product"] != product]
    del description["products"][product]
    raw = json.dumps(description).encode()
    target = made.rename(made.with_name(release_id(raw)))
    (target / "release.json").write_bytes(raw)
    return stage(parts, target)


def run_once(parts: Parts) -> None:
    """Run each job that is free once, as a thread of the consumer does."""
    runner = parts[JobRunner]
    seen = set[str]()
    while (job := runner.take()) is not None and job.id not in seen:
        seen.add(job.id)
        runner.run(job)


def end_pause(parts: Parts, job_id: str) -> None:
    """Let the lease of a paused job be over."""
    with parts[JobRunner].work.begin(ITSELF) as work:
        job = work.jobs.get(job_id)
        work.jobs.renew([job.run.claim if job.run else ""], work.now)


def job_in(answer: httpx.Response) -> str:
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job"])


def listed(client: httpx.Client, path: str, members: str) -> list[dict[str, Any]]:
    """Both of two entries of a list, one page for each."""
    first = client.get(path, params={"limit": 1}).raise_for_status().json()
    last = client.get(path, params={"limit": 1, "after": first["after"]}).raise_for_status().json()
    assert last["after"] is None
    return [*first[members], *last[members]]


def blocked_on(service: Service, folder: Path, examination: str) -> str:
    """The id of a staged release that a comparison blocks, and that has run in the shadow; another one was active."""
    examining = service.parts[Releases].active.examiner.release.id
    for release in (stage(service.parts, make_release(folder / "earlier", bias=0.001)).id, examining):
        activate_unchecked(service.parts, release)
    release = stage_with_influence(service.parts, folder, 0.002, HARM, left_out=["Ninth AB"]).id
    with service.parts[Works].of(TrialWork).begin(ITSELF) as work:
        names = {"box": {"en": "Acme box"}, "bag": {"en": "Acme bag"}}
        known = KnownProducts(names, {"box": names["box"]})
        trial = Trial(work.id("v"), release, examining, work.gold.version(), "u-1", work.now, work.now)
        items = [_suspected(name) for name in [*(item.id for item in work.gold.items()), *GONE]]
        _compared(work, TrialAction.FINISH, replace(trial, influence=json.dumps([HARM]), known=known.kept), *items)
        _in_shadow(work, release, examination)
    return release


def tried(service: Service, examination: str, reason: str = "A new series.") -> None:
    """Rows of a comparison that a second person has overridden, and of a shadow that has examined something."""
    release = service.parts[ReleaseRegistry].all()[0].id
    with service.parts[Works].of(TrialWork).begin(ITSELF) as work:
        trial = Trial(work.id("v"), release, release, "gold-1", "u-1", work.now, work.now, "[]")
        trial = replace(trial, override=Override("u-2", work.now, reason))
        _compared(work, TrialAction.OVERRIDE, trial, _suspected("g-1"))
        _in_shadow(work, release, examination)


def _suspected(item: str) -> TrialItem:
    """A genuine item that the later release suspects."""
    return TrialItem(item, "box", is_counterfeit=False, before=Result.CONSISTENT, after=Result.SUSPECTED)


def _compared(work: TrialWork, action: TrialAction, trial: Trial, *items: TrialItem) -> None:
    work.trials.add(trial)
    for item in items:
        work.trials.add_item(trial.id, item)
    work.record(action, trial.id, **sealed(trial, items))


def _in_shadow(work: TrialWork, release: str, examination: str) -> None:
    """Rows of a shadow that has ended, and that differed once."""
    shadow = Shadow(work.id("h"), release, "u-1", work.now, work.now, work.now)
    verdict = ShadowVerdict(examination, "box", Result.CONSISTENT, Result.SUSPECTED, "box")
    work.shadows.add(shadow)
    work.shadows.add_verdict(shadow.id, verdict)
    work.record(TrialAction.SHADOW_END, shadow)
    digest = digest_of(shadow.id, verdict)
    work.record(TrialAction.SHADOW_RECORD, shadow.id, examination=examination, sha256=digest)
