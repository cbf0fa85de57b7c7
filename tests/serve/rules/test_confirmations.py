"""What right holders confirm: what is counted of it, and what outlasts the case."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from model.datasets.fields import Label
from serve.confirmations.service import Confirmations
from serve.confirmations.tables import confirmations, photos
from serve.confirmations.verifier import ConfirmationVerifier
from serve.enquiries.service import Enquiries
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from serve.review.store import EntryStore
from serve.statistics.domain import Called, RealError
from serve.statistics.service import Statistics
from tests.serve.record import faults, faults_after
from tests.serve.rules.desk import GREEN, Desk, Stopped, Team, new_photo
from tests.serve.tiny_release import GENUINE


def confirmed(team: Team, label: str, *shown: bytes) -> Stopped:
    """An item that acme confirms to be genuine or counterfeit."""
    one = team.officer.stop(*shown)
    team.reviewer.answer(team.officer.enquire(one), f"confirmed_{label}")
    return one


def proposed(desk: Desk, after: str | None = None, limit: int = 100) -> list[str]:
    return [each.id for each in desk.parts[Confirmations].page(desk.actor, after, limit).confirmations]


def states(team: Team) -> list[tuple[str, str]]:
    with team.parts.database.reading(SYSTEM) as connection:
        query = select(confirmations.c.label, confirmations.c.state).order_by(confirmations.c.confirmed_at)
        return [tuple(row) for row in connection.execute(query)]


def real_error(desk: Desk) -> dict[str, RealError]:
    return {each.track.product: each for each in desk.parts[Statistics].real_errors(desk.actor)}


def counts(called: Called) -> tuple[int, int, int, int]:
    return called.n, called.suspected, called.consistent, called.inconclusive


def test_the_latest_answer_decides_what_is_proposed(alone: Team) -> None:
    reviewer, enquiry = alone.reviewer, alone.officer.enquire(alone.officer.stop())
    reviewer.answer(enquiry, "cannot_tell")
    assert states(alone) == []
    reviewer.answer(enquiry, "confirmed_genuine", amends=True)
    assert states(alone) == [("genuine", "proposed")]
    reviewer.answer(enquiry, "confirmed_counterfeit", amends=True)
    assert states(alone) == [("genuine", "superseded"), ("counterfeit", "proposed")]
    page = alone.parts[Confirmations].page(reviewer.actor, None, 10)
    assert [each.label for each in page.confirmations] == [Label.COUNTERFEIT]
    reviewer.answer(enquiry, "cannot_tell", amends=True)
    assert states(alone) == [("genuine", "superseded"), ("counterfeit", "superseded")]
    assert proposed(reviewer) == []
    assert faults(alone) == []


def test_confirmations_are_seen_by_their_right_holder_and_the_operator_alone(team: Team) -> None:
    confirmed(team, "genuine")
    [name] = proposed(team.contributor, limit=1)
    assert name in proposed(team.operator)
    assert proposed(team.rival) == []
    with pytest.raises(NotFoundError):
        team.parts[Confirmations].photo(team.rival.actor, name, 0)
    with pytest.raises(NotFoundError):
        proposed(team.rival, after=name)


def test_confirmations_are_read_page_by_page_the_latest_first(alone: Team) -> None:
    for _ in range(3):
        confirmed(alone, "genuine")
    use_cases, actor = alone.parts[Confirmations], alone.reviewer.actor
    first = use_cases.page(actor, None, 2)
    second = use_cases.page(actor, first.after, 2)
    seen = [*first.confirmations, *second.confirmations]
    assert [each.confirmed_at for each in seen] == sorted((each.confirmed_at for each in seen), reverse=True)
    assert (len({each.id for each in seen}), second.after) == (3, None)


def entries(team: Team) -> list[tuple[str, str, int]]:
    """Label, standing and number of photos of each entry of the review queue, in the order of their arrival."""
    with team.parts.database.reading(SYSTEM) as connection:
        ids = connection.execute(select(confirmations.c.id).order_by(confirmations.c.confirmed_at)).scalars()
        store = EntryStore(connection, SYSTEM)
        found = [entry for name in ids for entry in store.of_source(name)]
    return [(entry.label.value, entry.standing.value, len(entry.photos)) for entry in found]


def test_what_is_confirmed_waits_for_review_and_leaves_it_with_another_answer(alone: Team) -> None:
    reviewer, enquiry = alone.reviewer, alone.officer.enquire(alone.officer.stop())
    reviewer.answer(enquiry, "cannot_tell")
    assert entries(alone) == []
    reviewer.answer(enquiry, "confirmed_genuine", amends=True)
    assert entries(alone) == [("genuine", "in_review", 1)]
    reviewer.answer(enquiry, "confirmed_counterfeit", amends=True)
    assert entries(alone) == [("genuine", "withdrawn", 1), ("counterfeit", "in_review", 1)]
    reviewer.answer(enquiry, "cannot_tell", amends=True)
    assert [standing for _, standing, _ in entries(alone)] == ["withdrawn", "withdrawn"]
    assert faults(alone) == []


EDITS = [
    update(confirmations).values(label="counterfeit"),
    update(confirmations).values(outcome="inconclusive"),
    update(confirmations).values(state="superseded"),
    update(confirmations).values(label="nonsense"),
    update(photos).values(sha256="0" * 64),
]


def test_an_edit_by_hand_is_found_and_named(team: Team) -> None:
    confirmed(team, "genuine")
    [name] = proposed(team.reviewer, limit=1)
    assert faults_after(team, ConfirmationVerifier()) == []
    for edit in EDITS:
        found = faults_after(team, ConfirmationVerifier(), edit)
        assert any(name in fault and "was changed since" in fault for fault in found), (str(edit), found)


def test_what_was_removed_or_added_by_hand_is_found(team: Team) -> None:
    confirmed(team, "genuine")
    [name] = proposed(team.reviewer, limit=1)
    with team.parts.database.reading(SYSTEM) as connection:
        row = connection.execute(select(confirmations).where(confirmations.c.id == name)).one()._asdict()
    added = "b-" + "f" * 32
    found = faults_after(
        team,
        ConfirmationVerifier(),
        insert(confirmations).values(row | {"id": added}),
        delete(photos).where(photos.c.confirmation_id == name),
        delete(confirmations).where(confirmations.c.id == name),
    )
    assert found == [
        f"{added}: is in the database, but no event says that it was made",
        f"{name}: was there, but is gone",
    ]


def test_what_was_confirmed_outlasts_its_case(alone: Team) -> None:
    one = confirmed(alone, "genuine", new_photo(GREEN))
    officer, reviewer, parts = alone.officer, alone.reviewer, alone.parts
    [name] = proposed(reviewer)
    before = real_error(reviewer)
    officer.conclude(one.case, one.item, "genuine")
    officer.close(one.case)
    rules = Rules(closed_cases=timedelta(0), loose_examinations=None)
    removed = Retention(parts[Works].of(RetentionWork), parts.objects, rules).apply(datetime.now(UTC) + timedelta(3))
    assert (removed.cases, removed.photos) == (1, 0)
    assert parts[Enquiries].page(reviewer.actor, None, None, 10).enquiries == ()
    assert parts.objects.has(parts[Confirmations].photo(reviewer.actor, name, 0).sha256)
    assert real_error(reviewer) == before
    assert faults(alone) == []


def test_an_item_counts_once_by_what_was_confirmed_last(alone: Team) -> None:
    officer, reviewer = alone.officer, alone.reviewer
    one = officer.stop()
    first, second, third = (officer.enquire(one) for _ in range(3))
    reviewer.answer(first, "confirmed_genuine")
    assert counts(real_error(reviewer)["box"].total.genuine) == (1, 1, 0, 0)
    reviewer.answer(second, "confirmed_counterfeit")
    reviewer.answer(third, "cannot_tell")
    total = real_error(reviewer)["box"].total
    assert (total.genuine.n, counts(total.counterfeit)) == (0, (1, 1, 0, 0))
    reviewer.answer(second, "cannot_tell", amends=True)
    assert counts(real_error(reviewer)["box"].total.genuine) == (1, 1, 0, 0)
    reviewer.answer(first, "cannot_tell", amends=True)
    assert real_error(reviewer) == {}


def test_months_are_calendar_months_in_utc(alone: Team) -> None:
    for _ in range(3):
        confirmed(alone, "genuine", GENUINE)
    moments = [
        datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 1, tzinfo=UTC),
        datetime(2025, 11, 1, tzinfo=UTC),
    ]
    with alone.parts.database.writing(SYSTEM) as connection:
        ids = connection.execute(select(confirmations.c.id)).scalars().all()
        for name, moment in zip(ids, moments, strict=True):
            connection.execute(update(confirmations).where(confirmations.c.id == name).values(confirmed_at=moment))
    months = real_error(alone.operator)["box"].months
    assert [(month, errors.genuine.n) for month, errors in months.items()] == [
        ("2026-11", 1),
        ("2026-10", 1),
        ("2025-11", 1),
    ]
