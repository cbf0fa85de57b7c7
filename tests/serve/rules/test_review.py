"""The review queue: who decides what, what is found out about an entry, and what its right holder can learn."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, text, update

from model.catalogue import Region
from model.datasets.fields import Label, PointMark
from serve.accounts.permissions import Role
from serve.catalogue.editing import Sheets
from serve.catalogue.service import Catalogue
from serve.datasets.gold import GoldSet
from serve.jobs.domain import JobInterruptedError
from serve.jobs.kinds import RunningJob
from serve.jobs.service import Jobs
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.versions import ChangedMeanwhileError, ReadVersion, etag
from serve.platform.work import Work, Works
from serve.review.assessing import ASSESS, Assessor
from serve.review.curating import ReviewQueue
from serve.review.deciding import DecisionInput
from serve.review.domain import (
    DecisionKind,
    Entry,
    EntryRejectedError,
    EntryState,
    EntryStateError,
    Proposal,
    RiskLevel,
    Standing,
)
from serve.review.permissions import ReviewAction
from serve.review.queue_store import QueueFilter, QueueOrder
from serve.review.risk import RiskReason
from serve.review.service import submit, withdraw
from serve.review.tables import decisions, entries, photos, reviews
from serve.review.verifier import ReviewVerifier
from serve.review.work import ReviewWork
from tests.serve.jobbing import runner_of
from tests.serve.record import check_found, faults, faults_after, log_of
from tests.serve.reviewing import assess, entry_of, hand_in, handed_in, keep_photos
from tests.serve.rules.desk import GREEN, RED, Desk, Team, call
from tests.serve.sheets import complete
from tests.serve.tiny_release import new_picture

ACCEPT, QUARANTINE = DecisionInput(DecisionKind.ACCEPT), DecisionInput(DecisionKind.QUARANTINE)
TRUSTED = DecisionInput(DecisionKind.ACCEPT, although_not_assessed=True)
BLURRED = DecisionInput(DecisionKind.SEND_BACK, "The photos are blurred. Take them again in better light.")
COUNTERFEIT = DecisionInput(DecisionKind.PROPOSE, "The seal is misprinted.", Proposal(Label.COUNTERFEIT))
OVER = timedelta(seconds=-1)  # a lease that is over at once: its process was killed
UPHOLD, ADOPT = DecisionInput(DecisionKind.UPHOLD), DecisionInput(DecisionKind.ADOPT)


def curator(team: Team, post: str = "") -> Desk:
    return team.desk(Role.CURATOR, "operator", post)


def decide(desk: Desk, entry_id: str, said: DecisionInput, **options: Any) -> Entry:
    return desk.parts[ReviewQueue].decide(desk.actor, entry_id, said, **options).entry


def seen(desk: Desk, entry_id: str) -> Entry:
    return desk.parts[ReviewQueue].view(desk.actor, entry_id).entry


def own(desk: Desk, entry_id: str) -> Entry:
    """An entry as its right holder's side reads it."""
    with desk.parts[Works].of(ReviewWork).look(desk.actor) as work:
        return work.entries.get(entry_id)


def queued(desk: Desk, after: str | None = None, limit: int = 100, **of: Any) -> list[str]:
    page = desk.parts[ReviewQueue].queue(desk.actor, QueueFilter(**of), after, limit).page
    return [entry.id for entry in page.entries]


def test_two_people_agree_on_a_label(team: Team) -> None:
    name = handed_in(team.parts, team.contributor.actor, new_picture(GREEN))
    assert own(team.contributor, name).standing is Standing.IN_REVIEW
    assert decide(curator(team), name, ACCEPT).state is EntryState.ACCEPTED
    assert own(team.contributor, name).standing is Standing.ACCEPTED
    with pytest.raises(EntryStateError):
        decide(curator(team, "other"), name, ACCEPT)


def test_no_one_decides_on_an_item_that_they_attested(team: Team) -> None:
    desk = curator(team)
    [name] = hand_in(team.parts, desk.actor, [entry_of(desk.actor, photo := new_picture())], photo)
    for said in (ACCEPT, QUARANTINE, BLURRED, COUNTERFEIT):
        with pytest.raises(EntryStateError):
            decide(desk, name, said)


