"""The job that assesses entries: how risky each is, and why, so that the curator looks at the riskiest first.

It is the service's own: the person who hands an entry in sees neither the job nor how long it takes, which depends on
what the entry is compared with. It changes no state: only people do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from model.copy_index import CopyCandidate
from model.errors import PhotoRejectedError
from model.file_shortcuts import FileTraits
from model.fingerprints import Fingerprints, Grey
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
from serve.review.copies import LARGE, AssessedPhoto, CopyLookup, copy_of, grey_of, looked_at
from serve.review.domain import Entry, EntryPhoto, Standing, digest_of, own_telling_trait, review_digest_of
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
# Of entries that no other is a copy of any more.
LEFT = frozenset({Standing.WITHDRAWN, Standing.SENT_BACK, Standing.REPLACED})


class _Picture(NamedTuple):
    """A photo's bytes, and its fingerprints and what its file says if it can be read."""

    content: bytes
    prints: Fingerprints | None
    file_traits: FileTraits | None


class _Read(NamedTuple):
    """An entry with its photos, by their index in it; without any if the store lacks one."""

    entry: Entry
    pictures: Mapping[int, _Picture]

    @property
    def found_out(self) -> tuple[EntryPhoto, ...]:
        """The entry's photos with the fingerprints of those that can be read, and with what their files say."""
        return tuple(self._with_facts(photo) for photo in self.entry.photos)

    def _with_facts(self, photo: EntryPhoto) -> EntryPhoto:
        picture = self.pictures.get(photo.index)
        if picture is None or picture.prints is None:
            return photo
        return replace(photo, hashes=picture.prints.stored.tobytes(), file_traits=picture.file_traits)


class _Own(NamedTuple):
    """A photo of the entry that is assessed, as it is compared with those of others: read once for all of them."""

    entry: Entry
    photo: EntryPhoto
    content: bytes
    grey: Grey


