"""A data set on a running service, with a gold item, for tests that go through every page, door and row."""

from typing import NamedTuple

from serve.accounts.domain import Actor
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.datasets.freezing import Freezer
from serve.datasets.gold import GoldSet
from serve.datasets.service import DataSets
from serve.review.curating import ReviewQueue
from serve.review.deciding import DecisionInput
from serve.review.domain import DecisionKind
from tests.serve.reviewing import handed_in
from tests.serve.running import Service
from tests.serve.sheets import published
from tests.serve.tiny_release import new_picture

PRODUCT, KEEPER = "frozen-parcel", "gold-keeper"


class Frozen(NamedTuple):
    """The ids of a data set, of its gold item, and of an accepted item that is in no data set."""

    set_id: str
    gold: str
    left: str


def frozen_on(service: Service) -> Frozen:
    """Freeze an item and a gold item, and accept a third one."""
    author, operator, keeper = actor_of(service, "contributor"), actor_of(service, "administrator"), keeper_of(service)
    known = {each["product"] for each in service.as_("contributor").get("/v1/sheets?limit=100").json()["sheets"]}
    if PRODUCT not in known:
        published(service.as_("contributor"), service.as_("reviewer"), PRODUCT)
    names = [handed_in(service.parts, author, new_picture(), product=PRODUCT) for _ in range(3)]
    for name in names[:2]:
        accept(service, operator, name)
    gold = service.parts[GoldSet]
    gold.propose(operator, names[0])
    gold.confirm(keeper, names[0])
    made = service.parts[Freezer].freeze(operator)
    accept(service, operator, names[2])
    return Frozen(made.frozen.id, names[0], names[2])


def set_on(service: Service) -> str:
    """The id of a data set; a new one if there is none."""
    known = service.parts[DataSets].page(actor_of(service, "administrator"), None, 1).page.entries
    return known[0].frozen.id if known else frozen_on(service).set_id


def gold_on(service: Service) -> str:
    """The entry of an item of the gold set; a new one if there is none."""
    operator = actor_of(service, "administrator")
    items = service.parts[GoldSet].view(operator).items
    return items[0].item.entry_id if items else frozen_on(service).gold


def accepted_on(service: Service) -> str:
    """The entry of a new item that is accepted."""
    name = handed_in(service.parts, actor_of(service, "contributor"), new_picture(), product=PRODUCT)
    accept(service, actor_of(service, "administrator"), name)
    return name


def proposed_on(service: Service) -> str:
    """The entry of a new item that the operator's administrator proposes for the gold set."""
    name = accepted_on(service)
    service.parts[GoldSet].propose(actor_of(service, "administrator"), name)
    return name


def accept(service: Service, operator: Actor, name: str) -> None:
    """Accept an item."""
    service.parts[ReviewQueue].decide(operator, name, DecisionInput(DecisionKind.ACCEPT))


def actor_of(service: Service, role: str, agency: str = "first") -> Actor:
    """The person of this role as an actor."""
    service.as_(role, agency)
    accounts = service.parts[Accounts]
    person = next(each for each in accounts.people(None) if each.username == f"{agency}-{role}")
    return accounts.actor_of(person, via="tests")


def keeper_of(service: Service) -> Actor:
    """A second person of the operator."""
    accounts, operator = service.parts[Accounts], actor_of(service, "administrator").organisation
    assert operator.kind == OrganisationKind.OPERATOR
    known = {each.username: each for each in accounts.people(None)}
    person = (
        known.get(KEEPER)
        or accounts.add_person(
            None, organisation_id=operator.id, username=KEEPER, name="Keeper", role=Role.CURATOR, by_openid=True
        ).person
    )
    return accounts.actor_of(person, via="tests")
