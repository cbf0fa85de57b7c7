"""From when to when a release was active: the rule, on events alone."""

from serve.audit.domain import Event
from serve.releases.active_times import active_times

FIRST, SECOND = "r-1", "r-2"


def event(minute: int, action: str, release: str, by: str = "ada") -> Event:
    return Event(minute, f"2026-11-27T10:{minute:02}:00.000000+00:00", by, f"release:{action}", release, "{}", "", "")


def told(events: list[Event]) -> dict[str, list[tuple[object, ...]]]:
    """Who began and ended each time, at which minute, and whether by a roll back."""
    return {
        release: [
            tuple((turn.by, turn.at.minute, turn.by_roll_back) if turn else None for turn in (time.begun, time.ended))
            for time in times
        ]
        for release, times in active_times(events).items()
    }


def test_each_time_of_a_release_that_became_active_again_by_a_roll_back_is_told_with_who_began_and_ended_it() -> None:
    events = [
        event(1, "stage", FIRST),
        event(2, "activate", FIRST),
        event(3, "stage", SECOND),
        event(4, "retire", FIRST, by="adam"),
        event(4, "activate", SECOND, by="adam"),
        event(6, "roll-back", SECOND),
        event(6, "activate", FIRST),
    ]
    assert told(events) == {
        FIRST: [(("ada", 2, False), ("adam", 4, False)), (("ada", 6, True), None)],
        SECOND: [(("adam", 4, False), ("ada", 6, True))],
    }


def test_activating_the_active_release_again_goes_on_with_its_time() -> None:
    events = [event(1, "activate", FIRST), event(2, "activate", FIRST, by="adam")]
    assert told(events) == {FIRST: [(("ada", 1, False), None)]}


def test_an_activation_after_a_roll_back_is_none() -> None:
    events = [
        event(1, "activate", FIRST),
        event(2, "retire", FIRST),
        event(2, "activate", SECOND),
        event(3, "roll-back", SECOND),
        event(3, "activate", FIRST),
        event(4, "retire", FIRST),
        event(4, "activate", SECOND),
    ]
    assert told(events)[SECOND][-1] == (("ada", 4, False), None)


def test_a_release_that_was_only_staged_or_was_retired_for_the_rows_that_rest_on_it_was_never_active() -> None:
    assert told([event(1, "stage", FIRST), event(1, "stage", SECOND), event(2, "retire", SECOND)]) == {}