Near = Mapping[tuple[int, AssessedPhoto], CopyCandidate]  # by a photo's index in its entry, and the other photo
NONE_NEAR: Near = {}


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
        """Assess the entries of what a job is about, one a step, in the order of their ids.

        A job that a person waits for goes first. Two entries that are assessed at one moment don't see each other at
        first. The one that is kept last finds the other one when it looks again.
        """
        with self.work.look(ITSELF) as work:
            ids = work.queue.ids_of(job.job.about)
        if job.progress.done:
            self._look_again(self._read(ids[job.progress.done - 1]), NONE_NEAR)  # it may have been cut off before
        for number in range(job.progress.done, len(ids)):
            read = self._read(ids[number])
            near = self._near(read)
            found = self._assessed(read, near) if read.pictures else None
            with self.work.begin(ITSELF) as work:
                if found is not None:
                    keep(work, read.entry.id, found, read.found_out)
                job.report(work, number + 1, len(ids))
            self._look_again(read, near)
            job.give_way()
        return {"entries": len(ids)}

    def _read(self, entry_id: str) -> _Read:
        """An entry with its photos; without them if the store lacks one, which verifying the record finds."""
        with self.work.look(ITSELF) as work:
            entry = work.entries.get(entry_id)
        try:
            contents = {photo.index: self.objects.get(photo.sha256) for photo in entry.photos}
        except (AlteredError, NotFoundError, PhotoMissingError):
            return _Read(entry, {})
        return _Read(entry, {index: self._picture(each) for index, each in contents.items()})

    def _look_again(self, read: _Read, near: Near) -> None:
        """Keep of which photos an entry has copies that were assessed since it was looked at.

        Args:
            near: those that were near at that time.
        """
        again = {key: candidate for key, candidate in self._near(read).items() if key not in near}
        late = self._copies(read, again)
        if late:
            with self.work.begin(ITSELF) as work:
                add_late(work, read.entry.id, late)

    def _assessed(self, read: _Read, near: Near) -> Assessment:
        entry, contents = read.entry, [each.content for each in read.pictures.values()]
        verdict = verdict_on(self.releases.active.examiner, entry, contents)
        known = replace(entry, photos=read.found_out)
        findings = [*self._release_findings(entry, verdict), *self._counted(known), *self._copies(read, near)]
        if is_sample(entry.id):
            findings.append(RiskFinding(RiskReason.SAMPLE))
        opinion = opinion_of(entry, verdict) if verdict else None
        return Assessment(risk_of(findings), tuple(dict.fromkeys(findings)), self.work.clock.now(), opinion)

    def _picture(self, content: bytes) -> _Picture:
        try:
            read = looked_at(content, self.limits)
        except PhotoRejectedError:
            return _Picture(content, None, None)
        return _Picture(content, read.prints, read.file_traits)

    def _release_findings(self, entry: Entry, verdict: Verdict | None) -> Iterator[RiskFinding]:
        with self.work.look(ITSELF) as work:
            holder = work.organisations.get(entry.right_holder_id).name
        owners = {product: sheet.right_holder for product, sheet in self.catalogue.whole().items()}
        if owners.get(entry.product_id, holder) != holder:
            yield RiskFinding(RiskReason.FOREIGN_PRODUCT)
        if verdict is None:
            yield RiskFinding(RiskReason.NOT_EXAMINED)
        else:
            yield from doubts(entry, verdict, owners, holder)

    def _counted(self, entry: Entry) -> Iterator[RiskFinding]:
        """What is found by counting entries."""
        with self.work.look(ITSELF) as work:
            other = work.neighbours.otherwise_labelled(entry)
            new, before = work.neighbours.new_and_before(entry)
            features = work.neighbours.features(entry)
            telling = own_telling_trait(entry, work.neighbours.telling_traits(entry))
        if other is not None:
            yield RiskFinding(RiskReason.LABEL_CONFLICT, entry=other)
        if is_burst(new, before):
            yield RiskFinding(RiskReason.BURST, value=new)
        shares = [share for counts in features if (share := shortcut(counts)) is not None]
        shares += [round(telling.auroc, 2)] if telling is not None else []
        if shares:
            yield RiskFinding(RiskReason.SHORTCUT, value=max(shares))

    def _near(self, read: _Read) -> Near:
        """Photos of other entries of which those of this one may be copies, as far as they are assessed by now."""
        self.copies.follow()
        return {
            (index, known): candidate
            for index, picture in read.pictures.items()
            if picture.prints is not None
            for known, candidate in self.copies.candidates(picture.prints, read.entry.id)
        }

    def _copies(self, read: _Read, near: Near) -> list[RiskFinding]:
        """Of which of these photos of other entries those of this one are copies."""
        with self.work.look(ITSELF) as work:
            others = work.entries.many({known.entry_id for _, known in near})
        own = {index: self._own(read, index) for index in {index for index, _ in near}}
        return [
            finding
            for (index, known), candidate in near.items()
            if (other := others.get(known.entry_id)) is not None and other.standing not in LEFT
            for finding in self._copy(own[index], other, known, candidate)
        ]

    def _own(self, read: _Read, index: int) -> _Own:
        content = read.pictures[index].content
        return _Own(read.entry, read.entry.photos[index], content, grey_of(content, self.limits))

    def _copy(self, own: _Own, other: Entry, known: AssessedPhoto, candidate: CopyCandidate) -> Iterator[RiskFinding]:
        entry, photo = own.entry, own.photo
        try:
            theirs = self.objects.get(other.photos[known.photo].sha256)
            overlay = copy_of(grey_of(theirs, self.limits), own.grey, candidate.matches)
        except (AlteredError, NotFoundError, PhotoMissingError, PhotoRejectedError):
            return
        if overlay is None:
            return
        is_own = other.right_holder_id == entry.right_holder_id
        reason = RiskReason.COPY_OF_OWN if is_own else RiskReason.COPY_OF_OTHERS
        yield RiskFinding(reason, photo.index, other.id)
        if other.counted_label is not entry.counted_label and not self._differ(theirs, own.content, overlay):
            yield RiskFinding(RiskReason.LABEL_CONFLICT, photo.index, other.id)

    def _differ(self, one: bytes, other: bytes, overlay: Overlay) -> bool:
        """Whether a copy has a difference of its own; then both labels can be right."""
        larger = [grey_of(each, self.limits, LARGE) for each in (one, other)]
        return differs_in_a_place(larger[0], larger[1], overlay)


def keep(work: ReviewWork, entry_id: str, assessed: Assessment, photos: Sequence[EntryPhoto]) -> None:
    """Write what was found out about an entry, and the same of the others that it is about. Their states stay.

    Args:
        photos: of the entry, with what was found out about them.
    """
    about = {finding.entry for finding in assessed.findings if finding.entry}
    found = work.entries.many({entry_id, *about}, for_change=True)
    entry = found.pop(entry_id)
    entry = replace(entry, photos=tuple(photos), review=replace(entry.review, assessment=assessed))
    work.entries.keep_found_out(entry)
    _write(work, entry)
    _mirror(work, entry_id, assessed.findings, found)


def add_late(work: ReviewWork, entry_id: str, late: Sequence[RiskFinding]) -> None:
    """Write what was found of an entry after it was kept, and the same of the others that it is about."""
    found = work.entries.many({entry_id, *(finding.entry for finding in late if finding.entry)}, for_change=True)
    entry = found.pop(entry_id)
    _add(work, entry, list(late))
    _mirror(work, entry_id, late, found)


def _mirror(work: ReviewWork, entry_id: str, findings: Sequence[RiskFinding], others: Mapping[str, Entry]) -> None:
    for other in others.values():
        mirrored = [each for each in findings if each.entry == other.id]
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
