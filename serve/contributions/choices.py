"""What a contributor chooses from: the products of their organisation, with the views and points of their sheets."""

from collections.abc import Mapping
from dataclasses import dataclass

from model.catalogue import ProductSheet
from serve.accounts.domain import Actor
from serve.catalogue.service import Catalogue
from serve.contributions.rechecking import own_sheets, shown_sheets
from serve.contributions.work import ContributionWork
from serve.platform.work import Works


@dataclass(frozen=True)
class ContributionChoices:
    """The use case. It blocks."""

    work: Works[ContributionWork]
    catalogue: Catalogue

    def sheets(self, actor: Actor) -> Mapping[str, ProductSheet]:
        """The sheets of the actor's organisation by product: the newest versions of its own before published ones."""
        shown = shown_sheets(self.catalogue, actor)
        with self.work.look(actor) as work:
            found = own_sheets(work, shown, actor.organisation_id)
        return dict(sorted(found.items()))
