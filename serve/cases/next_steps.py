"""Which step of a case comes next, so that its page can lead there."""

from typing import NamedTuple

from model.messages import Message, Wording, message
from serve.accounts.domain import Actor
from serve.cases.domain import CaseState
from serve.cases.dossier import Dossier, ItemFile
from serve.cases.permissions import CasePermission


class NextStep(NamedTuple):
    """What an officer does next.

    Attributes:
        address: where that is done, of a page or of a place on the case's page.
        words: what it is.
        about: the item that it is about; empty if it is about the case.
    """

    address: str
    words: Message
    about: Wording = ""


def next_step(dossier: Dossier, actor: Actor) -> NextStep | None:
    """Item by item photos, then a conclusion; then closing the case. None if it is closed, or not the actor's."""
    if dossier.case.state is not CaseState.OPEN or not actor.may(CasePermission.CHANGE):
        return None
    if not dossier.items:
        return NextStep("#add", message("Add an item"))
    missing = filter(None, map(_missing, dossier.items))
    return next(missing, NextStep("#close", message("Close the case")))


def _missing(file: ItemFile) -> NextStep | None:
    """What an item lacks before the case can be closed; None if nothing."""
    item = file.item
    if file.conclusion:
        return None
    if not file.visits:
        return NextStep(f"/cases/{item.case_id}/items/{item.id}/photos", message("Photograph it"), item.title)
    return NextStep(f"#conclude-{item.id}", message("Record your conclusion"), item.title)
