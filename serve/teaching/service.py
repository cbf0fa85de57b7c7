"""What a trainer may show of products to the trainer's own agency: nothing of it is stored."""

from dataclasses import dataclass

from model.datasets.fields import Label
from model.messages import message
from serve.accounts.domain import Actor
from serve.clearances.domain import PartName
from serve.clearances.holding import NOT_HELD, Holding
from serve.platform.errors import NotFoundError
from serve.teaching.comparing import PointComparing
from serve.teaching.domain import Comparison, TaughtPoint, TaughtProduct, chosen, taught

NO_PRODUCT = message("There is no such product that you may show at present.")
NO_POINT = message("There is no such point that you may show at present.")


@dataclass(frozen=True)
class Teaching:
    """The use cases. All of them block; a comparison takes a while."""

    holding: Holding
    comparing: PointComparing

    def products(self, actor: Actor) -> list[TaughtProduct]:
        """The products of which the actor may show something."""
        return [taught(held) for held in self.holding.products([actor.organisation_id])]

    def product(self, actor: Actor, product_id: str) -> TaughtProduct:
        """One of them.

        Raises:
            NotFoundError: the actor may show nothing of it.
        """
        held = self.holding.product([actor.organisation_id], product_id)
        if held is None:
            raise NotFoundError(NO_PRODUCT)
        return taught(held)

    def picture(self, actor: Actor, product_id: str, name: PartName) -> bytes:
        """The picture of a point, a view or a photo, as JPEG without metadata.

        Raises:
            NotFoundError: the actor may not show it, or there is none.
        """
        return self.holding.picture([actor.organisation_id], product_id, name)

    def comparison(
        self, actor: Actor, product: TaughtProduct, point: TaughtPoint, name: PartName | None = None
    ) -> Comparison | None:
        """What a point is compared with.

        Args:
            name: of a photo of a counterfeit item; None for the first one.

        Returns:
            None if there is no genuine picture of the point, or no photo to compare with.

        Raises:
            NotFoundError: the actor may not compare the point with the photo of this name.
        """
        photo = chosen(point.counterfeits, name)
        if photo is None and name is not None:
            raise NotFoundError(NOT_HELD)
        if photo is None or not point.is_pictured:
            return None
        return self.comparing.compared([actor.organisation_id], product.held, point.point, photo)

    def compared_picture(self, actor: Actor, product_id: str, point_id: str, name: PartName, side: Label) -> bytes:
        """One picture of a comparison, as JPEG without metadata.

        Raises:
            NotFoundError: the actor may not compare these.
        """
        product = self.product(actor, product_id)
        point = point_of(product, point_id)
        photo = chosen(point.counterfeits, name)
        if photo is None or not point.is_pictured:
            raise NotFoundError(NOT_HELD)
        return self.comparing.drawn([actor.organisation_id], product.held, point.point, photo, side)

    def has_any(self, actor: Actor) -> bool:
        """Whether the actor may show anything."""
        return bool(self.products(actor))


def point_of(product: TaughtProduct, point_id: str) -> TaughtPoint:
    """A point of a product.

    Raises:
        NotFoundError: it may not be shown.
    """
    found = product.point(point_id)
    if found is None:
        raise NotFoundError(NO_POINT)
    return found
