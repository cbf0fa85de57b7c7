"""Clearances of right holders: given, read and withdrawn, one transaction each, with its audit event."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from model.messages import message
from serve.accounts.domain import Actor
from serve.accounts.permissions import OrganisationKind
from serve.clearances.displays import ClearanceDisplays
from serve.clearances.domain import (
    Clearance,
    ClearanceState,
    PartName,
    PartWithdrawal,
    checked_reason,
    withdrawn,
)
from serve.clearances.drafting import ClearanceDraft, ClearanceDrafting, clearance_of
from serve.clearances.loss_store import ClearanceLoss
from serve.clearances.part_pictures import PartPictures
from serve.clearances.permissions import ClearanceAction
from serve.clearances.showing import Showing, holds_for
from serve.clearances.shown_domain import ClearedProduct, ShownClearance
from serve.clearances.store import NO_CLEARANCE
from serve.clearances.work import ClearanceWork
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, cut
from serve.platform.work import Works

NO_PICTURE = message("This clearance has no such picture that can be shown.")


@dataclass(frozen=True)
class Clearances:
    """The use cases. All of them block."""

    work: Works[ClearanceWork]
    drafting: ClearanceDrafting
    showing: Showing
    pictures: PartPictures
    displays: ClearanceDisplays

    def give(self, actor: Actor, draft: ClearanceDraft, call: IdempotentCall = UNNAMED) -> ShownClearance:
        """Clear points and pictures of a product of the actor's organisation.

        Raises:
            ClearanceRejectedError: the draft can't be given like this.
        """
        if made := self.work.made_by(actor, call, "g"):
            return self.get(actor, made)
        ground = self.drafting.ground(actor, draft.product, draft.parts)
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                work.organisations.get(actor.organisation_id, for_change=True)  # so that what it allows stays
                clearance = clearance_of(work, draft, ground, work.id("g"))
                work.clearances.add(clearance)
                work.record(ClearanceAction.GIVE, clearance)
            kept, now = work.clearances.get(work.id("g")), work.now
        self.displays.change(actor.organisation_id)
        return self.showing.shown(actor, [kept], now)[0]

    def page(
        self, actor: Actor, product: str | None, state: ClearanceState | None, after: str | None, limit: int
    ) -> Page[ShownClearance]:
        """The clearances that the actor may see, the latest first; for an agency the valid ones.

        Args:
            product: only of this one; None for all.
            state: only those in it; None for all.
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no clearance `after` that the actor may see.
        """
        if actor.kind == OrganisationKind.AGENCY:
            if state not in {None, ClearanceState.VALID}:
                return Page([], None)
            state = ClearanceState.VALID
        with self.work.look(actor) as work:
            kept, now = work.clearances.page(product, state, work.now.date(), after, limit + 1), work.now
        found = cut(kept, limit, lambda each: each.id)
        return Page(self.showing.shown(actor, found.entries, now), found.after)

    def get(self, actor: Actor, clearance_id: str) -> ShownClearance:
        """A clearance.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        kept, now = self._kept(actor, clearance_id)
        return self.showing.shown(actor, [kept], now)[0]

    def _kept(self, actor: Actor, clearance_id: str) -> tuple[Clearance, datetime]:
        with self.work.look(actor) as work:
            kept, now = work.clearances.get(clearance_id), work.now
        if not holds_for(actor, kept, now):
            raise NotFoundError(NO_CLEARANCE)
        return kept, now

    def products(self, actor: Actor) -> list[ClearedProduct]:
        """The products of which something is cleared at present, and all others of the actor's right holder."""
        with self.work.look(actor) as work:
            kept, now = work.clearances.valid(work.now.date()), work.now
        found: dict[tuple[str, str], list[ShownClearance]] = {}
        for each in self.showing.shown(actor, kept, now):
            found.setdefault((each.clearance.product_id, each.right_holder.name), []).append(each)
        cleared = [ClearedProduct(key[0], some[0].right_holder, tuple(some)) for key, some in sorted(found.items())]
        named = {each.product_id for each in cleared}
        others = (each for each in self.drafting.sheets(actor) if each not in named)
        return [*cleared, *(ClearedProduct(each, actor.organisation) for each in others)]

    def picture(self, actor: Actor, clearance_id: str, number: int) -> bytes:
        """The picture of a part that holds, as JPEG: of a point its place, of the others the whole.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        kept, now = self._kept(actor, clearance_id)
        one = replace(kept, parts=kept.parts[number - 1 : number])  # a page asks for hundreds of pictures
        shown = self.showing.shown(actor, [one], now, alone=True)[0]
        part = next(iter(shown.holding), None)
        if part is None:
            raise NotFoundError(NO_PICTURE)
        asked = {kept.of: [part.name]}
        ground = self.drafting.grounds.whole(asked, {kept.right_holder_id: shown.right_holder})[kept.of]
        content = self.pictures.drawn(ground, part.name)
        if content is None:
            raise NotFoundError(NO_PICTURE)
        return content

    def withdraw(
        self,
        actor: Actor,
        clearance_id: str,
        names: Collection[PartName] | None,
        reason: str,
        call: IdempotentCall = UNNAMED,
    ) -> ShownClearance:
        """Withdraw parts of a clearance, or all that is left of it: from then on, no one may show them by it.

        Args:
            names: of the parts; None for all.

        Raises:
            ClearanceRejectedError: the reason is missing or invalid, or the clearance has no such part.
            ClearanceStateError: it is already withdrawn.
            NotFoundError: the actor's organisation has given no such clearance.
        """
        words = checked_reason(reason)
        with self.work.begin(actor, call) as work:
            kept = work.clearances.get(clearance_id, for_change=True)
            if not work.replayed:
                kept = withdrawn(kept, names, PartWithdrawal(actor.person_id, work.now, words))
                work.clearances.change(kept)
                work.record(ClearanceAction.WITHDRAW, kept)
            now = work.now
        self.displays.change(actor.organisation_id)
        return self.showing.shown(actor, [kept], now)[0]

    def losses(self, actor: Actor, contribution_id: str, entry_id: str | None) -> list[ClearanceLoss]:
        """The valid clearances that lose photos if what a contribution handed in is withdrawn.

        Args:
            entry_id: of the one item that is withdrawn; None for everything.
        """
        with self.work.look(actor) as work:
            return work.clearance_losses.of(contribution_id, entry_id, work.now.date())