def test_a_third_person_settles_a_dispute(team: Team) -> None:
    first, third = curator(team), curator(team, "third")
    marks = {0: (PointMark("seal", Region(0.1, 0.2, 0.3, 0.4)),)}
    said = DecisionInput(DecisionKind.PROPOSE, "", Proposal(Label.COUNTERFEIT, marks))
    adopted, upheld = (handed_in(team.parts, team.contributor.actor, new_picture()) for _ in range(2))
    for name in (adopted, upheld):
        assert decide(first, name, said).state is EntryState.DISPUTED
        for refused in (ACCEPT, UPHOLD, ADOPT):
            with pytest.raises(EntryStateError):
                decide(first, name, refused)
    entry = decide(third, adopted, ADOPT)
    assert (entry.state, entry.label, entry.agreed_label) == (EntryState.ACCEPTED, Label.GENUINE, Label.COUNTERFEIT)
    assert entry.agreed_photos[0].marks == marks[0]
    entry = decide(team.operator, upheld, UPHOLD)
    assert (entry.state, entry.agreed_label, entry.agreed_photos) == (EntryState.ACCEPTED, Label.GENUINE, entry.photos)


def test_a_right_holder_reads_the_label_that_was_settled_while_the_item_is_accepted(team: Team) -> None:
    def told() -> tuple[Label | None, Standing]:
        entry = own(team.contributor, name)
        return entry.settled_label, entry.standing

    name = handed_in(team.parts, team.contributor.actor, new_picture())
    decide(curator(team), name, COUNTERFEIT)
    assert told() == (None, Standing.IN_REVIEW)
    decide(curator(team, "third"), name, ADOPT)
    assert told() == (Label.COUNTERFEIT, Standing.ACCEPTED)
    assert own(team.contributor, name).decisions == ()
    decide(curator(team), name, QUARANTINE)
    assert told() == (None, Standing.IN_REVIEW)
    decide(curator(team), name, ACCEPT)
    assert told() == (Label.COUNTERFEIT, Standing.ACCEPTED)
    with team.parts[Works].of(ReviewWork).begin(team.contributor.actor) as work:
        withdraw(work, [name], "The agreement has ended.")
    assert told() == (None, Standing.WITHDRAWN)


def test_a_quarantine_is_no_way_around_the_third_person(team: Team) -> None:
    name = handed_in(team.parts, team.contributor.actor, new_picture())
    first = curator(team)
    decide(first, name, COUNTERFEIT)
    decide(first, name, QUARANTINE)
    for refused in (ACCEPT, ADOPT, UPHOLD, COUNTERFEIT):
        with pytest.raises(EntryStateError):
            decide(first, name, refused)
    assert decide(curator(team, "third"), name, ADOPT).agreed_label is Label.COUNTERFEIT


def test_a_proposal_changes_something(team: Team) -> None:
    name = handed_in(team.parts, team.contributor.actor, new_picture())
    for proposal in (Proposal(), Proposal(Label.GENUINE), Proposal(None, {0: ()}), Proposal(None, {7: ()})):
        with pytest.raises(EntryRejectedError):
            decide(curator(team), name, DecisionInput(DecisionKind.PROPOSE, "", proposal))


def test_what_was_accepted_can_be_doubted_later(team: Team) -> None:
    name = handed_in(team.parts, team.contributor.actor, new_picture())
    decide(curator(team), name, ACCEPT)
    assert decide(curator(team), name, QUARANTINE).state is EntryState.QUARANTINED
    assert own(team.contributor, name).standing is Standing.IN_REVIEW
    assert decide(team.operator, name, ACCEPT).state is EntryState.ACCEPTED


def test_words_for_a_right_holder_name_no_other_one(team: Team) -> None:
    team.organisation("rival")
    name = handed_in(team.parts, team.contributor.actor, new_picture())
    for words in ("", "short", "x" * 1001, "These are photos of RIVAL, not of yours.", "The same as Box of rival."):
        with pytest.raises(EntryRejectedError):
            decide(curator(team), name, DecisionInput(DecisionKind.SEND_BACK, words))
    decide(curator(team), name, BLURRED)
    entry = own(team.contributor, name)
    assert (entry.standing, entry.reply) == (Standing.SENT_BACK, BLURRED.words)


