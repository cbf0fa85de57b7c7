"""A few looks of the demo agency at product sheets, so that a new checkout shows how uses are counted."""

from collections.abc import Iterable

from serve.accounts.service import Accounts
from serve.catalogue.guide import Guide
from serve.platform.parts import Parts
from serve.releases.service import Releases

LANGUAGES = ("en",)


def create(parts: Parts, usernames: Iterable[str]) -> None:
    """Open every sheet of the active release in the guide once as each of these people."""
    accounts, guide, wanted = parts[Accounts], parts[Guide], set(usernames)
    products = parts[Releases].active.examiner.release.description.products
    for person in accounts.people(None):
        if person.username in wanted:
            actor = accounts.actor_of(person, via="demo")
            for product in products:
                guide.count_look(actor, guide.sheet(actor, product, LANGUAGES))
