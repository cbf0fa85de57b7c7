"""Phones join a sitting without an account: each gets a seat, and a secret in a cookie that says which."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from limits import RateLimitItemPerSecond
from limits.strategies import MovingWindowRateLimiter

from model.errors import ShinganError
from model.messages import counted, message
from serve.accounts.attempts import WINDOW, FailedSignIns
from serve.accounts.domain import digest_of, new_secret
from serve.audit.domain import ANONYMOUS
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import the_service
from serve.platform.work import Works
from serve.sittings.answer_domain import SeatAnswer, sees_assistance
from serve.sittings.domain import EventKind, Sitting, SittingState
from serve.sittings.hub import Hub
from serve.sittings.joining_domain import NO_CODE, NoSeatError, Seat, check_joinable, checked_join_code, checked_seat
from serve.sittings.permissions import SittingAction
from serve.sittings.work import SittingWork

WRONG_CODES = RateLimitItemPerSecond(100, WINDOW, "join_address")  # from one address, which a hall may share
JOINING = RateLimitItemPerSecond(400, WINDOW, "join_code")  # phones that join one sitting
PHONES = the_service(ANONYMOUS)
NO_SEAT = message("This phone has no seat in this seminar. Scan the code on the projector to join.")
TOO_MANY = counted(
    "Too many attempts to join. Wait {count} minute, then try again.",
    "Too many attempts to join. Wait {count} minutes, then try again.",
)


class TooManyJoinsError(ShinganError):
    """Too many phones tried to join.

    Attributes:
        retry_after: seconds after which it is worth trying again.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__(TOO_MANY.of(count=max(1, round(retry_after / 60))))
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

    def sitting_of(self, code: str, address: str) -> Sitting:
        """The sitting that a join code opens.

        Raises:
            SittingRejectedError: it is no join code.
            NotFoundError: no sitting has it.
            SittingStateError: it has expired, or all seats are taken.
            TooManyJoinsError: too many wrong codes came from this address.
        """
        self._count_code(address)
        with self.work.begin(PHONES) as work:
            sitting = _joinable(work, code)
            FailedSignIns(work.credentials, work.now).take_back(WRONG_CODES.key_for(address))
        return sitting

    def join(self, code: str, label: str, language: str, address: str, secret: str | None = None) -> Joined:
        """Take a seat, or the one again that this phone has.

        Args:
            secret: of the phone's cookie; None if it has none.

        Raises:
            SittingRejectedError: the code or the label is not valid.
            NotFoundError: no sitting has the code.
            SittingStateError: the code has expired, or all seats are taken.
            TooManyJoinsError: too many tries.
        """
        called = checked_seat(label)
        self._count_code(address)
        with self.work.begin(PHONES) as work:
            sitting = _joinable(work, code)
            failures = FailedSignIns(work.credentials, work.now)
            failures.take_back(WRONG_CODES.key_for(address))
            _hit(failures, JOINING, sitting.id, work.now)
            if held := _held(work, secret, sitting.id):
                return Joined(work.seats.rename(held, called), secret or "")
            joined = _seated(work, sitting, called, language)
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

    def _count_code(self, address: str) -> None:
        """Count a try as failed before its result is known: those that are right are taken back."""
        with self.work.begin(PHONES) as work:
            _hit(FailedSignIns(work.credentials, work.now), WRONG_CODES, address, work.now)


def _hit(failures: FailedSignIns, limit: RateLimitItemPerSecond, name: str, now: datetime) -> None:
    limiter = MovingWindowRateLimiter(failures)
    if not limiter.hit(limit, name):
        end = datetime.fromtimestamp(limiter.get_window_stats(limit, name).reset_time, UTC)
        raise TooManyJoinsError(max(1, round((end - now).total_seconds())))


def _joinable(work: SittingWork, code: str) -> Sitting:
    sitting = work.sittings.by_code(checked_join_code(code), for_change=True)
    if sitting is None:
        raise NotFoundError(NO_CODE)
    check_joinable(sitting, len(work.seats.labels(sitting.id)), work.now)
    return sitting


def _held(work: SittingWork, secret: str | None, sitting_id: str) -> Seat | None:
    """The seat that a phone has in a sitting."""
    if not secret:
        return None
    seat = work.seats.by_tokens([digest_of(secret)]).get(digest_of(secret))
    return seat if seat and seat.sitting_id == sitting_id else None


def _seated(work: SittingWork, sitting: Sitting, label: str, language: str) -> Joined:
    secret = new_secret()
    seat = Seat(work.id("z"), sitting.id, label, language, digest_of(secret), work.now)
    work.seats.add(sitting, seat)
    work.sittings.change(sitting, work.sittings.happened(sitting, EventKind.SEAT_JOINED, work.now))
    work.record(SittingAction.JOIN, seat)
    return Joined(seat, secret)