def test_what_is_withdrawn_is_decided_no_more(team: Team) -> None:
    desk = team.contributor
    kept, gone = (handed_in(team.parts, desk.actor, new_picture()) for _ in range(2))
    decide(curator(team), gone, ACCEPT)
    for expected in ([gone], []):
        with team.parts[Works].of(ReviewWork).begin(desk.actor) as work:
            assert [each.id for each in withdraw(work, [gone], "Sold in error.")] == expected
    with team.parts[Works].of(ReviewWork).begin(team.rival.actor) as work:
        assert withdraw(work, [kept], "") == []
    assert (own(desk, gone).standing, own(desk, kept).standing) == (Standing.WITHDRAWN, Standing.IN_REVIEW)
    with pytest.raises(EntryStateError):
        decide(curator(team), gone, QUARANTINE)
    with team.parts[Works].of(ReviewWork).look(SYSTEM) as work:
        assert gone not in {entry.id for entry in work.entries.accepted()}


def test_a_decision_is_about_what_was_read(team: Team) -> None:
    name = handed_in(team.parts, team.contributor.actor, new_picture())
    read = ReadVersion({etag(seen(curator(team), name).version)})
    decide(curator(team), name, QUARANTINE, read=read)
    with pytest.raises(ChangedMeanwhileError):
        decide(curator(team), name, ACCEPT, read=read)


def test_a_decision_sent_twice_is_one(team: Team) -> None:
    name, desk = handed_in(team.parts, team.contributor.actor, new_picture()), curator(team)
    again = call(desk.actor, name)
    for _ in range(2):
        assert len(decide(desk, name, ACCEPT, call=again).decisions) == 1


def test_several_are_decided_together_and_those_that_cant_be_are_named(team: Team) -> None:
    desk, queue = curator(team), team.parts[ReviewQueue]
    one, other = (handed_in(team.parts, team.contributor.actor, new_picture()) for _ in range(2))
    decide(desk, other, BLURRED)
    again, missing = call(desk.actor, one), "w-" + "0" * 32
    made = queue.decide_together(desk.actor, [one, other, missing], TRUSTED, again)
    assert (made.decided, set(made.refused)) == ([one], {other, missing})
    assert queue.decide_together(desk.actor, [one, other, missing], TRUSTED, again).decided == [one]
    assert len(seen(desk, one).decisions) == 1
    with pytest.raises(EntryRejectedError):
        queue.decide_together(desk.actor, [one], COUNTERFEIT)


def test_what_is_not_assessed_is_accepted_with_others_only_if_the_person_says_so(alone: Team) -> None:
    desk, queue = curator(alone), alone.parts[ReviewQueue]
    assessed = handed_in(alone.parts, alone.contributor.actor, new_picture())
    assess(alone.parts)
    unassessed = handed_in(alone.parts, alone.contributor.actor, new_picture())
    made = queue.decide_together(desk.actor, [assessed, unassessed], ACCEPT)
    assert made.decided == [assessed]
    assert "not assessed yet" in str(made.refused[unassessed])
    assert queue.decide_together(desk.actor, [unassessed], TRUSTED).decided == [unassessed]


def test_a_correction_is_read_beside_what_was_sent_back(team: Team) -> None:
    desk, actor, content = curator(team), team.contributor.actor, new_picture()
    first = handed_in(team.parts, actor, new_picture())
    decide(desk, first, BLURRED)
    second = hand_in(team.parts, actor, [replace(entry_of(actor, content), replaces=first)], content)[0]
    shown = team.parts[ReviewQueue].view(desk.actor, second)
    assert shown.corrected is not None
    assert (shown.corrected.id, shown.corrected.reply) == (first, BLURRED.words)


def test_the_riskiest_come_first_and_pages_continue(alone: Team) -> None:
    parts, desk = alone.parts, curator(alone)
    safe, risky = (handed_in(parts, alone.contributor.actor, new_picture(each)) for each in (GREEN, RED))
    assess(parts)
    new = handed_in(parts, alone.contributor.actor, new_picture(GREEN))
    assert seen(desk, risky).risk > seen(desk, new).risk > seen(desk, safe).risk
    in_order = [risky, new, safe]
    assert queued(desk) == in_order
    assert queued(desk, order=QueueOrder.SAFEST) == in_order[::-1]
    assert queued(desk, after=risky, limit=1) == [new]
    assert queued(desk, after=safe, order=QueueOrder.SAFEST) == [new, risky]
    assert queued(desk, reason=RiskReason.RELEASE_DISAGREES) == [risky]
    assert queued(desk, reason=RiskReason.NOT_ASSESSED) == [new]
    assert queued(desk, most_risk=0.3) == [safe]
    assert queued(desk, source_id=seen(desk, risky).source_id, product_id="box") == [risky]
    decide(desk, risky, QUARANTINE)
    assert (queued(desk), queued(desk, state=EntryState.QUARANTINED)) == ([new, safe], [risky])
    counts = parts[ReviewQueue].queue(desk.actor, QueueFilter(), None, 1).counts
    assert (counts[EntryState.WAITING], counts[EntryState.QUARANTINED]) == (2, 1)
    disagreeing = QueueFilter(EntryState.ACCEPTED, reason=RiskReason.RELEASE_DISAGREES)
    counts = parts[ReviewQueue].queue(desk.actor, disagreeing, None, 1).counts
    assert {state: count for state, count in counts.items() if count} == {EntryState.QUARANTINED: 1}
    with pytest.raises(NotFoundError):
        queued(desk, after="w-" + "0" * 32)


