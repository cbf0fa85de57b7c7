"""What a new checkout has to look at: a staged release that differs in a few files, and a gold set to compare it on."""

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import update

from model.datasets.fields import Label
from model.release import release_id
from serve.accounts.permissions import Role
from serve.catalogue import demo as sheet_demo
from serve.catalogue.asking import contacts_now
from serve.catalogue.editing import Sheets
from serve.catalogue.guide import Guide
from serve.clearances import demo as clearance_demo
from serve.datasets import demo as data_set_demo
from serve.datasets.domain import LeftOut
from serve.datasets.freezing import Freezer
from serve.datasets.gold import GoldSet
from serve.enquiries import demo as enquiry_demo
from serve.enquiries.escalating import Escalations
from serve.enquiries.service import Enquiries
from serve.notices import demo as notice_demo
from serve.notices.service import OwnNotices
from serve.persons import demo as person_demo
from serve.persons.service import CasePersons
from serve.platform.demo_data import DemoData
from serve.platform.waiting import Waiting
from serve.procedures import demo as procedure_demo
from serve.procedures.domain import Standing
from serve.procedures.listing import DeadlineLists
from serve.releases import demo as release_demo
from serve.releases.domain import ReleaseState
from serve.releases.registry import ReleaseRegistry
from serve.releases.report import report_of
from serve.releases.service import Releases
from serve.results import demo as result_demo
from serve.results.counting import MEASURED
from serve.results.keeping import keep_totals
from serve.results.service import Results
from serve.review import demo as review_demo
from serve.review.curating import ReviewQueue
from serve.review.domain import EntryState
from serve.review.queue_store import QueueFilter
from serve.seizures import demo as seizure_demo
from serve.seizures.service import Seizures
from serve.seminars import demo as seminar_demo
from serve.seminars.dealing_domain import Numbers
from serve.seminars.domain import SeminarState
from serve.seminars.service import Seminars
from serve.shifts import demo as shift_demo
from serve.shifts.domain import Shift, ShiftQuery
from serve.shifts.service import Shifts
from serve.sittings.tables import sittings
from tests.serve.record import faults
from tests.serve.reviewing import assess
from tests.serve.rules.desk import GREEN, RED, Team, new_photo


def differing(release: Path, folder: Path, made_from: str) -> Path:
    """The files of a release with another threshold, as far as they differ."""
    description = json.loads((release / "release.json").read_bytes())
    step = {"from": made_from, "manifest_sha256": "0" * 64}
    changed = {**description, "familiarity": -0.5, "training": {"recalibrated": [step]}}
    content = json.dumps(changed).encode()
    made = folder / release_id(content)
    made.mkdir(parents=True)
    (made / "release.json").write_bytes(content)
    return made


def test_a_release_is_staged_from_the_active_one_and_the_files_that_differ(
    alone: Team, tiny_release: Path, tmp_path: Path
) -> None:
    made = differing(tiny_release, tmp_path / "staged", tiny_release.name)
    differing(tiny_release, tmp_path / "staged", "r-0123456789abcdef")  # of another release than the active one
    release_demo.create(alone.parts, alone.operator.actor, tmp_path / "staged")
    registry = alone.parts[ReleaseRegistry]
    (record,) = (each for each in registry.all() if each.id != tiny_release.name)
    assert (record.id, record.state, record.staged.by) == (
        made.name,
        ReleaseState.STAGED,
        alone.operator.actor.person_id,
    )
    assert registry.archive.load(record).description.familiarity == -0.5
    assert report_of(registry.archive, record).counted_from == tiny_release.name
    assert faults(alone) == []


