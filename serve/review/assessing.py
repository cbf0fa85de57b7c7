"""The job that assesses entries: how risky each is, and why, so that the curator looks at the riskiest first.

It is the service's own: the person who hands an entry in sees neither the job nor how long it takes, which depends on
what the entry is compared with. It changes no state: only people do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from model.copy_index import Candidate
from model.errors import PhotoRejectedError
from model.fingerprints import Fingerprints
from model.formats import IntakeLimits
from model.messages import message
from model.overlay import Overlay
from model.tells import differs_in_a_place
from model.verdict import Verdict
from serve.audit.domain import SERVICE
from serve.catalogue.service import Catalogue
from serve.jobs.domain import Job
from serve.jobs.kinds import JobKind, RunningJob
from serve.platform.errors import AlteredError, NotFoundError, PhotoMissingError
from serve.platform.objects import Objects
from serve.platform.tenancy import the_service
from serve.platform.work import Works
from serve.releases.service import Releases
from serve.review.copies import LARGE, CopyLookup, Known, copy_of, grey_of, hashes_in
from serve.review.domain import Entry, EntryPhoto, Standing, digest_of, review_digest_of
from serve.review.examined import doubts, opinion_of, verdict_on
from serve.review.permissions import ReviewAction, ReviewPermission
from serve.review.risk import (
    Assessment,
    RiskFinding,
    RiskReason,
    is_burst,
    is_sample,
    risk_of,
    shortcut,
)
from serve.review.work import ReviewWork

if TYPE_CHECKING:
    from serve.platform.parts import Parts

ITSELF = the_service(SERVICE)
LEFT = frozenset({Standing.WITHDRAWN, Standing.SENT_BACK})  # of entries that no other is a copy of any more


@dataclass(frozen=True)
class Assessor:
    """Assesses entries. All methods block; none holds a transaction while it reads or compares pictures."""

    work: Works[ReviewWork]
    objects: Objects
    releases: Releases
    catalogue: Catalogue
    copies: CopyLookup
    limits: IntakeLimits

    def assess_all(self, job: RunningJob) -> Mapping[str, Any]:
        """Assess the entries of what a job is about, one a step, in the order of their ids."""
        with self.work.look(ITSELF) as work:
            ids = work.queue.ids_of(job.job.about)
        for number in range(job.progress.done, len(ids)):
            with self.work.look(ITSELF) as work:
                entry = work.entries.get(ids[number])
            found = self._assessed(entry)
            with self.work.begin(ITSELF) as work:
                if found is not None:
                    keep(work, entry.id, *found)
                job.report(work, number + 1, len(ids))
        return {"entries": len(ids)}

    def _assessed(self, entry: Entry) -> tuple[Assessment, Mapping[int, bytes]] | None:
        """What is found out about an entry, and the hashes of its photos; None if the store lacks one of them."""
        try:
            contents = [self.objects.get(photo.sha256) for photo in entry.photos]
        except (AlteredError, NotFoundError, PhotoMissingError):
            return None  # which verifying the record finds
        self.copies.follow()
        verdict = verdict_on(self.releases.active.examiner, entry, contents)
        prints = {photo.index: self._prints(content) for photo, content in zip(entry.photos, contents, strict=True)}
        findings = [*self._release_findings(entry, verdict), *self._counted(entry)]
        for photo, content in zip(entry.photos, contents, strict=True):
            findings += self._copies(entry, photo, content, prints[photo.index])
        if is_sample(entry.id):
            findings.append(RiskFinding(RiskReason.SAMPLE))
        opinion = opinion_of(entry, verdict) if verdict else None
        at = self.work.clock.now()
        hashes = {index: found.stored.tobytes() for index, found in prints.items() if found}
        return Assessment(risk_of(findings), tuple(dict.fromkeys(findings)), at, opinion), hashes

    def _prints(self, content: bytes) -> Fingerprints | None:
        try:
            return hashes_in(content, self.limits)
        except PhotoRejectedError:
            return None

    def _release_findings(self, entry: Entry, verdict: Verdict | None) -> Iterator[RiskFinding]:
        with self.work.look(ITSELF) as work:
            holder = work.organisations.get(entry.right_holder_id).name
        owners = {product: sheet.right_holder for product, sheet in self.catalogue.whole().items()}
        if owners.get(entry.product_id, holder) != holder:
            yield RiskFinding(RiskReason.FOREIGN_PRODUCT)
        if verdict is not None:
            yield from doubts(entry, verdict, owners, holder)

    def _counted(self, entry: Entry) -> Iterator[RiskFinding]:
        """What is found by counting entries."""
        with self.work.look(ITSELF) as work:
            other = work.neighbours.otherwise_labelled(entry)
            new, before = work.neighbours.new_and_before(entry)
            features = work.neighbours.features(entry)
        if other is not None:
            yield RiskFinding(RiskReason.LABEL_CONFLICT, entry=other)
        if is_burst(new, before):
            yield RiskFinding(RiskReason.BURST, value=new)
        told = max((share for counts in features if (share := shortcut(counts)) is not None), default=None)
        if told is not None:
            yield RiskFinding(RiskReason.SHORTCUT, value=told)

    def _copies(
        self, entry: Entry, photo: EntryPhoto, content: bytes, prints: Fingerprints | None
    ) -> Iterator[RiskFinding]:
        """Of which photos of other entries this one is a copy."""
        if prints is None:
            return
        near = self.copies.candidates(prints, entry.id)
        with self.work.look(ITSELF) as work:
            others = work.entries.many({known.entry_id for known, _ in near})
        for known, candidate in near:
            other = others.get(known.entry_id)
            if other is not None and other.standing not in LEFT:
                yield from self._copy(entry, photo, content, other, known, candidate)

    def _copy(
        self, entry: Entry, photo: EntryPhoto, content: bytes, other: Entry, known: Known, candidate: Candidate
    ) -> Iterator[RiskFinding]:
        try:
            theirs = self.objects.get(other.photos[known.photo].sha256)
            overlay = copy_of(grey_of(theirs, self.limits), grey_of(content, self.limits), candidate.matches)
        except (AlteredError, NotFoundError, PhotoMissingError, PhotoRejectedError):
            return
        if overlay is None:
            return
        is_own = other.right_holder_id == entry.right_holder_id
        reason = RiskReason.COPY_OF_OWN if is_own else RiskReason.COPY_OF_OTHERS
        yield RiskFinding(reason, photo.index, other.id)
        if other.label is not entry.label and not self._differ(theirs, content, overlay):
            yield RiskFinding(RiskReason.LABEL_CONFLICT, photo.index, other.id)

    def _differ(self, one: bytes, other: bytes, overlay: Overlay) -> bool:
        """Whether a copy has a difference of its own; then both labels can be right."""
        larger = [grey_of(each, self.limits, LARGE) for each in (one, other)]
        return differs_in_a_place(larger[0], larger[1], overlay)


def keep(work: ReviewWork, entry_id: str, assessed: Assessment, hashes: Mapping[int, bytes]) -> None:
    """Write what was found out about an entry, and the same of the others that it is about. Their states stay."""
    about = {finding.entry for finding in assessed.findings if finding.entry}
    found = work.entries.many({entry_id, *about}, for_change=True)
    entry = found.pop(entry_id)
    photos = tuple(replace(photo, hashes=hashes.get(photo.index, photo.hashes)) for photo in entry.photos)
    entry = replace(entry, photos=photos, review=replace(entry.review, assessment=assessed))
    work.entries.keep_hashes(entry)
    _write(work, entry)
    for other in found.values():
        mirrored = [each for each in assessed.findings if each.entry == other.id]
        _add(work, other, [RiskFinding(reason, entry=entry_id) for reason in {each.reason for each in mirrored}])


def _add(work: ReviewWork, entry: Entry, findings: list[RiskFinding]) -> None:
    """Add findings to an entry that was assessed before the entry that they are about; one that was not finds them."""
    before = entry.review.assessment
    new = [] if before is None else [each for each in findings if each not in before.findings]
    if before is not None and new:
        every = (*before.findings, *sorted(new, key=lambda each: each.reason))
        assessed = replace(before, risk=risk_of(every), findings=every)
        _write(work, replace(entry, review=replace(entry.review, assessment=assessed)))


def _write(work: ReviewWork, entry: Entry) -> None:
    work.queue.keep(entry)
    work.record(ReviewAction.ASSESS, entry.id, entry=digest_of(entry), review=review_digest_of(entry))


def _address(job: Job) -> str:
    return f"/review?source={job.about}"


def _run(parts: "Parts", job: RunningJob) -> Mapping[str, Any]:
    return parts[Assessor].assess_all(job)


ASSESS = JobKind(
    "review.assess", message("Assessment of the review queue"), ReviewPermission.READ, _run, _address, is_own=True
)