def test_what_the_release_does_not_know_is_told_apart_from_what_is_safe(alone: Team) -> None:
    parts, desk, holder = alone.parts, curator(alone), alone.contributor.actor
    photo = new_picture(GREEN)
    safe, risky = (handed_in(parts, holder, new_picture(each)) for each in (GREEN, RED))
    unknown = handed_in(parts, holder, photo, product="crate")
    assess(parts)
    levels = {name: seen(desk, name).risk_level for name in (risky, unknown, safe)}
    assert levels == {risky: RiskLevel.HIGH, unknown: RiskLevel.NOT_COMPARED, safe: RiskLevel.LOW}
    assert queued(desk) == [risky, unknown, safe]
    assert queued(desk, reason=RiskReason.NOT_COMPARED) == [unknown]
    assert queued(desk, most_risk=0.3) == [safe]
    assert queued(desk, after=unknown) == [safe]
    copied = handed_in(parts, alone.rival.actor, photo, product="barrel")
    assess(parts)
    assert seen(desk, copied).risk_level is RiskLevel.HIGH
    assert reasons(alone, copied) >= {RiskReason.NOT_COMPARED, RiskReason.COPY_OF_OTHERS}


def reasons(team: Team, entry_id: str) -> set[RiskReason]:
    return set(seen(curator(team), entry_id).reasons) - {RiskReason.SAMPLE}


def test_what_makes_an_entry_risky_is_found(alone: Team) -> None:
    parts, holder, rival = alone.parts, alone.contributor.actor, alone.rival.actor
    photo = new_picture(GREEN)
    first = handed_in(parts, holder, photo)
    assess(parts)
    assert reasons(alone, first) == set()
    again = handed_in(parts, holder, photo)
    assess(parts)
    assert reasons(alone, again) == reasons(alone, first) == {RiskReason.COPY_OF_OWN}
    copied = handed_in(parts, rival, photo, label=Label.COUNTERFEIT)
    named = handed_in(parts, holder, new_picture(RED), item=seen(curator(alone), first).item, label=Label.COUNTERFEIT)
    assess(parts)
    assert RiskReason.LABEL_CONFLICT in reasons(alone, named)
    assert reasons(alone, copied) >= {
        RiskReason.COPY_OF_OTHERS,
        RiskReason.LABEL_CONFLICT,
        RiskReason.RELEASE_DISAGREES,
        RiskReason.FOREIGN_PRODUCT,
    }
    assert reasons(alone, first) >= {RiskReason.COPY_OF_OTHERS, RiskReason.COPY_OF_OWN, RiskReason.LABEL_CONFLICT}
    about = {finding.entry for finding in seen(curator(alone), copied).findings if finding.entry}
    assert about == {first, again}
    assert first in alone.parts[ReviewQueue].view(curator(alone).actor, copied).others


def test_a_label_that_was_settled_counts_where_entries_contradict_each_other(alone: Team) -> None:
    parts, holder, queue, photo = alone.parts, alone.contributor.actor, alone.parts[ReviewQueue], new_picture(GREEN)
    settled = handed_in(parts, holder, photo, item="one")
    queue.decide(
        curator(alone).actor, settled, DecisionInput(DecisionKind.PROPOSE, "", Proposal(Label.COUNTERFEIT, {}))
    )
    queue.decide(curator(alone, "third").actor, settled, DecisionInput(DecisionKind.ADOPT))
    alike = handed_in(parts, holder, photo, label=Label.COUNTERFEIT, item="one")
    unlike = handed_in(parts, holder, photo, label=Label.GENUINE, item="one")
    assess(parts)
    about = [each.entry for each in seen(curator(alone), alike).findings if each.reason is RiskReason.LABEL_CONFLICT]
    assert settled not in about
    assert RiskReason.LABEL_CONFLICT in reasons(alone, unlike)


