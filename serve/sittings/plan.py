"""What sittings need of the seminar that they hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from serve.accounts.domain import Actor
from serve.seminars.domain import SlotState
from serve.sittings.step_domain import SealedStep


class AboutSeminar(NamedTuple):
    """What screens need of a seminar.

    Attributes:
        agencies: ids of those whose officers take part.
        languages: tags of those in which it is held.
        slots: where each of its slots stands, by id; None to take all as released.
    """

    title: str
    agencies: tuple[str, ...]
    languages: tuple[str, ...]
    slots: Mapping[str, SlotState] | None = None

    def may_show(self, slot_id: str, *, is_rehearsal: bool) -> bool:
        """Whether a slot may be shown now: as long as it is released, and in a rehearsal as long as it isn't returned.

        Args:
            slot_id: empty for what belongs to none.
        """
        if self.slots is None or not slot_id:
            return True
        state = self.slots.get(slot_id)
        return state not in {None, SlotState.RETURNED} if is_rehearsal else state is SlotState.RELEASED


@dataclass(frozen=True)
class SeminarPlan:
    """A seminar as it would be held now.

    Attributes:
        organisation_id: whose seminar it is.
        steps: in order, from number 1; nothing that is blocked.
    """

    seminar_id: str
    organisation_id: str
    about: AboutSeminar
    steps: tuple[SealedStep, ...]


class Plans(Protocol):
    """Where seminars are found."""

    def plan(self, actor: Actor, seminar_id: str, *, is_rehearsal: bool) -> SeminarPlan:
        """A seminar that the actor may hold.

        Args:
            is_rehearsal: whether slots that are not released yet are included.

        Raises:
            NotFoundError: there is none.
        """

    def about(self, seminar_id: str) -> AboutSeminar | None:
        """What screens need of a seminar; None if it is gone. Callers make sure that it may be shown."""