def sample(folder: Path, view: str = "front", *, items: int = 4) -> Path:
    """A small sample: some items of each label and split, one photo each, of a product, and one each of another."""
    (folder / "images").mkdir()
    with (folder / "manifest.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["image", "product", "label", "item", "view", "split", "licence"])
        for product in ("bag", "box"):
            for label, colour in ((Label.GENUINE, GREEN), (Label.COUNTERFEIT, RED)):
                for split in ("train", "calibration", "test"):
                    for number in range(items if product == "box" else 1):
                        item = f"{product}-{label}-{split}-{number}"
                        (folder / "images" / f"{item}.jpg").write_bytes(new_photo(colour))
                        shown = view if product == "box" else "whole"
                        writer.writerow([f"images/{item}.jpg", product, label, item, shown, split, "CC0-1.0"])
    return folder / "manifest.csv"


def test_items_that_no_release_learned_from_are_accepted_and_most_are_gold(alone: Team, tmp_path: Path) -> None:
    curator, administrator = alone.desk(Role.CURATOR, "operator"), alone.operator
    data_set_demo.create(alone.parts, alone.contributor.actor, curator.actor, administrator.actor, sample(tmp_path))
    found = alone.parts[ReviewQueue].queue(curator.actor, QueueFilter(EntryState.ACCEPTED), None, 100).page.entries
    gold = alone.parts[GoldSet].view(curator.actor)
    products = {entry.product_id for entry in found}
    assert len(products) == 1
    assert {entry.item.split("-")[2] for entry in found} == {"test", "calibration"}
    assert {shown.entry.item.split("-")[2] for shown in gold.items} == {"test"}
    assert all(shown.item.is_confirmed for shown in gold.items)
    assert {shown.entry.label for shown in gold.items} == set(Label)
    assert faults(alone) == []


def test_items_of_a_part_with_a_published_sheet_are_accepted_and_can_be_frozen(alone: Team, tmp_path: Path) -> None:
    curator, reviewer = alone.desk(Role.CURATOR, "operator"), alone.desk(Role.REVIEWER, "acme")
    author, operator = alone.contributor.actor, alone.operator.actor
    part = sheet_demo.create_published(alone.parts, author, reviewer.actor)
    assert part is not None
    data_set_demo.create(alone.parts, author, curator.actor, operator, sample(tmp_path, part.views[0].id), part)
    made = alone.parts[Freezer].freeze(operator)
    summary = made.frozen.summary
    assert summary is not None
    assert {(group.product, group.label) for group in summary.groups} == {(part.id, label) for label in Label}
    assert {lack.reason for lack in summary.lacks} == {LeftOut.NO_SHEET}  # of the draft sheet's product
    assert faults(alone) == []


def test_the_demo_waits_until_its_items_are_assessed(alone: Team, tmp_path: Path) -> None:
    curator, author = alone.desk(Role.CURATOR, "operator").actor, alone.contributor.actor
    alone.parts.made[DemoData] = demo = DemoData()
    source = data_set_demo.create(alone.parts, author, curator, alone.operator.actor, sample(tmp_path))
    waiting = Thread(target=review_demo.wait_for_assessment, args=(alone.parts, source))
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    assess(alone.parts)
    waiting.join(30)
    assert not waiting.is_alive()
    found = alone.parts[ReviewQueue].queue(curator, QueueFilter(EntryState.ACCEPTED), None, 100).page.entries
    assert found
    assert all(entry.review.assessment for entry in found)
    assert demo.waits(0)


def test_the_demo_waits_neither_for_a_service_that_stops_nor_for_jobs_that_do_not_run(
    alone: Team, tmp_path: Path
) -> None:
    curator, author = alone.desk(Role.CURATOR, "operator").actor, alone.contributor.actor
    alone.parts.made[DemoData] = demo = DemoData()
    source = data_set_demo.create(alone.parts, author, curator, alone.operator.actor, sample(tmp_path))
    demo.stop()
    review_demo.wait_for_assessment(alone.parts, source)
    review_demo.wait_for_assessment(alone.parts, "")


def test_the_sheet_of_the_first_product_is_published_with_contacts_and_goes_on_as_a_draft(alone: Team) -> None:
    author, publisher = alone.contributor.actor, alone.desk(Role.REVIEWER, "acme").actor
    sheet = next(iter(alone.parts[Releases].active.examiner.release.description.products.values())).sheet
    sheet_demo.begin(alone.parts, author, publisher, replace(sheet, name={"en": sheet.name["en"]}))
    monday = datetime(2026, 11, 30, 3, tzinfo=UTC)  # noon in Tokyo
    (contact,) = contacts_now(alone.parts[Guide], alone.officer.actor, sheet.id, monday)
    assert contact.availability is not None
    assert contact.availability.is_open
    (record,) = (each.record for each in alone.parts[Sheets].page(author, None, 9).entries)
    assert (record.published, record.latest) == (2, 3)
    assert faults(alone) == []


def test_a_sheet_that_is_not_complete_stays_a_draft(alone: Team) -> None:
    author, publisher = alone.contributor.actor, alone.desk(Role.REVIEWER, "acme").actor
    sheet_demo.create(alone.parts, author.username, publisher.username)
    (record,) = (each.record for each in alone.parts[Sheets].page(author, None, 9).entries)
    assert (record.published, record.latest) == (None, 3)


def test_of_other_right_holders_there_is_someone_to_ask_about_each_product(
    alone: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_demo, "OTHERS", {"acme": ("Ann Acme", "+1 0", "Mon to Fri, 9 to 17", "Asia/Tokyo")})
    sheet_demo.create_contacts(alone.parts)
    author, sheets = alone.contributor.actor, alone.parts[Sheets]
    written = [sheets.view(author, each.record.id) for each in sheets.page(author, None, 9).entries]
    assert len(written) == len(alone.parts[Releases].active.examiner.release.description.products)
    assert all("ann@acme.example" in str(each) for each in written)
    assert faults(alone) == []


def shift_now(team: Team) -> Shift:
    now = team.parts.clock.now()
    return team.parts[Shifts].view(team.officer.actor, ShiftQuery(now - timedelta(hours=1), now + timedelta(minutes=1)))


def test_a_shift_has_cases_of_two_units_notes_and_a_question_that_waits(alone: Team, tmp_path: Path) -> None:
    officer, senior = alone.officer.actor, alone.senior.actor
    shift_demo.create(alone.parts, officer, senior, sample(tmp_path).parent)
    shift = shift_now(alone)
    assert {case.details.unit for case in shift.opened} == {shift_demo.CONTAINERS, shift_demo.PARCELS}
    assert (shift.opened_count, shift.closed_count, shift.examinations) == (3, 1, 2)
    assert (shift.pending_opinions, len(shift.notes)) == (1, len(shift_demo.NOTES))
    assert alone.parts[Waiting].counts(senior) == {"opinions": 1}
    assert faults(alone) == []


def test_an_enquiry_waits_for_a_photo_that_its_right_holder_asks_for(alone: Team, tmp_path: Path) -> None:
    officer, reviewer = alone.officer.actor, alone.reviewer.actor
    item = shift_demo.create(alone.parts, officer, alone.senior.actor, sample(tmp_path).parent)
    enquiry_demo.create(alone.parts, officer, reviewer, *item)
    assert alone.parts[Waiting].counts(officer) == {"photo_requests": 1}
    assert shift_now(alone).photo_requests == 1
    (read,) = alone.parts[Enquiries].of_case(officer, item[0])
    assert [each.point for each in read.enquiry.pending] == ["logo"]
    (contact,) = alone.parts[Escalations].contacts(reviewer).contacts.all
    assert (contact.person_id, contact.after_hours, contact.after_percent) == (reviewer.person_id, 24, 50)
    assert faults(alone) == []


def test_a_case_has_procedures_under_three_laws_and_one_that_lapsed(alone: Team) -> None:
    procedure_demo.create(alone.parts, alone.officer.actor)
    found = alone.parts[DeadlineLists].page(alone.officer.actor, limit=99).entries
    assert {each.clock.rule.partition("/")[0] for each in found} == {"eu-608-2013", "jp-nintei", "us-cbp"}
    now = alone.parts.clock.now()
    assert [each.clock.standing(now) for each in found][:1] == [Standing.LAPSED]
    assert [each.clock.extension for each in found if each.clock.extension] == [10]
    assert shift_now(alone).lapsed_deadlines >= 1
    assert faults(alone) == []


def test_a_shift_without_the_sample_has_cases_and_notes(alone: Team, tmp_path: Path) -> None:
    item = shift_demo.create(alone.parts, alone.officer.actor, alone.senior.actor, tmp_path)
    enquiry_demo.create(alone.parts, alone.officer.actor, alone.reviewer.actor, *item)  # about which nothing is asked
    shift = shift_now(alone)
    assert (shift.opened_count, shift.closed_count, shift.examinations) == (3, 1, 0)


def test_a_seizure_has_an_interception_and_goods(alone: Team) -> None:
    seizure_demo.create(alone.parts, alone.officer.actor)
    (case,) = shift_now(alone).opened
    record = alone.parts[Seizures].view(alone.officer.actor, case.id)
    assert (record.said.provenance, len(record.goods)) == ("AE", len(seizure_demo.GOODS))
    assert faults(alone) == []


def test_a_seizure_has_persons_who_are_seen_for_a_reason(alone: Team) -> None:
    case_id = seizure_demo.create(alone.parts, alone.officer.actor)
    person_demo.create(alone.parts, alone.officer.actor, case_id)
    _, seen = alone.parts[CasePersons].look(alone.officer.actor, case_id, "notice")
    assert [each.said for each in seen] == list(person_demo.PERSONS)


def test_the_address_for_notices_is_confirmed_and_no_mail_waits(alone: Team) -> None:
    notice_demo.create(alone.parts, [alone.officer.actor])
    found = alone.parts[OwnNotices].view(alone.officer.actor)
    assert found is not None
    assert found.is_told
    assert found.address.endswith("@demo.example")
    assert faults(alone) == []


def test_without_the_sample_nothing_is_done(alone: Team, tmp_path: Path) -> None:
    curator, missing = alone.desk(Role.CURATOR, "operator"), tmp_path / "manifest.csv"
    data_set_demo.create(alone.parts, alone.contributor.actor, curator.actor, alone.operator.actor, missing)
    assert alone.parts[GoldSet].view(curator.actor).items == []


def test_a_seminar_of_all_that_is_cleared_is_released_and_nothing_without_it(alone: Team, tmp_path: Path) -> None:
    trainer, reviewer = alone.desk(Role.TRAINER), alone.desk(Role.REVIEWER, "acme")
    seminar_demo.create(alone.parts, trainer.actor, reviewer.actor)
    assert alone.parts[Seminars].page(trainer.actor, None, None, 9).entries == []
    curator, author = alone.desk(Role.CURATOR, "operator"), alone.contributor.actor
    data_set_demo.create(alone.parts, author, curator.actor, alone.operator.actor, sample(tmp_path))
    clearance_demo.create(alone.parts, reviewer.actor)
    seminar_demo.create(alone.parts, trainer.actor, reviewer.actor)
    (listed,) = alone.parts[Seminars].page(trainer.actor, None, None, 9).entries
    (slot,) = alone.parts[Seminars].get(trainer.actor, listed.seminar.id).slots
    assert slot.is_ready
    assert faults(alone) == []


def test_the_held_seminar_has_made_up_answers_that_count_in_its_results_alone(
    alone: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seminar_demo, "NUMBERS", Numbers(exercises=2, tests=2))
    trainer, reviewer = alone.desk(Role.TRAINER), alone.desk(Role.REVIEWER, "acme")
    result_demo.create(alone.parts, trainer.actor, reviewer.actor)
    assert alone.parts[Seminars].page(trainer.actor, None, None, 9).entries == []
    curator, author = alone.desk(Role.CURATOR, "operator"), alone.contributor.actor
    data_set_demo.create(alone.parts, author, curator.actor, alone.operator.actor, sample(tmp_path))
    clearance_demo.create(alone.parts, reviewer.actor)
    result_demo.create(alone.parts, trainer.actor, reviewer.actor)
    (listed,) = alone.parts[Seminars].page(trainer.actor, SeminarState.CLOSED, None, 9).entries
    assert "made-up" in listed.seminar.title
    results = alone.parts[Results]
    found = results.of_seminar(trainer.actor, listed.seminar.id).figures
    assert (found.seats, len(found.questions)) == (24, 6)
    assert found.learning is not None
    over = results.overview(trainer.actor)
    (line,) = over.seminars
    assert (over.made_up, over.total.seminars) == (0, 1)  # there are no others
    with results.work.look(trainer.actor) as work:
        slots = work.slots.of([listed.seminar.id])
        items = [question.entry_id for slot in slots for question in slot.questions]
        assert MEASURED.counts(work, items) == {}
    with results.work.begin(alone.operator.actor) as work:
        keep_totals(work, [line.id])
        assert work.totals.all() == []
    assert faults(alone) == []


def test_made_up_answers_are_left_out_beside_real_ones_and_counted(
    alone: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seminar_demo, "NUMBERS", Numbers(exercises=2, tests=2))
    trainer, reviewer = alone.desk(Role.TRAINER).actor, alone.desk(Role.REVIEWER, "acme").actor
    curator, author = alone.desk(Role.CURATOR, "operator").actor, alone.contributor.actor
    data_set_demo.create(alone.parts, author, curator, alone.operator.actor, sample(tmp_path))
    clearance_demo.create(alone.parts, reviewer)
    for _ in range(2):
        result_demo.create(alone.parts, trainer, reviewer)
    seminar = alone.parts[Seminars].page(trainer, SeminarState.CLOSED, None, 9).entries[0].seminar.id
    with alone.parts.database.writing(trainer) as connection:
        connection.execute(update(sittings).where(sittings.c.seminar_id == seminar).values(is_made_up=False))
    over = alone.parts[Results].overview(trainer)
    assert (len(over.seminars), over.total.seminars, over.made_up) == (2, 1, 1)
