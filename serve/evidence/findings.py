"""Collects faults, and knows which files of a bundle can still be trusted."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, TypeVar

from model.messages import Wording, message
from serve.evidence.domain import MOST_FAULTS, BundleFault, BundleRefusedError

T = TypeVar("T")


THE_BUNDLE = "the bundle"  # where there are too many faults


class VerifyOutcome(StrEnum):
    """What verifying a bundle comes to."""

    CHANGED = "changed"
    REPLAYED = "intact_and_replayed"
    NOT_REPLAYED = "intact_not_replayed"


class NotReplayed(NamedTuple):
    """Why verdicts of a release were not replayed, although the bundle has no fault there."""

    release: str
    reason: Wording


class Verified(NamedTuple):
    """The result of verifying a bundle.

    Attributes:
        faults: empty if the bundle is intact.
        remarks: what a reader should know although it is no fault.
        events, photos, verdicts: how many of them it has.
        replayed: how many verdicts were replayed with the same result.
        not_replayed: why others were not; empty if no one asked for a replay.
        keys: ids of the keys that signed.
        key_trusted: whether the verifier got the keys separately from the bundle.
        certificate: the fingerprint of the one that signed the report, as the export in the log says; empty of bundles
            of earlier versions.
    """

    faults: tuple[BundleFault, ...]
    remarks: tuple[BundleFault, ...]
    events: int
    photos: int
    verdicts: int
    replayed: int
    not_replayed: tuple[NotReplayed, ...]
    keys: tuple[str, ...]
    key_trusted: bool
    certificate: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with the bundle, whether or not its verdicts were replayed."""
        return not self.faults

    @property
    def outcome(self) -> VerifyOutcome:
        """Which of the three it is."""
        if self.faults:
            return VerifyOutcome.CHANGED
        return VerifyOutcome.REPLAYED if self.replayed == self.verdicts else VerifyOutcome.NOT_REPLAYED


class TooManyFaultsError(Exception):
    """There are more faults than anyone wants to read."""


class Findings:
    """Faults in the order in which they are found."""

    def __init__(self) -> None:
        self.faults: list[BundleFault] = []
        self.remarks: list[BundleFault] = []
        self.not_replayed: list[NotReplayed] = []
        self._spoilt: set[str] = set()

    def add(self, where: str, words: Wording) -> None:
        """Add a fault, once.

        Raises:
            TooManyFaultsError: this is one more than is ever listed.
        """
        self._spoilt.add(where)
        if BundleFault(where, words) in self.faults:
            return
        if len(self.faults) == MOST_FAULTS:
            self.faults.append(BundleFault(THE_BUNDLE, message("has more faults; the rest was not checked")))
            raise TooManyFaultsError
        self.faults.append(BundleFault(where, words))

    def remark(self, where: str, words: Wording) -> None:
        """Add a remark, once."""
        remark = BundleFault(where, words)
        if remark not in self.remarks:
            self.remarks.append(remark)

    def leave_out(self, release: str, reason: Wording) -> None:
        """Add why verdicts of a release are not replayed, once."""
        left_out = NotReplayed(release, reason)
        if left_out not in self.not_replayed:
            self.not_replayed.append(left_out)

    def is_spoilt(self, name: str) -> bool:
        """Whether something is wrong with this file, so that nothing more is concluded from it."""
        return name in self._spoilt

    def attempt(self, read: Callable[[], T]) -> T | None:
        """The result of `read`; None if it can't be read, which is added as a fault."""
        try:
            return read()
        except BundleRefusedError as refused:
            self.add(*refused.fault)
            return None
