"""What is kept of a person who signs in, for how long, and all of it to take away."""

from collections.abc import Sequence
from dataclasses import dataclass

from serve.accounts.domain import Actor
from serve.accounts.recording import on_behalf_of
from serve.platform.settings import Settings
from serve.platform.work import Works
from serve.protection.domain import KeptFor, OwnData
from serve.protection.kept import KEPT
from serve.protection.permissions import ProtectionAction
from serve.protection.work import OwnDataWork


@dataclass(frozen=True)
class DataProtection:
    """The use cases. They block."""

    work: Works[OwnDataWork]
    settings: Settings

    def of_role(self, role: str) -> Sequence[KeptFor]:
        """What is kept of people with a role, and for how long."""
        return [KeptFor(kept.what, kept.lasts(self.settings)) for kept in KEPT if kept.concerns(role)]

    def own(self, actor: Actor) -> Sequence[OwnData]:
        """All that names the actor, also from earlier roles; the export is recorded."""
        found = []
        with self.work.look(on_behalf_of(actor)) as work:
            for kept in KEPT:
                rows = [work.own_rows.named(column, kept.shown) for column in kept.columns]
                if any(each.amount for each in rows):
                    named = KeptFor(kept.what, kept.lasts(self.settings))
                    found.append(OwnData(named, [each for each in rows if each.amount]))
            work.record(ProtectionAction.EXPORT, actor.person_id)
        return found
