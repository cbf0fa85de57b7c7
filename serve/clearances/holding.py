"""What may be shown now to all of some agencies: what seminars, and the pages of trainers, are made of.

The service itself reads. Callers make sure that the actor may ask for these agencies.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from model.messages import message
from serve.accounts.domain import Organisation
from serve.catalogue.domain import HolderProduct
from serve.clearances.domain import PartName
from serve.clearances.grounds import Grounds, WholeGround
from serve.clearances.holding_domain import HeldProduct, cleared_for_all, held_product
from serve.clearances.part_pictures import PartPictures
from serve.clearances.work import ClearanceWork
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works

NOT_HELD = message("There is no such picture that may be shown at present.")


@dataclass(frozen=True)
class HeldPart:
    """A part that may be shown, with what it is drawn from."""

    product: HeldProduct
    ground: WholeGround


@dataclass(frozen=True)
class Holding:
    """Reads what holds; every method blocks.

    A part holds for all of some agencies if for each of them there is a valid clearance, the right holder allows it,
    and the part has not lapsed. For no agencies, nothing holds.
    """

    work: Works[ClearanceWork]
    grounds: Grounds
    pictures: PartPictures

    def products(self, agencies: Collection[str]) -> list[HeldProduct]:
        """The products of which something may be shown to all of these agencies, by right holder and product."""
        found = [each.product for each in self._held(agencies)]
        return sorted(found, key=lambda each: (each.right_holder.name, each.product_id))

    def product(self, agencies: Collection[str], product_id: str) -> HeldProduct | None:
        """What may be shown of one product; None if nothing may."""
        return next((each.product for each in self._held(agencies, product_id)), None)

    def refusing(self, agencies: Collection[str], right_holder_id: str) -> frozenset[str]:
        """Those of these agencies that a right holder does not allow now.

        Raises:
            NotFoundError: there is no such right holder.
        """
        with self.work.look(SYSTEM) as work:
            allowed = {agency.id for agency in work.organisations.allowing(right_holder_id)}
        return frozenset(agencies) - allowed

    def picture(self, agencies: Collection[str], product_id: str, name: PartName, side: int | None = None) -> bytes:
        """The picture of a part, as JPEG without metadata: of a point its place on a genuine item, else the whole.

        Args:
            side: pixels of the longest side, at most; None for the one by default.

        Raises:
            NotFoundError: it may not be shown to all of these agencies now, or there is no picture of it.
        """
        content = self.pictures.drawn(self._part(agencies, product_id, name).ground, name, side)
        if content is None:
            raise NotFoundError(NOT_HELD)
        return content

    def original(self, agencies: Collection[str], product_id: str, name: PartName) -> bytes:
        """The same as it is kept, with all that its file says: to be drawn from, never handed out.

        Raises:
            NotFoundError: as for `picture`.
        """
        content = self.pictures.original(self._part(agencies, product_id, name).ground, name)
        if content is None:
            raise NotFoundError(NOT_HELD)
        return content

    def _part(self, agencies: Collection[str], product_id: str, name: PartName) -> HeldPart:
        found = next(iter(self._held(agencies, product_id, {name})), None)
        if found is None:
            raise NotFoundError(NOT_HELD)
        return found

    def _held(
        self, agencies: Collection[str], product: str | None = None, only: Collection[PartName] | None = None
    ) -> Sequence[HeldPart]:
        """What holds, by product.

        Args:
            product: only of this one; None for all.
            only: only these parts; None for all.
        """
        wanted = frozenset(agencies)
        if not wanted:
            return []
        with self.work.look(SYSTEM) as work:
            organisations = {each.id: each for each in work.organisations.all()}
            allowing = work.organisations.allowing_each(wanted)
            valid = work.clearances.valid(work.now.date(), product)
        found = [each for each in valid if each.right_holder_id in allowing]
        asked = {key: _chosen(names, only) for key, names in cleared_for_all(found, wanted).items()}
        grounds = self.grounds.whole(asked, organisations)
        held = ((grounds[key], _product(key, organisations, grounds[key], names)) for key, names in asked.items())
        return [HeldPart(product, ground) for ground, product in held if product is not None]


def _chosen(names: Sequence[PartName], only: Collection[PartName] | None) -> list[PartName]:
    return [name for name in names if only is None or name in only]


def _product(
    key: HolderProduct, organisations: Mapping[str, Organisation], ground: WholeGround, names: Collection[PartName]
) -> HeldProduct | None:
    if ground.source is None:
        return None
    return held_product(organisations[key.right_holder_id], ground.source.sheet, ground.ground, ground.entries, names)
