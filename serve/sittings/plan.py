"""What sittings need of the seminar that they hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from serve.accounts.domain import Actor
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.domain import SlotState
from serve.sittings.step_domain import SealedStep, StepContent


class SlotStanding(NamedTuple):
    """Where a slot stands.

    Attributes:
        content: what its steps teach and ask as it is now.
        right_holder: by its name.
    """

    state: SlotState
    content: frozenset[StepContent] = frozenset()
    right_holder: str = ""

    def is_same(self, content: frozenset[StepContent]) -> bool:
        """Whether it teaches and asks what it did when a sitting was opened.

        A shot list that had nothing to show then has no step in the sitting.
        """
        added = {each.kind for each in self.content - content}
        return content <= self.content and added <= {AgendaStepKind.SHOT_LIST}


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
    slots: Mapping[str, SlotStanding] | None = None

    def may_show(self, slot_id: str, content: frozenset[StepContent], *, is_rehearsal: bool) -> bool:
        """Whether a slot may be shown now in a sitting.

        It may as long as it is released and teaches and asks the same as when the sitting was opened, also if its
        texts were released again since. If it was changed, its steps of then are not those that were released. In a
        rehearsal it may as long as it isn't returned.

        Args:
            slot_id: empty for what belongs to none.
            content: of the steps with which the sitting was opened.
        """
        if self.slots is None or not slot_id:
            return True
        found = self.slots.get(slot_id)
        if found is None or is_rehearsal:
            return found is not None and found.state is not SlotState.RETURNED
        return found.state is SlotState.RELEASED and found.is_same(content)


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
