"""Frozen data sets: what is in them, that they never change, and that no contributor alters the gold set."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update

from model.datasets.fields import Label
from model.datasets.manifest_rows import read_rows
from model.file_shortcuts import TellingTrait
from serve.accounts.permissions import Role
from serve.datasets.domain import (
    NEEDED,
    FrozenSet,
    GoldRefusedError,
    Lack,
    LeftOut,
    NothingToFreezeError,
    WithdrawnItemsError,
)
from serve.datasets.export import SetExport
from serve.datasets.freezing import Freezer
from serve.datasets.gold import GoldSet
from serve.datasets.gold_shown import GoldPlace
from serve.datasets.hiding import WithdrawnDigests
from serve.datasets.permissions import DataSetAction
from serve.datasets.service import FREEZE, DataSets
from serve.datasets.tables import files, gold, items, sets
from serve.datasets.verifier import DataSetVerifier
from serve.datasets.withdrawn_store import WithdrawnStore
from serve.datasets.work import DataSetWork
from serve.jobs.service import Jobs
from serve.platform.errors import NotFoundError
from serve.platform.work import Works
from serve.releases.domain import ReleaseRecord
from serve.releases.gold import GoldItems
from serve.releases.registry import ReleaseRegistry
from serve.releases.withdrawn import WithdrawnCounts, WithdrawnSince
from serve.review.curating import ReviewQueue
from serve.review.deciding import DecisionInput
from serve.review.domain import DecisionKind, Proposal
from serve.review.service import withdraw
from serve.review.work import ReviewWork
from tests.serve.freezing import accepted, content_of, curator, fitted, freeze, made_gold, publish, rows_of
from tests.serve.jobbing import runner_of
from tests.serve.record import check_found, faults, log_of
from tests.serve.releasing import stage
from tests.serve.reviewing import handed_in
from tests.serve.rules.desk import GREEN, Team, call
from tests.serve.sheets import PICTURE
from tests.serve.tiny_release import VIEWS, new_picture, reference_of
from training.validate import validate

OVER = timedelta(seconds=-1)  # a lease that is over at once: its process was killed


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def take_back(team: Team, entry_id: str) -> None:
    with team.parts[Works].of(ReviewWork).begin(team.contributor.actor) as work:
        withdraw(work, [entry_id], "The agreement has ended.")


def entries_in(team: Team, frozen: FrozenSet) -> dict[str, str]:
    """The entries of a data set, and what each is for."""
    with team.parts[Works].of(DataSetWork).look(team.operator.actor) as work:
        return {item.entry_id: item.part.value for item in work.sets.items_of(frozen.id)}


def test_what_was_accepted_is_frozen_and_nothing_else(alone: Team) -> None:
    publish(alone)
    chosen = {accepted(alone), accepted(alone, label=Label.COUNTERFEIT)}
    handed_in(alone.parts, alone.contributor.actor, new_picture())
    take_back(alone, accepted(alone))
    frozen = freeze(alone)
    assert set(entries_in(alone, frozen)) == chosen
    read = read_rows(content_of(alone.parts, frozen, "manifest.csv"))
    assert not read.findings
    assert sorted(row.label for row in read.rows) == ["counterfeit", "genuine"]
    assert {row.right_holder for row in read.rows} == {"acme"}
    assert all(row.split_given and row.contributed_on and row.licence for row in read.rows)


def test_the_same_items_are_the_same_data_set(alone: Team) -> None:
    publish(alone)
    accepted(alone)
    first = freeze(alone)
    assert freeze(alone) == first
    accepted(alone)
    assert freeze(alone).id != first.id
    assert not faults(alone)


def test_a_data_set_that_is_frozen_meanwhile_counts(alone: Team) -> None:
    publish(alone)
    accepted(alone)
    met: list[FrozenSet] = []

    def meet(done: int, _: int) -> None:
        if done == 1 and not met:
            accepted(alone)
            met.append(freeze(alone))

    made = alone.parts[Freezer].freeze(alone.operator.actor, meet)
    assert made.frozen == met[0], "it is chosen again, with what the other one has"
    assert not faults(alone)


def test_an_item_keeps_its_split_when_others_are_added(alone: Team) -> None:
    publish(alone)
    for _ in range(5):
        accepted(alone)
    before = entries_in(alone, freeze(alone))
    for _ in range(7):
        accepted(alone)
    after = entries_in(alone, freeze(alone))
    assert before.items() <= after.items()
    assert [list(after.values()).count(part) for part in ("train", "calibration", "test")] == [8, 2, 2]


def test_without_a_published_sheet_nothing_is_frozen_and_it_is_said(alone: Team) -> None:
    accepted(alone)
    with pytest.raises(NothingToFreezeError, match="publish the sheets"):
        freeze(alone)
    publish(alone)
    accepted(alone, product="bag", organisation="rival")
    made = alone.parts[Freezer].freeze(alone.operator.actor)
    assert dict(made.left_out) == {LeftOut.NO_SHEET: 1}


def test_a_data_set_says_what_it_holds_and_what_it_lacked_when_it_was_last_frozen(alone: Team) -> None:
    publish(alone)
    photos = [new_picture(), new_picture()]
    accepted(alone, *photos)
    accepted(alone, label=Label.COUNTERFEIT)
    first = freeze(alone)
    assert first.summary is not None
    assert {(each.product, each.label, each.items, each.photos) for each in first.summary.groups} == {
        ("box", Label.GENUINE, 1, 2),
        ("box", Label.COUNTERFEIT, 1, 1),
    }
    assert first.summary.lacks == ()
    copied = accepted(alone, photos[0])
    unknown = accepted(alone, product="bag", organisation="rival")
    again = freeze(alone)
    assert again.id == first.id, "nothing in it has changed"
    (shown,) = alone.parts[DataSets].view(alone.operator.actor, first.id).page.entries
    assert shown.frozen.summary == again.summary
    assert again.summary is not None
    assert again.summary.lacks == (
        Lack(LeftOut.NO_SHEET, "bag", 1, (unknown,)),
        Lack(LeftOut.DUPLICATE, "box", 1, (copied,)),
    )
    assert set(shown.lacking) == {copied, unknown}
    assert not faults(alone)


def test_a_data_set_says_of_which_product_the_files_tell_the_label(alone: Team) -> None:
    publish(alone)
    said = {Label.GENUINE: ("JPEG quality 95",), Label.COUNTERFEIT: ("JPEG quality 75",)}
    names = {accepted(alone, label=label): traits for label, traits in said.items() for _ in range(12)}
    with alone.parts[Works].of(DataSetWork).begin(alone.operator.actor) as work:
        for name, traits in names.items():
            entry = work.entries.get(name)
            photos = tuple(replace(photo, file_traits=traits) for photo in entry.photos)
            work.entries.keep_found_out(replace(entry, photos=photos))
    shown = alone.parts[DataSets].view(alone.operator.actor, freeze(alone).id).page.entries[0]
    assert shown.telling == {"box": TellingTrait("JPEG quality 75", 12, 12, 0, 12)}


def test_a_photo_has_one_row_and_items_of_two_right_holders_stay_apart(alone: Team) -> None:
    publish(alone)
    publish(alone, "crate", "rival")
    photo = new_picture()
    accepted(alone, photo, item="1")
    accepted(alone, photo, item="2")
    accepted(alone, item="1", product="crate", organisation="rival")
    made = alone.parts[Freezer].freeze(alone.operator.actor)
    rows = rows_of(alone.parts, made.frozen)
    assert dict(made.left_out) == {LeftOut.DUPLICATE: 1}
    assert len({row["image"] for row in rows}) == len({row["item"] for row in rows}) == 2


def test_what_a_spreadsheet_would_calculate_is_text(alone: Team) -> None:
    publish(alone)
    accepted(alone, source="=HYPERLINK(1)")
    assert rows_of(alone.parts, freeze(alone))[0]["source"] == "'=HYPERLINK(1)"


def test_trade_details_of_sheets_are_not_handed_to_training(alone: Team) -> None:
    publish(alone)
    accepted(alone)
    assert b"Svensson" not in content_of(alone.parts, freeze(alone), "catalogue/box.toml")


def test_two_people_make_a_gold_item_and_training_never_has_it(alone: Team) -> None:
    publish(alone)
    chosen, photo = new_picture(), new_picture()
    name, copy = accepted(alone, chosen, photo), accepted(alone, photo)
    other, keeper = accepted(alone), alone.parts[GoldSet]
    keeper.propose(curator(alone).actor, name)
    with pytest.raises(GoldRefusedError, match="another person"):
        keeper.confirm(curator(alone).actor, name)
    keeper.confirm(alone.operator.actor, name)
    made = alone.parts[Freezer].freeze(alone.operator.actor)
    assert entries_in(alone, made.frozen) == {name: "gold", other: "train"}
    assert dict(made.left_out) == {LeftOut.GOLD: 1}
    assert copy not in entries_in(alone, made.frozen)
    assert {row["split"] for row in rows_of(alone.parts, made.frozen, "gold/manifest.csv")} == {"test"}
    version = keeper.view(alone.operator.actor).version
    with alone.parts[Works].of(DataSetWork).look(alone.operator.actor) as work:
        measuring = work.store(GoldItems)
        assert ([item.id for item in measuring.items()], measuring.version()) == ([name], version)
    assert not faults(alone)


def test_an_item_that_releases_may_have_learnt_is_no_gold_item(alone: Team) -> None:
    publish(alone)
    name = accepted(alone)
    frozen = freeze(alone)
    with pytest.raises(GoldRefusedError, match=frozen.id):
        alone.parts[GoldSet].propose(curator(alone).actor, name)
    waiting = handed_in(alone.parts, alone.contributor.actor, new_picture())
    with pytest.raises(GoldRefusedError, match="not accepted"):
        alone.parts[GoldSet].propose(curator(alone).actor, waiting)


def test_what_the_gold_set_needs_is_told_by_the_label_on_which_two_people_agree(alone: Team) -> None:
    publish(alone)
    keeper, operator = alone.parts[GoldSet], alone.operator.actor
    frozen_before = accepted(alone)
    freeze(alone)
    present, proposed, free = accepted(alone), accepted(alone), accepted(alone)
    made_gold(alone, present)
    again = call(operator, "propose")
    for _ in range(2):
        assert keeper.propose_together(operator, [proposed], again) == ([proposed], {})
    relabelled = accepted(alone, label=Label.GENUINE)
    for desk, kind in ((curator(alone), DecisionKind.QUARANTINE), (alone.operator, DecisionKind.PROPOSE)):
        said = DecisionInput(kind, "", Proposal(Label.COUNTERFEIT) if kind is DecisionKind.PROPOSE else Proposal())
        alone.parts[ReviewQueue].decide(desk.actor, relabelled, said)
    alone.parts[ReviewQueue].decide(curator(alone).actor, relabelled, DecisionInput(DecisionKind.ADOPT))
    genuine, counterfeit = sorted(keeper.needs(operator), key=lambda need: need.kind.label, reverse=True)
    assert (genuine.kind.label, genuine.present, genuine.proposed, genuine.candidates) == (Label.GENUINE, 1, 1, 1)
    assert (counterfeit.candidates, counterfeit.lacking, genuine.lacking) == (1, 59, 57)
    found = {
        label: {entry.id for entry in keeper.candidates(operator, "box", label, None, 9).page.entries}
        for label in (None, *Label)
    }
    assert found == {None: {free, relabelled}, Label.GENUINE: {free}, Label.COUNTERFEIT: {relabelled}}
    refused = keeper.propose_together(operator, [frozen_before, free], call(operator, "more"))
    assert (list(refused.done), list(refused.refused)) == ([free], [frozen_before])
    assert list(keeper.confirm_together(operator, [free, proposed]).refused) == [free, proposed], "a second person does"
    assert list(keeper.confirm_together(curator(alone).actor, [free, proposed]).done) == [free, proposed]
    assert not faults(alone)


def test_removing_a_gold_item_is_a_new_version(alone: Team) -> None:
    publish(alone)
    name = accepted(alone)
    made_gold(alone, name)
    keeper = alone.parts[GoldSet]
    before = keeper.view(alone.operator.actor).version
    keeper.remove(alone.operator.actor, name, sent := call(alone.operator.actor, "remove"))
    keeper.remove(alone.operator.actor, name, sent)
    assert keeper.view(alone.operator.actor).version != before
    with pytest.raises(NotFoundError):
        keeper.item(alone.operator.actor, name)
    assert not faults(alone)


def test_a_withdrawn_item_is_in_no_later_data_set_and_releases_that_used_it_are_named(
    alone: Team, tiny_release: Path, tmp_path: Path
) -> None:
    publish(alone)
    gone, stays = accepted(alone), accepted(alone)
    frozen = freeze(alone)
    used = [
        stage(alone.parts, fitted(tiny_release, tmp_path, frozen.manifest_sha256, later)).id
        for later in (None, "enrolled", "recalibrated")
    ]
    keeper, registry = alone.parts[DataSets], alone.parts[ReleaseRegistry]
    assert [keeper.fitted(curator(alone).actor, each) for each in registry.all() if each.id in used] == [
        [frozen.id] for _ in used
    ]
    take_back(alone, gone)
    (shown,) = alone.parts[DataSets].view(curator(alone).actor, frozen.id).page.entries
    assert (list(shown.releases), [each.entry_id for each in shown.withdrawn]) == (used, [gone])
    assert set(entries_in(alone, freeze(alone))) == {stays}
    with pytest.raises(WithdrawnItemsError, match="freeze again"):
        alone.parts[SetExport].write(alone.operator.actor, frozen.id, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def withdrawn_in(team: Team, *releases: ReleaseRecord) -> list[WithdrawnCounts | None]:
    found = team.parts[WithdrawnSince].of(curator(team).actor, releases)
    return [found.get(each.id) for each in releases]


def test_releases_tell_how_many_of_the_items_that_they_were_fitted_with_were_withdrawn_since(
    alone: Team, tiny_release: Path, tmp_path: Path
) -> None:
    publish(alone)
    names = [accepted(alone) for _ in range(6)]
    gold = accepted(alone)
    made_gold(alone, gold)
    frozen = freeze(alone)
    exact = stage(alone.parts, fitted(tiny_release, tmp_path, frozen.manifest_sha256))
    others = stage(alone.parts, tiny_release)
    assert withdrawn_in(alone, exact, others) == [None, None]
    take_back(alone, gold)
    used = {name for name, part in entries_in(alone, frozen).items() if part in {"train", "calibration"}}
    assert withdrawn_in(alone, exact) == [None]  # no release is fitted with a gold item
    for name in names:
        take_back(alone, name)
    assert withdrawn_in(alone, exact, others) == [WithdrawnCounts(len(used), 0), None]


def test_a_release_of_another_manifest_is_found_by_the_photos_that_it_holds(alone: Team, tiny_release: Path) -> None:
    photo, queue = reference_of(VIEWS[0][1]), alone.parts[ReviewQueue]
    release = stage(alone.parts, tiny_release)
    name = handed_in(alone.parts, alone.contributor.actor, photo, label=Label.COUNTERFEIT)
    queue.decide(curator(alone).actor, name, DecisionInput(DecisionKind.PROPOSE, "", Proposal(Label.GENUINE, {})))
    queue.decide(curator(alone, "third").actor, name, DecisionInput(DecisionKind.ADOPT))
    take_back(alone, name)
    assert withdrawn_in(alone, release) == [WithdrawnCounts(genuine=1)]  # by the label with which it was accepted
    accepted(alone, photo)
    assert withdrawn_in(alone, release) == [None]  # another item still has the photo


def test_what_is_withdrawn_later_is_followed_without_reading_all_of_it_again(
    alone: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (new_picture() for _ in range(3))
    following = alone.parts[WithdrawnDigests]
    take_back(alone, accepted(alone, first))
    assert following.follow() == {digest_of(first)}
    with monkeypatch.context() as patched:
        patched.delattr(WithdrawnStore, "all_photos")
        assert following.follow() == {digest_of(first)}
        name = accepted(alone, second)
        assert following.follow() == {digest_of(first)}
        take_back(alone, name)
        take_back(alone, handed_in(alone.parts, alone.contributor.actor, third))
        assert following.follow() == {digest_of(each) for each in (first, second, third)}
        handed_in(alone.parts, alone.contributor.actor, first)  # which counts again, while it is not sent back
        followed = following.follow()
    assert followed == {digest_of(each) for each in (second, third)}
    assert WithdrawnDigests(following.work).follow() == followed  # which a process that starts now reads


def test_a_withdrawn_gold_item_is_told_apart_and_its_row_stays(alone: Team) -> None:
    stays, gone = accepted(alone), accepted(alone, label=Label.COUNTERFEIT)
    for name in (stays, gone):
        made_gold(alone, name)
    take_back(alone, gone)
    seen = {each.item.entry_id: each.place for each in alone.parts[GoldSet].view(alone.operator.actor).items}
    assert seen == {stays: GoldPlace.CONFIRMED, gone: GoldPlace.LEFT}
    needs = {each.kind.label: (each.present, each.lacking) for each in alone.parts[GoldSet].needs(alone.operator.actor)}
    assert needs == {Label.GENUINE: (1, NEEDED - 1), Label.COUNTERFEIT: (0, NEEDED)}


def test_a_job_freezes_and_a_call_that_is_sent_again_asks_for_one_job(alone: Team) -> None:
    publish(alone)
    accepted(alone)
    actor = curator(alone).actor
    data_sets, again = alone.parts[DataSets], call(actor, "freeze")
    name = data_sets.start(actor, again)
    assert data_sets.start(actor, again) == name
    runner = runner_of(alone.parts, FREEZE)
    job = runner.take()
    assert job is not None
    runner.run(job)
    assert runner.take() is None
    shown = alone.parts[Jobs].view(actor, name)
    assert shown.address == f"/datasets/{freeze(alone).id}"
    assert shown.job.progress == (3, 3)


@pytest.mark.parametrize(
    "last",
    [
        "serve.datasets.freezing.pieces_of",  # when the first file would be stored
        "serve.datasets.freezing.set_id",  # when all are stored, and the data set would be kept
        "serve.datasets.service.as_result",  # when it is kept, and the job would be done
    ],
)
def test_a_freeze_that_was_cut_off_is_finished_by_the_next_start_as_one_data_set(
    alone: Team, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(alone)
    chosen = {accepted(alone), accepted(alone, label=Label.COUNTERFEIT)}
    actor = curator(alone).actor
    name = alone.parts[DataSets].start(actor)
    taken = runner_of(alone.parts, FREEZE, OVER).take()
    assert taken is not None
    with monkeypatch.context() as patched:
        patched.setattr(last, process_ends)
        with pytest.raises(KeyboardInterrupt):
            runner_of(alone.parts, FREEZE, OVER).run(taken)
    assert alone.parts[Jobs].view(actor, name).job.is_open
    again = runner_of(alone.parts, FREEZE)
    found = again.take()
    assert found is not None
    again.run(found)
    [frozen] = [each.frozen for each in alone.parts[DataSets].page(actor, None, 10).page.entries]
    assert alone.parts[Jobs].view(actor, name).address == f"/datasets/{frozen.id}"
    assert (freeze(alone), set(entries_in(alone, frozen))) == (frozen, chosen)
    frozen_once = [event for event in log_of(alone) if event.action == DataSetAction.FREEZE]
    assert [event.subject for event in frozen_once] == [frozen.id]
    assert not faults(alone)


def process_ends(*_: object) -> None:
    """Let the process be gone."""
    raise KeyboardInterrupt


def test_an_exported_data_set_is_accepted_by_training(alone: Team, tmp_path: Path) -> None:
    publish(alone)
    for _ in range(2):
        accepted(alone, new_picture(GREEN))
        accepted(alone, label=Label.COUNTERFEIT)
    made_gold(alone, accepted(alone))
    frozen = freeze(alone)
    export = alone.parts[SetExport]
    folder = export.write(alone.operator.actor, frozen.id, tmp_path)
    assert folder == tmp_path / frozen.id == export.write(alone.operator.actor, frozen.id, tmp_path)
    for manifest in (folder / "manifest.csv", folder / "gold" / "manifest.csv"):
        report = validate(manifest)
        assert (report.rows > 0, report.errors) == (True, ())
    assert "unknown-reference" not in {each.code for each in validate(folder / "manifest.csv").findings}
    (picture,) = (folder / "references" / "box").iterdir()
    assert picture.read_bytes() == PICTURE
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_no_other_organisation_sees_a_data_set_or_a_gold_item(alone: Team) -> None:
    publish(alone)
    made_gold(alone, accepted(alone))
    accepted(alone)
    frozen = freeze(alone)
    for desk in (alone.contributor, alone.rival, alone.officer, alone.desk(Role.ADMINISTRATOR, "acme")):
        with alone.parts[Works].of(DataSetWork).look(desk.actor) as work:
            assert (work.sets.page(None, 9), work.gold.all(), work.sets.items_of(frozen.id)) == ([], [], [])
            assert work.store(GoldItems).version() == ""


def test_rows_that_were_changed_by_hand_are_found(alone: Team) -> None:
    publish(alone)
    name, other = accepted(alone), accepted(alone)
    made_gold(alone, name)
    frozen = freeze(alone)
    forged = {"entry_id": other, "proposed_by": curator(alone).actor.person_id, "proposed_at": frozen.created_at}
    check_found(
        alone,
        DataSetVerifier(),
        [
            (update(sets).values(rows=7), "was changed since"),
            (update(sets).values(summary=None), "was changed since"),
            (update(files).where(files.c.name == "manifest.csv").values(sha256="0" * 64), "was changed since"),
            (update(items).where(items.c.entry_id == other).values(part="test"), "was changed since"),
            (delete(items).where(items.c.entry_id == other), "was changed since"),
            (update(gold).values(confirmed_by=None), "was changed since"),
            (delete(gold), "is gone"),
            (insert(gold).values(forged), "no event says"),
        ],
    )
