"""A contribution is checked row by row, enters whole or not at all, never twice, and is its right holder's alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import delete, event, update

from model.datasets.fields import Label
from model.formats import IntakeLimits
from serve.accounts.permissions import Role
from serve.catalogue.editing import Sheets
from serve.contributions import tables
from serve.contributions.checking import CHECK
from serve.contributions.domain import ContributionRejectedError, ContributionState, ContributionStateError
from serve.contributions.filing import ContributionFiles
from serve.contributions.findings import words_of
from serve.contributions.image_domain import UNSAID, ImageDetails, ImageFilter, ImageState
from serve.contributions.labelling import Edit, Labelling, Selection
from serve.contributions.looking import PictureFacts, look_at
from serve.contributions.messages import ITEMS_BY
from serve.contributions.service import Began, Changes, Contributions
from serve.contributions.submitting import Submissions, WithdrawalRequest
from serve.contributions.verifier import ContributionVerifier
from serve.jobs.service import Jobs
from serve.platform.errors import ConflictError, NotFoundError
from serve.platform.parts import Parts
from serve.platform.tenancy import SYSTEM
from serve.platform.versions import ChangedMeanwhileError, ReadVersion, etag
from serve.platform.work import Works
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from serve.review.domain import Entry
from serve.review.store import EntryStore
from tests.serve.contributing import LICENCE, Contributor, drawn, picture, run_checks, uploaded, zipped
from tests.serve.jobbing import runner_of
from tests.serve.record import check_found
from tests.serve.reviewing import handed_in
from tests.serve.rules.desk import Team, call
from tests.serve.sheets import complete

_products = count()
OVER = timedelta(seconds=-1)  # a lease that is over at once: its process was killed


@pytest.fixture
def holder(team: Team) -> Contributor:
    """A person who contributes images of a product that no other test has."""
    return Contributor(team.parts, team.contributor.actor, f"gadget-{next(_products)}")


def items(count: int, label: str = "genuine", view: str = "front") -> dict[str, bytes]:
    """Files of so many items, in folders."""
    return {f"set/{label}/{number:02d}/{view}.jpg": picture() for number in range(1, count + 1)}


def submit(holder: Contributor, contribution: str) -> ContributionState:
    return holder.parts[Submissions].submit(holder.actor, contribution).contribution.state


def entries_of(holder: Contributor, contribution: str) -> list[Entry]:
    with holder.parts[Works].begin(holder.actor) as work:
        return EntryStore(work.connection, work.tenant).of_source(contribution)


def label(holder: Contributor, contribution: str, numbers: list[int], **said: object) -> None:
    edit = Edit(ImageDetails(**said))  # type: ignore[arg-type]
    holder.parts[Labelling].set(holder.actor, contribution, Selection(numbers), edit)


def test_a_folder_becomes_one_entry_for_each_item(holder: Contributor) -> None:
    files = items(2) | {"set/counterfeit/09/front.jpg": picture(), "set/counterfeit/09/back.jpg": picture()}
    contribution = holder.checked(files, source="studio")
    assert holder.view(contribution).contribution.summary.states == {"ready": 4}
    assert submit(holder, contribution) is ContributionState.SUBMITTED
    found = {entry.item: entry for entry in entries_of(holder, contribution)}
    assert sorted(found) == ["counterfeit/09", "genuine/01", "genuine/02"]
    entry = found["counterfeit/09"]
    assert (entry.label, entry.product_id, entry.licence, len(entry.photos)) == (
        Label.COUNTERFEIT,
        holder.product,
        LICENCE,
        2,
    )
    photos = {photo.name: photo for photo in entry.photos}
    front = photos["set/counterfeit/09/front.jpg"]
    assert (front.view, front.source, len(front.hashes)) == ("front", "studio", 32)


def test_a_zip_and_single_files_are_read_alike(holder: Contributor) -> None:
    loose = holder.checked(items(2))
    packed = holder.checked({"pack.zip": zipped(items(2))})
    of_each = [
        [(each.said.item, each.said.label, each.said.view) for each in holder.images(one)] for one in (loose, packed)
    ]
    assert of_each[0] == of_each[1]


def test_nothing_enters_while_a_row_has_an_error(holder: Contributor) -> None:
    contribution = holder.checked(items(2) | {"set/genuine/03/front.jpg": b"\xff\xd8\xff no picture"})
    with pytest.raises(ContributionStateError, match="1 row has an error"):
        submit(holder, contribution)
    assert entries_of(holder, contribution) == []
    faulty = [image.number for image in holder.images(contribution) if image.state is ImageState.FAULTY]
    label(holder, contribution, faulty, is_left_out=True)
    submit(holder, contribution)
    assert len(entries_of(holder, contribution)) == 2


def test_a_finding_of_images_that_are_all_left_out_counts_none(holder: Contributor) -> None:
    broken = {f"set/genuine/0{number}/front.jpg": b"\xff\xd8\xff" for number in (3, 4)}
    contribution = holder.checked(items(1) | broken | {"set/notes.txt": b"notes"})
    before = {kind.code: kind.images for kind in holder.view(contribution).kinds}
    (code,) = before.keys() - {"file-ignored"}
    faulty = [image.number for image in holder.images(contribution, code)]
    counts = []
    for number in faulty:
        label(holder, contribution, [number], is_left_out=True)
        counts.append({kind.code: kind.images for kind in holder.view(contribution).kinds})
    assert [each[code] for each in (before, *counts)] == [2, 1, 0]
    assert counts[-1]["file-ignored"] == 1, "it says why the file is left out"


def test_the_same_folder_twice_adds_nothing(holder: Contributor) -> None:
    files = items(3)
    submit(holder, holder.checked(files))
    again = holder.checked(files)
    assert {image.state for image in holder.images(again)} == {ImageState.LEFT_OUT}
    assert holder.codes(again)["set/genuine/01/front.jpg"] == ["contributed-before"]
    with pytest.raises(ContributionStateError, match="no image to submit"):
        submit(holder, again)


def test_a_picture_that_came_to_the_queue_in_another_way_counts_as_submitted_before(holder: Contributor) -> None:
    content = picture()
    handed_in(holder.parts, holder.actor, content, product=holder.product, label=Label.COUNTERFEIT)
    contribution = holder.checked({"genuine/1/front.jpg": content, "genuine/2/front.jpg": picture()})
    assert holder.codes(contribution)["genuine/1/front.jpg"] == ["contributed-differently"]


def test_the_same_files_added_twice_are_there_once_and_changed_ones_replace_theirs(holder: Contributor) -> None:
    files = items(2)
    contribution = holder.checked(files)
    assert holder.add(contribution, files).files == 2
    name = "set/genuine/01/front.jpg"
    changed = picture()
    assert holder.add(contribution, {name: changed}).files == 2
    holder.check(contribution)
    assert len(holder.images(contribution)) == 2
    assert holder.view(contribution).contribution.summary.states == {"ready": 2}


def test_an_upload_counts_once(holder: Contributor) -> None:
    first, second = holder.begin(), holder.begin()
    upload = uploaded(holder.parts, holder.actor, "genuine/1.jpg", picture())
    holder.parts[ContributionFiles].add(holder.actor, first, [upload, upload])
    with pytest.raises(ConflictError):
        holder.parts[ContributionFiles].add(holder.actor, second, [upload])
    assert holder.view(second).files == 0


def test_a_check_that_is_killed_continues_where_it_was(holder: Contributor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serve.contributions.checking.BATCH", 4)
    looked: list[bytes] = []

    def dying(content: bytes, limits: IntakeLimits) -> PictureFacts:
        looked.append(content)
        if len(looked) == 10:
            raise KeyboardInterrupt
        return look_at(content, limits)

    monkeypatch.setattr("serve.contributions.checking.look_at", dying)
    contribution = holder.begin({"pack.zip": zipped(items(14)), **items(3, "counterfeit")})
    holder.parts[Contributions].check(holder.actor, contribution)
    runner = runner_of(holder.parts, CHECK, OVER)
    taken = runner.take()
    assert taken is not None
    with pytest.raises(KeyboardInterrupt):
        runner.run(taken)
    assert len(holder.images(contribution)) == 8
    run_checks(holder.parts)
    shown = holder.view(contribution).contribution
    assert (shown.state, shown.summary.states) == (ContributionState.CHECKED, {"ready": 17})
    assert len(looked) == 9 + 1 + (17 - 8)  # what was kept is not read again
    assert len({image.number for image in holder.images(contribution)}) == 17


def test_a_cancelled_check_leaves_a_contribution_that_can_be_edited(holder: Contributor) -> None:
    contribution = holder.begin(items(1))
    job = holder.parts[Contributions].check(holder.actor, contribution)
    with pytest.raises(ContributionStateError, match="being checked"):
        holder.add(contribution, items(2))
    holder.parts[Jobs].cancel(holder.actor, job)
    assert holder.view(contribution).contribution.state is ContributionState.COLLECTING
    holder.add(contribution, items(2))
    assert holder.check(contribution).contribution.state is ContributionState.CHECKED


def test_a_colleague_sees_that_a_check_was_cancelled(holder: Contributor, team: Team) -> None:
    contribution = holder.begin(items(1))
    job = holder.parts[Contributions].check(holder.actor, contribution)
    states = [team.parts[Contributions].view(team.reviewer.actor, contribution).contribution.state]
    holder.parts[Jobs].cancel(holder.actor, job)
    states.append(team.parts[Contributions].view(team.reviewer.actor, contribution).contribution.state)
    assert states == [ContributionState.CHECKING, ContributionState.COLLECTING]


def test_a_check_of_many_images_asks_no_question_for_each(holder: Contributor) -> None:
    """How often the database is asked grows with the steps, not with the rows."""
    counts = []
    for size in (16, 48):
        contribution = holder.begin({"pack.zip": zipped(items(size))})
        holder.parts[Contributions].check(holder.actor, contribution)
        counts.append(_statements(holder.parts, lambda: run_checks(holder.parts)))
    per_step = (counts[1] - counts[0]) / 2  # two steps more
    assert per_step < 16


def _statements(parts: Parts, do: Callable[[], None]) -> int:
    seen = []
    with parts.database.reading(SYSTEM) as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", lambda *_: seen.append(1))
    do()
    return len(seen)


def test_labels_set_by_hand_come_before_what_folders_say(holder: Contributor) -> None:
    contribution = holder.checked({"a.jpg": picture(), "b.jpg": picture()})
    assert holder.codes(contribution)["a.jpg"] == ["missing-label"]
    label(holder, contribution, [1, 2], label=Label.GENUINE, view="front")
    label(holder, contribution, [1], item="one")
    label(holder, contribution, [2], item="two")
    assert holder.view(contribution).contribution.summary.states == {"ready": 2}
    holder.check(contribution)  # again, which keeps them
    assert holder.view(contribution).contribution.summary.states == {"ready": 2}
    take_back = Edit(UNSAID, frozenset({"label"}))
    holder.parts[Labelling].set(holder.actor, contribution, Selection([2]), take_back)
    assert holder.codes(contribution)["b.jpg"] == ["missing-label"]


def test_photos_of_which_nothing_is_known_are_told_apart_by_their_names(holder: Contributor) -> None:
    names = ("IMG_0412.jpg", "IMG_0413.jpg", "17_front.jpg", "18_front.jpg")
    contribution = holder.checked({f"phone/{name}": picture() for name in names} | {"genuine/1/front.jpg": picture()})
    said = {image.name: image.said for image in holder.images(contribution)}
    loose = [said[f"phone/{name}"] for name in names]
    assert [each.item for each in loose] == ["phone/IMG_0412", "phone/IMG_0413", "phone/17", "phone/18"]
    assert [(each.view, each.label) for each in loose[2:]] == [("front", None), ("front", None)]
    assert said["genuine/1/front.jpg"].label is Label.GENUINE
    assert "missing-item" not in holder.view(contribution).contribution.summary.findings


def test_each_chosen_image_becomes_an_item_of_its_own(holder: Contributor) -> None:
    files = items(2) | {"set/genuine/01/front-2.jpg": picture(), "set/genuine/09/front.jpg": b"\xff\xd8\xff"}
    contribution = holder.checked(files)
    before = {image.number: image.said.item for image in holder.images(contribution)}
    edit = Edit(has_own_item=True)
    chosen = Selection([image.number for image in holder.images(contribution) if image.said.item != "02"])
    holder.parts[Labelling].set(holder.actor, contribution, chosen, edit)
    after = [image.said.item for image in holder.images(contribution)]
    assert len(set(after)) == len(after) > len(set(before.values()))
    assert len({image.given.item for image in holder.images(contribution) if image.hashes}) == 3
    holder.parts[Labelling].set(holder.actor, contribution, chosen, edit)
    assert [image.said.item for image in holder.images(contribution)] == after


def test_only_a_product_with_several_views_lacks_one(holder: Contributor) -> None:
    one_view = holder.checked(items(1, view="odd"))
    assert not any(holder.codes(one_view).values())
    assert [image.said.view for image in holder.images(one_view)] == ["front"], "the product's only one"
    assert holder.view(one_view).contribution.summary.groups[0].views == {"front": 1}
    views = [{"id": each, "title": {"en": each}, "required": True} for each in ("front", "back")]
    product = f"gadget-{next(_products)}"
    holder.parts[Sheets].create(holder.actor, complete(product, views=views))
    contribution = holder.checked(items(3, view="odd"), product=product)
    assert [*holder.codes(contribution).values()] == [["missing-view"]] * 3
    holder.parts[Labelling].set(
        holder.actor, contribution, Selection(finding="missing-view"), Edit(ImageDetails(view="front"))
    )
    assert not any(holder.codes(contribution).values())
    label(holder, one_view, [1], product=product)
    assert holder.codes(one_view) == {"set/genuine/01/odd.jpg": ["missing-view"]}, "of a product with several"
    label(holder, one_view, [1], product=holder.product)
    assert [image.said.view for image in holder.images(one_view)] == ["front"]


def test_what_told_items_apart_is_named_as_it_was(holder: Contributor) -> None:
    each = holder.checked({f"genuine/{name}.jpg": picture() for name in ("oats", "barley")})
    alike = holder.checked({f"genuine/{name}.jpg": picture() for name in ("17", "17_front", "18_front")})
    found = [holder.view(one).contribution.summary.items_by for one in (each, alike)]
    assert found == ["photo", "name"]
    assert str(ITEMS_BY[found[0]]) == "Each photo was taken for one item."


def test_an_edit_of_what_changed_meanwhile_is_refused(holder: Contributor) -> None:
    contribution = holder.checked(items(1))
    read = ReadVersion([etag(holder.view(contribution).contribution.version)])
    label(holder, contribution, [1], item="one")
    with pytest.raises(ChangedMeanwhileError):
        holder.parts[Labelling].set(holder.actor, contribution, Selection([1]), Edit(ImageDetails(item="two")), read)


def test_a_call_sent_again_changes_nothing_more(holder: Contributor, team: Team) -> None:
    actor = holder.actor
    began = Began(LICENCE, has_consented=True)
    ids = {team.parts[Contributions].create(actor, began, call(actor, "new")).contribution.id for _ in range(2)}
    assert len(ids) == 1
    contribution = holder.checked(items(1))
    for _ in range(2):
        holder.parts[Submissions].submit(actor, contribution, call=call(actor, "submit"))
    assert len(entries_of(holder, contribution)) == 1


def test_without_consent_or_licence_nothing_begins(holder: Contributor) -> None:
    contributions = holder.parts[Contributions]
    with pytest.raises(ContributionRejectedError, match="Agree to the statement"):
        contributions.create(holder.actor, Began(LICENCE, has_consented=False))
    with pytest.raises(ContributionRejectedError, match="licence"):
        contributions.create(holder.actor, Began("  ", has_consented=True))


def test_a_new_licence_is_agreed_to_by_the_person_who_gives_it(holder: Contributor, team: Team) -> None:
    contribution = holder.begin()
    shown = team.parts[Contributions].change(team.reviewer.actor, contribution, Changes(licence="agreement 7"))
    terms = shown.contribution.terms
    assert (terms.licence, terms.consent_by) == ("agreement 7", team.reviewer.actor.person_id)


def test_a_product_of_others_is_not_known_whether_it_exists_or_not(holder: Contributor, team: Team) -> None:
    Contributor(team.parts, team.rival.actor, "rivals-own")
    said = []
    for product in ("rivals-own", "no-such-product"):
        contribution = holder.checked({"genuine/1/front.jpg": picture()}, product=product)
        (image,) = holder.images(contribution)
        said.append([each.code for each in image.findings])
    assert said == [["unknown-product"], ["unknown-product"]]


def test_products_without_a_sheet_are_named_as_they_were_read(holder: Contributor) -> None:
    files = {f"{product}/genuine/1/front.jpg": picture() for product in ("oat milk", "soy milk")}
    contribution = holder.checked(files, product=None)
    (kind,) = holder.view(contribution).kinds
    assert (kind.code, kind.products) == ("unknown-product", ("oat-milk", "soy-milk"))
    label(holder, contribution, [1], product=holder.product, view="front")
    (kind,) = holder.view(contribution).kinds
    assert str(kind.title) == "Your organisation has no product sheet of soy-milk."
    label(holder, contribution, [2], is_left_out=True)
    assert holder.view(contribution).kinds == ()


def test_pictures_of_others_are_never_named(holder: Contributor, team: Team) -> None:
    rival = Contributor(team.parts, team.rival.actor, holder.product)
    content = picture()
    files = {"genuine/1/front.jpg": content}
    submit(rival, rival.checked(files))
    contribution = holder.checked({"counterfeit/1/front.jpg": content, "genuine/2/front.jpg": picture()})
    assert not any(holder.codes(contribution).values())


def test_another_right_holder_and_an_agency_find_nothing(holder: Contributor, team: Team) -> None:
    contribution = holder.checked(items(1))
    for other in (team.rival.actor, team.officer.actor, team.operator.actor):
        with pytest.raises(NotFoundError):
            team.parts[Contributions].view(other, contribution)
        with pytest.raises(NotFoundError):
            team.parts[Labelling].page(other, contribution, ImageFilter(), 0, 10)
        with pytest.raises(NotFoundError):
            team.parts[Labelling].picture(other, contribution, 1)


def test_withdrawn_items_leave_the_queue_and_may_come_again(holder: Contributor) -> None:
    files = items(2)
    contribution = holder.checked(files)
    submit(holder, contribution)
    with pytest.raises(ContributionRejectedError, match="no submitted item"):
        holder.parts[Submissions].withdraw(holder.actor, contribution, "Sold", WithdrawalRequest(items=("unheard of",)))
    shown = holder.parts[Submissions].withdraw(
        holder.actor, contribution, "Sold", WithdrawalRequest(items=("genuine/01",))
    )
    assert shown.contribution.state is ContributionState.SUBMITTED
    standings = {entry.item: entry.standing.value for entry in entries_of(holder, contribution)}
    assert standings == {"genuine/01": "withdrawn", "genuine/02": "in_review"}
    again = holder.checked(files)
    assert [image.state for image in holder.images(again)] == [ImageState.READY, ImageState.LEFT_OUT]
    shown = holder.parts[Submissions].withdraw(holder.actor, contribution, "All of it")
    assert shown.contribution.state is ContributionState.WITHDRAWN


def test_withdrawing_an_item_leaves_the_item_of_the_same_name_of_another_product(holder: Contributor) -> None:
    other, withdraw = Contributor(holder.parts, holder.actor, f"{holder.product}-b"), holder.parts[Submissions].withdraw
    contribution, name = holder.checked({f"genuine/{number}/front.jpg": picture() for number in (1, 2)}), "lot 7"
    for number, product in ((1, holder.product), (2, other.product)):
        label(holder, contribution, [number], product=product, item=name)
    submit(holder, contribution)
    gone, stays = (image.entry_id or "" for image in holder.images(contribution))
    for what, words in (
        (WithdrawalRequest(items=(name,)), "Several products"),
        (WithdrawalRequest(entries=("w-unheard-of",)), "no submitted item with the id"),
    ):
        with pytest.raises(ContributionRejectedError, match=words):
            withdraw(holder.actor, contribution, "Sold", what)
    withdraw(holder.actor, contribution, "Sold", WithdrawalRequest(entries=(gone,)))
    standings = {entry.id: entry.standing.value for entry in entries_of(holder, contribution)}
    assert standings == {gone: "withdrawn", stays: "in_review"}
    assert [image.state.value for image in holder.images(contribution)] == ["withdrawn", "submitted"]
    shown = withdraw(holder.actor, contribution, "Sold", WithdrawalRequest(items=(name,)))  # which is clear by now
    assert shown.contribution.state is ContributionState.WITHDRAWN


def test_a_removed_contribution_is_gone_with_its_pictures(holder: Contributor, team: Team) -> None:
    contribution = holder.checked({"pack.zip": zipped(items(2))})
    names = [image.sha256 or "" for image in holder.images(contribution)]
    holder.parts[Contributions].remove(holder.actor, contribution)
    with pytest.raises(NotFoundError):
        holder.view(contribution)
    retention = Retention(team.parts[Works].of(RetentionWork), team.parts.objects, Rules(None, None))
    later = datetime.now(UTC) + timedelta(days=3)
    retention.apply(datetime.now(UTC))
    retention.apply(later)
    assert [team.parts.objects.has(name) for name in names] == [False, False]


def test_a_submitted_contribution_is_not_removed(holder: Contributor) -> None:
    contribution = holder.checked(items(1))
    submit(holder, contribution)
    with pytest.raises(ContributionStateError, match="Withdraw it instead"):
        holder.parts[Contributions].remove(holder.actor, contribution)
    with pytest.raises(ContributionStateError, match="was submitted"):
        label(holder, contribution, [1], item="other")


def test_what_is_left_out_by_hand_takes_no_part_in_comparisons(holder: Contributor) -> None:
    content = picture()
    contribution = holder.checked({"genuine/1/front.jpg": content, "counterfeit/2/front.jpg": content})
    codes = holder.codes(contribution)
    assert codes == {name: ["label-conflict"] for name in codes}
    label(holder, contribution, [2], is_left_out=True)
    assert holder.view(contribution).contribution.summary.states == {"ready": 1, "left_out": 1}


def test_near_copies_are_named_with_the_row_that_they_repeat(holder: Contributor) -> None:
    contribution = holder.checked(
        {
            "genuine/1/front.jpg": drawn(123),
            "genuine/2/front.jpg": drawn(123, quality=60),
            "genuine/3/front.jpg": picture(),
        }
    )
    findings = {
        image.number: [(each.code, each.values) for each in image.findings] for image in holder.images(contribution)
    }
    code = "near-copy-of-another-item"
    assert findings == {1: [(code, {"row": 2})], 2: [(code, {"row": 1})], 3: []}


def test_a_near_copy_with_the_other_label_is_a_conflict(holder: Contributor) -> None:
    contribution = holder.checked(
        {"genuine/1/front.jpg": drawn(124), "counterfeit/2/front.jpg": drawn(124, quality=60)}
    )
    assert set(holder.codes(contribution)["counterfeit/2/front.jpg"]) == {"label-conflict"}


def test_a_near_copy_of_what_was_submitted_before_is_named(holder: Contributor) -> None:
    submit(holder, holder.checked({"genuine/1/front.jpg": drawn(125)}))
    same = holder.checked({"genuine/7/front.jpg": drawn(125, quality=60)})
    other = holder.checked({"counterfeit/7/front.jpg": drawn(125, quality=60)})
    assert [*holder.codes(same).values(), *holder.codes(other).values()] == [
        ["near-copy-of-named"],
        ["label-conflict-with-named"],
    ]


def test_an_item_has_one_label_now_and_later(holder: Contributor) -> None:
    contribution = holder.checked({"genuine/1/front.jpg": picture(), "counterfeit/2/front.jpg": picture()})
    label(holder, contribution, [1, 2], item="one")
    assert set(holder.view(contribution).contribution.summary.findings) == {"item-of-both-labels"}
    label(holder, contribution, [1], item="other", is_left_out=False)
    submit(holder, contribution)
    later = holder.checked({"genuine/1/front.jpg": picture()})
    label(holder, later, [1], item="one")
    assert holder.codes(later) == {"genuine/1/front.jpg": ["label-differs-from-earlier"]}


def test_a_forged_row_is_found(alone: Team) -> None:
    holder = Contributor(alone.parts, alone.contributor.actor, "gadget")
    contribution = holder.checked(items(2))
    submit(holder, contribution)
    holder.begin(items(1))
    removed = holder.checked(items(1))
    holder.parts[ContributionFiles].remove(holder.actor, removed, 1)
    images, files, contributions = tables.images, tables.files, tables.contributions
    here = images.c.contribution_id == contribution
    edits = [
        (
            update(images).where(here, images.c.number == 1).values(given='{"label":"counterfeit"}'),
            "contribution_images",
        ),
        (update(images).where(here, images.c.number == 2).values(sha256="0" * 64), "contribution_images"),
        (delete(images).where(here, images.c.number == 2), "contribution_images"),
        (update(files).where(files.c.contribution_id == contribution).values(name="other.jpg"), "contribution_files"),
        (delete(files).where(files.c.contribution_id == contribution), "contribution_files"),
        (update(contributions).where(contributions.c.id == contribution).values(licence="none"), "was changed"),
        (update(contributions).where(contributions.c.id == contribution).values(corrects="w-1"), "was changed"),
    ]
    check_found(holder, ContributionVerifier(), edits)


def test_a_reviewer_may_do_what_a_contributor_may_and_an_administrator_only_looks(team: Team) -> None:
    administrator = team.desk(Role.ADMINISTRATOR, "acme").actor
    assert sorted(each for each in administrator.permissions if each.startswith("contribution:")) == [
        "contribution:read"
    ]
    assert sorted(each for each in team.reviewer.actor.permissions if each.startswith("contribution:")) == [
        "contribution:edit",
        "contribution:read",
        "contribution:submit",
        "contribution:withdraw",
    ]


def test_files_that_tell_the_label_are_warned_of_in_the_check_across_contributions(holder: Contributor) -> None:
    submit(holder, holder.checked({f"genuine/{number:02d}.jpg": picture(quality=95) for number in range(12)}))
    fakes = {f"counterfeit/{number:02d}.jpg": picture(quality=75) for number in range(12)}
    contribution = holder.checked(fakes)
    assert {tuple(codes) for codes in holder.codes(contribution).values()} == {("files-tell",)}
    (finding,) = holder.images(contribution)[0].of_labels
    said = str(words_of(finding))
    assert "JPEG quality 75" in said
    assert "Counterfeit items with such files: 12 of 12. Genuine items with such files: 0 of 12." in said
    assert "the same camera and the same program" in said
    assert submit(holder, contribution) is ContributionState.SUBMITTED, "a warning stops nothing"
    assert all(photo.file_traits for entry in entries_of(holder, contribution) for photo in entry.photos)


def test_files_of_others_say_nothing_about_ones_own(holder: Contributor, team: Team) -> None:
    other = Contributor(team.parts, team.rival.actor, holder.product)
    submit(other, other.checked({f"genuine/{number:02d}.jpg": picture(quality=95) for number in range(12)}))
    contribution = holder.checked({f"counterfeit/{number:02d}.jpg": picture(quality=75) for number in range(12)})
    assert {tuple(codes) for codes in holder.codes(contribution).values()} == {()}