def test_entries_that_are_assessed_at_one_moment_are_compared(alone: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    shot, assessed = new_picture(GREEN), Assessor._assessed
    both = [
        handed_in(alone.parts, alone.contributor.actor, shot),
        handed_in(alone.parts, alone.rival.actor, shot, product="bag"),
    ]

    def meet(*read: Any) -> Any:
        """What is found of one entry, before the other one is assessed from beginning to end."""
        found = assessed(*read)
        monkeypatch.setattr(Assessor, "_assessed", assessed)
        assess(alone.parts)
        return found

    monkeypatch.setattr(Assessor, "_assessed", meet)
    assess(alone.parts)
    assert [RiskReason.COPY_OF_OTHERS in reasons(alone, name) for name in both] == [True, True]
    assert faults(alone) == []


class CutOff(RunningJob):
    """A job whose process is killed during its second step."""

    def report(self, work: Work, done: int, total: int) -> None:
        """Report a step."""
        super().report(work, done, total)
        if done > 1:
            raise JobInterruptedError


def test_an_assessment_goes_on_where_it_was_cut_off(alone: Team) -> None:
    shots, holder = [new_picture(GREEN) for _ in range(3)], alone.contributor.actor
    ids = sorted(hand_in(alone.parts, holder, [entry_of(holder, each) for each in shots], *shots))
    taken = runner_of(alone.parts, ASSESS, OVER).take()
    assert taken is not None
    with pytest.raises(JobInterruptedError):
        alone.parts[Assessor].assess_all(CutOff(taken, holder, OVER))
    assert [RiskReason.NOT_ASSESSED in reasons(alone, name) for name in ids] == [False, True, True]
    assess(alone.parts)
    assert [RiskReason.NOT_ASSESSED in reasons(alone, name) for name in ids] == [False, False, False]
    assessed = [event.subject for event in log_of(alone) if event.action == ReviewAction.ASSESS]
    assert assessed == ids
    assert faults(alone) == []


def test_an_entry_whose_photo_is_lost_does_not_keep_others_from_being_assessed(alone: Team) -> None:
    shots, holder = [new_picture(GREEN) for _ in range(2)], alone.contributor.actor
    lost, kept = sorted(hand_in(alone.parts, holder, [entry_of(holder, each) for each in shots], *shots))
    alone.parts.objects.remove(seen(curator(alone), lost).photos[0].sha256, datetime(2100, 1, 1, tzinfo=UTC))
    assess(alone.parts)
    assert reasons(alone, lost) == {RiskReason.NOT_ASSESSED}
    assert reasons(alone, kept) == set()


def test_a_right_holder_learns_nothing_of_others_images(alone: Team) -> None:
    parts, rival = alone.parts, alone.rival
    photo = new_picture(GREEN)
    handed_in(parts, alone.contributor.actor, photo)
    assess(parts)
    copy, plain = (handed_in(parts, rival.actor, each, product="bag") for each in (photo, new_picture(GREEN)))
    told = {name: json.dumps(_told(rival, name), default=str) for name in (copy, plain)}
    assess(parts)
    assert RiskReason.COPY_OF_OTHERS in reasons(alone, copy) - reasons(alone, plain)
    decide(curator(alone), copy, QUARANTINE)
    for name in (copy, plain):
        assert json.dumps(_told(rival, name), default=str) == told[name]
    assert _told(rival, copy) == _told(rival, plain)
    assert parts[Jobs].page(rival.actor, None, 10).entries == []


def _told(desk: Desk, entry_id: str) -> dict[str, Any]:
    """Everything that a right holder's side can read of an entry, but what it said itself."""
    entry = own(desk, entry_id)
    said = ("id", "source_id", "item", "photos", "submitted_at")
    return {name: value for name, value in vars(entry).items() if name not in said}


EDITS = [
    (update(entries).values(label="counterfeit"), "was changed since"),
    (update(entries).values(standing="accepted"), "was changed since"),
    (update(entries).values(label="nonsense"), "was changed since"),
    (update(photos).values(sha256="0" * 64), "was changed since"),
    (update(photos).values(marks='[["seal", null]]'), "was changed since"),
    (update(reviews).values(risk=0.0), "was changed since"),
    (update(reviews).values(hold=None), "was changed since"),
    (update(decisions).values(kind="accept"), "was changed since"),
    (delete(decisions), "was changed since"),
]


def test_an_edit_by_hand_is_found_and_named(alone: Team) -> None:
    name = handed_in(alone.parts, alone.contributor.actor, new_picture())
    assess(alone.parts)
    decide(curator(alone), name, QUARANTINE)
    check_found(alone, ReviewVerifier(), EDITS)
    assert faults(alone) == []


def test_a_settled_label_that_no_one_settled_is_found(alone: Team) -> None:
    name = handed_in(alone.parts, alone.contributor.actor, new_picture())
    decide(curator(alone), name, COUNTERFEIT)
    decide(curator(alone, "third"), name, ADOPT)
    plain = handed_in(alone.parts, alone.contributor.actor, new_picture())
    decide(curator(alone), plain, ACCEPT)
    edits = [
        (update(entries).where(entries.c.id == each).values(settled_label=label), f"{each}: was changed")
        for each, label in ((name, None), (name, "genuine"), (plain, "counterfeit"))
    ]
    check_found(alone, ReviewVerifier(), edits)


def test_settled_labels_of_earlier_versions_are_filled_in(alone: Team) -> None:
    names = [handed_in(alone.parts, alone.contributor.actor, new_picture()) for _ in range(4)]
    first, third = curator(alone), curator(alone, "third")
    for name, settled in zip(names, (ADOPT, UPHOLD, ADOPT, None), strict=True):
        decide(first, name, COUNTERFEIT)
        if settled is not None:
            decide(third, name, settled)
    decide(third, names[2], QUARANTINE)
    with alone.parts.database.writing(SYSTEM) as connection:
        connection.execute(update(entries).values(settled_label=None))
        connection.execute(text(import_module("serve.platform.migrations.versions.0028_settled_labels").FILL))
    assert [own(alone.contributor, name).settled_label for name in names] == [Label.COUNTERFEIT, None, None, None]
    assert faults(alone) == []


def test_what_was_removed_or_added_by_hand_is_found(alone: Team) -> None:
    name = handed_in(alone.parts, alone.contributor.actor, new_picture())
    with alone.parts.database.reading(SYSTEM) as connection:
        row = connection.execute(select(entries)).one()._asdict()
    added = "w-" + "f" * 32
    found = faults_after(
        alone,
        ReviewVerifier(),
        insert(entries).values(row | {"id": added}),
        insert(reviews).values(entry_id=added, hold="quarantined"),
        delete(photos).where(photos.c.entry_id == name),
        delete(entries).where(entries.c.id == name),
    )
    assert found == [
        f"{added}: is in the database, but no event says that it was made",
        f"{added}: is in the database, but no event says that it was made",
        f"{name}: was there, but is gone",
    ]


def test_an_item_handed_in_twice_by_one_call_is_there_once(team: Team) -> None:
    actor, photo = team.contributor.actor, new_picture()
    keep_photos(team.parts, photo)
    entry = entry_of(actor, photo)
    again = call(actor, entry.id)
    for _ in range(2):
        with team.parts[Works].of(ReviewWork).begin(actor, again) as work:
            submit(work, [replace(entry, submitted_at=work.now)])
    assert own(team.contributor, entry.id).standing is Standing.IN_REVIEW


def test_the_products_of_the_queue_are_named_by_their_drafts(team: Team) -> None:
    parts, holder, asked = team.parts, team.contributor.actor, curator(team).actor
    draft = f"kite-{uuid4().hex[:8]}"
    parts[Sheets].create(holder, complete(draft, name={"en": "Paper kite"}))
    for product in (draft, f"{draft}-2"):
        handed_in(parts, holder, new_picture(), product=product)
    named = parts[Catalogue].names_with(parts[ReviewQueue].products(asked), ["en"])
    assert {"box": named["box"].text, draft: "Paper kite", f"{draft}-2": f"{draft}-2"}.items() <= {
        product: name.text for product, name in named.items()
    }.items()
    assert draft not in parts[Catalogue].names(["en"]), "readers of the guide see no draft"
    assert parts[GoldSet].products(team.operator.actor) == parts[ReviewQueue].products(asked)
