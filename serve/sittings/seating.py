"""Phones join a sitting without an account: each gets a seat, and a secret in a cookie that says which.

A hall shares one address, and one phone in it may send wrong codes in a loop. So only wrong codes are counted, and a
right one is taken from every address at any time. What keeps codes from being guessed is their 40 random bits: 300
tries a second, which keep a machine with two cores busy, are 13 million in the 12 hours for which a code holds, of 1.1
million million codes. They find the code of one sitting once in 85,000 such half days. A wrong code costs one look at
an index; after `WRONG_CODES` of an address, nothing is written any more.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from limits import RateLimitItemPerSecond
from limits.strategies import MovingWindowRateLimiter

from model.errors import ShinganError
from model.messages import Wording, counted, message
from serve.accounts.attempts import WINDOW, FailedSignIns
from serve.accounts.domain import digest_of, new_secret
from serve.accounts.work import AccountWork
from serve.audit.domain import ANONYMOUS
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import the_service
from serve.platform.work import Works
from serve.sittings.answer_domain import SeatAnswer, sees_assistance
from serve.sittings.domain import EventKind, Sitting, SittingState, check_open
from serve.sittings.hub import Hub
from serve.sittings.joining_domain import NO_CODE, NoSeatError, Seat, check_joinable, checked_join_code, checked_seat
from serve.sittings.permissions import SittingAction
from serve.sittings.work import SittingWork

WRONG_CODES = RateLimitItemPerSecond(100, WINDOW, "join_address")  # from one address: others are not counted
WRONG_EVERYWHERE = RateLimitItemPerSecond(200, WINDOW, "join_everywhere")  # of which hosts are told
MANY_WRONG = 30  # of these: fewer are people who misread
ALL = "all"  # addresses
JOINING = RateLimitItemPerSecond(400, WINDOW, "join_code")  # phones that join one sitting
SECRET_LENGTH = len(new_secret())
PHONES = the_service(ANONYMOUS)
NO_SEAT = message("This phone has no seat in this seminar. Scan the code on the projector to join.")
TOO_MANY = counted(
    "Too many attempts to join. Wait {count} minute, then try again.",
    "Too many attempts to join. Wait {count} minutes, then try again.",
)
TOO_MANY_WRONG = message(
    "Too many wrong codes came from this network. Read the code on the projector again: the right one is accepted."
)


class TooManyJoinsError(ShinganError):
    """Too many phones tried to join, or too many codes were wrong; the message says which.

    Attributes:
        retry_after: seconds after which it is worth trying again.
    """

    def __init__(self, text: Wording, retry_after: int) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class Joined(NamedTuple):
    """A seat that was taken, and the secret for its cookie."""

    seat: Seat
    secret: str


class SeatView(NamedTuple):
    """What a seat may know of its sitting now.

    Attributes:
        answers: its own, to the step that is shown.
        sees_assistance: whether the assistant's verdict is shown to it.
    """

    sitting: Sitting
    seat: Seat
    answers: tuple[SeatAnswer, ...]
    sees_assistance: bool


@dataclass(frozen=True)
class Seating:
    """The use cases of phones. All of them block."""

    work: Works[SittingWork]
    hub: Hub

    def join(self, code: str, label: str, language: str, address: str, secret: str | None = None) -> Joined:
        """Take a seat, or the one again that this phone has.

        A phone has its secret before it joins, so that two presses on a slow line are one seat.

        Args:
            secret: of the phone's cookie; None if it has none.

        Raises:
            SittingRejectedError: the code or the label is not valid.
            NotFoundError: no sitting has the code.
            SittingStateError: the code has expired, or all seats are taken.
            TooManyJoinsError: too many phones join this sitting, or this wrong code is one of too many.
        """
        called, wanted = checked_seat(label), checked_join_code(code)
        self._check_known(wanted, address)
        with self.work.begin(PHONES) as work:
            sitting = work.sittings.by_code(wanted, for_change=True)
            if sitting is None:
                raise NotFoundError(NO_CODE)
            check_open(sitting)
            if held := _held(work, secret, sitting.id):
                return Joined(work.seats.rename(held, called), secret or "")
            check_joinable(sitting, len(work.seats.labels(sitting.id)), work.now)
            _hit(FailedSignIns(work.credentials, work.now), JOINING, sitting.id, work.now)
            joined = _seated(work, sitting, called, language, secret)
        self.hub.wake()
        return joined

    def joined(self, secret: str | None) -> str | None:
        """The id of the sitting that goes on and in which a phone has a seat; None if there is none."""
        if not secret:
            return None
        with self.work.look(PHONES) as work:
            seat = work.seats.by_tokens([digest_of(secret)]).get(digest_of(secret))
            sitting = work.sittings.many([seat.sitting_id]).get(seat.sitting_id) if seat else None
        return sitting.id if sitting and sitting.state is SittingState.OPEN else None

    def view(self, secret: str | None, sitting_id: str) -> SeatView:
        """What the seat with this secret may know.

        Raises:
            NoSeatError: it has no seat in the sitting.
        """
        with self.work.look(PHONES) as work:
            seat = _held(work, secret, sitting_id)
            if seat is None:
                raise NoSeatError(NO_SEAT)
            sitting = work.sittings.get(sitting_id)
            given = work.seats.answers_of([seat.id], [sitting.step]).get(seat.id, [])
            return SeatView(sitting, seat, tuple(given), sees_assistance(sitting, given))

    def _check_known(self, code: str, address: str) -> None:
        """Check that a sitting has this code, and count it against the address if none has.

        Raises:
            NotFoundError: none has.
            TooManyJoinsError: none has, and too many wrong codes came from this address.
        """
        with self.work.look(PHONES) as work:
            if work.sittings.by_code(code) is not None:
                return
        with self.work.begin(PHONES) as work:
            failures = FailedSignIns(work.credentials, work.now)
            if wait := _wait(failures, WRONG_CODES, address, work.now):
                raise TooManyJoinsError(TOO_MANY_WRONG, wait)
            _wait(failures, WRONG_EVERYWHERE, ALL, work.now)
        raise NotFoundError(NO_CODE)


def wrong_codes(work: AccountWork) -> int:
    """How many wrong codes were entered within the window, from all addresses; 0 if these are few."""
    failures = FailedSignIns(work.credentials, work.now)
    found = failures.get_moving_window(WRONG_EVERYWHERE.key_for(ALL), WRONG_EVERYWHERE.amount, WINDOW)[1]
    return found if found >= MANY_WRONG else 0


def _hit(failures: FailedSignIns, limit: RateLimitItemPerSecond, name: str, now: datetime) -> None:
    if wait := _wait(failures, limit, name, now):
        raise TooManyJoinsError(TOO_MANY.of(count=max(1, round(wait / 60))), wait)


def _wait(failures: FailedSignIns, limit: RateLimitItemPerSecond, name: str, now: datetime) -> int:
    """Count a try, and return 0; or the seconds to wait if that would be one too many."""
    limiter = MovingWindowRateLimiter(failures)
    if limiter.hit(limit, name):
        return 0
    end = datetime.fromtimestamp(limiter.get_window_stats(limit, name).reset_time, UTC)
    return max(1, round((end - now).total_seconds()))


def _held(work: SittingWork, secret: str | None, sitting_id: str) -> Seat | None:
    """The seat that a phone has in a sitting."""
    if not secret:
        return None
    seat = work.seats.by_tokens([digest_of(secret)]).get(digest_of(secret))
    return seat if seat and seat.sitting_id == sitting_id else None


def _is_free(work: SittingWork, secret: str) -> bool:
    """Whether a phone's secret is one that the form gave it, for no seat yet."""
    return len(secret) == SECRET_LENGTH and digest_of(secret) not in work.seats.by_tokens([digest_of(secret)])


def _seated(work: SittingWork, sitting: Sitting, label: str, language: str, known: str | None) -> Joined:
    secret = known if known and _is_free(work, known) else new_secret()
    seat = Seat(work.id("z"), sitting.id, label, language, digest_of(secret), work.now)
    work.seats.add(sitting, seat)
    work.sittings.change(sitting, work.sittings.happened(sitting, EventKind.SEAT_JOINED, work.now))
    work.record(SittingAction.JOIN, seat)
    return Joined(seat, secret)
