"""Second opinions as they are read, and their rules. The records are of a case's dossier (`serve.cases.domain`)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.messages import message
from serve.accounts.domain import Actor, Person
from serve.cases.domain import CaseStateError, Opinion, OpinionAnswer
from serve.cases.dossier import ItemFile, PhotoPlace
from serve.opinions.permissions import OpinionPermission
from serve.platform.permissions import Roles


class OpinionList(NamedTuple):
    """Opinions that a person is asked for, and the names of those who ask, by id."""

    opinions: tuple[Opinion, ...]
    names: Mapping[str, str]


@dataclass(frozen=True)
class OpinionFile:
    """An opinion as the colleague who is asked sees it: only photos and question until they have answered.

    Attributes:
        photos: of the item, each once.
        item: None until they have answered; it has the verdict and the officer's conclusion.
        names: of the people in it, by id.
    """

    opinion: Opinion
    photos: tuple[PhotoPlace, ...]
    item: ItemFile | None
    names: Mapping[str, str]


def answered(opinion: Opinion, answer: OpinionAnswer) -> Opinion:
    """An opinion with its answer, which is given once.

    Raises:
        CaseStateError: it was already given.
    """
    if opinion.answer is not None:
        raise CaseStateError(message("You have already given this opinion; it stays as you gave it."))
    return replace(opinion, answer=answer)


def asked_roles(actor: Actor, roles: Roles) -> list[str]:
    """The roles in the actor's agency that give opinions."""
    kind = actor.organisation.kind
    known = roles.roles_of_kind.get(kind, ())
    return [role for role in known if OpinionPermission.GIVE in roles.permissions(role, kind)]


def can_be_asked(person: Person, actor: Actor, roles: Roles) -> bool:
    """Whether the actor may ask a person of their agency for an opinion."""
    gives = OpinionPermission.GIVE in roles.permissions(person.role, person.organisation.kind)
    is_colleague = person.organisation.id == actor.organisation_id and person.id != actor.person_id
    return gives and is_colleague and person.disabled_at is None and not person.is_service
