"""Alerts of right holders: sent, read and withdrawn, one transaction each, with its audit event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from model.messages import message
from serve.accounts.domain import Actor, Organisation
from serve.accounts.permissions import OrganisationKind
from serve.alerts.domain import (
    LONGEST_REASON,
    Alert,
    AlertState,
    Recipient,
    ShownAlert,
    Withdrawal,
    checked_words,
    seen_by_agency,
    withdrawn,
)
from serve.alerts.drafting import AlertDraft, AlertDrafting, alert_of, pictures_of
from serve.alerts.loss_store import PictureLoss
from serve.alerts.permissions import AlertAction, AlertPermission
from serve.alerts.withdrawn import with_withdrawn
from serve.alerts.work import AlertWork
from serve.examinations.domain import StoredPhoto
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, cut
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works

NO_PICTURE = message("This alert has no such picture.")
NOTICES = 3  # beside a product


@dataclass(frozen=True)
class Alerts:
    """The use cases. All of them block."""

    work: Works[AlertWork]
    drafting: AlertDrafting

    def send(self, actor: Actor, draft: AlertDraft, call: IdempotentCall = UNNAMED) -> ShownAlert:
        """Send an alert to agencies that the actor's organisation allows.

        Raises:
            AlertRejectedError: the draft can't be sent like this.
            ConflictError: a picture has not arrived completely, or was used for something else.
            NotFoundError: the person has no such upload.
        """
        if made := self.work.made_by(actor, call, "l"):
            with self.work.look(actor) as work:
                shown = _shown(work, [work.alerts.get(made)])
            return self._completed(actor, shown)[0]
        checked = self.drafting.check(actor, draft)
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                work.organisations.get(actor.organisation_id, for_change=True)  # so that what it allows stays
                pictures = pictures_of(work, draft, checked, work.id("l"))
                alert = alert_of(work, draft, checked.sheet, work.id("l"), pictures)
                work.alerts.add(alert)
                work.record(AlertAction.SEND, alert, agencies=list(alert.agencies))
            shown = _shown(work, [work.alerts.get(work.id("l"))])
        return self._completed(actor, shown)[0]

    def page(self, actor: Actor, state: AlertState | None, after: str | None, limit: int) -> Page[ShownAlert]:
        """The alerts that the actor may see, the latest first.

        Args:
            state: only those in it; None for all.
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no alert `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            found = cut(work.alerts.page(state, work.now.date(), after, limit + 1), limit, lambda alert: alert.id)
            shown = _shown(work, found.entries)
        return Page(self._completed(actor, shown), found.after)

    def view(self, actor: Actor, alert_id: str) -> ShownAlert:
        """An alert; that the actor has opened it is recorded.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            alert = work.alerts.get(alert_id)
            work.record(AlertAction.VIEW, alert_id)
            shown = _shown(work, [alert])
        return self._completed(actor, shown)[0]

    def picture(self, actor: Actor, alert_id: str, index: int) -> StoredPhoto:
        """A picture of an alert. Who looks at it without having opened the alert has opened it by that.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            kept = work.alerts.get(alert_id)
        pictures = _for_reader(actor, self._marked([kept])[0]).pictures
        if not 0 <= index < len(pictures) or pictures[index].withdrawal is not None:
            raise NotFoundError(NO_PICTURE)
        with self.work.look(actor) as work:
            if not work.alerts.has_opened(alert_id, actor.person_id):
                work.record(AlertAction.VIEW, alert_id)
        return pictures[index].photo

    def of_product(self, actor: Actor, product_id: str) -> list[ShownAlert]:
        """The latest valid alerts about a product that the actor may see, for a notice that leads to them."""
        with self.work.look(actor) as work:
            return _shown(work, work.alerts.valid_of_product(product_id, work.now.date(), NOTICES))

    def products(self, actor: Actor) -> frozenset[str]:
        """The ids of products about which there are valid alerts that the actor may see."""
        with self.work.look(actor) as work:
            return work.alerts.products(work.now.date())

    def senders(self, actor: Actor) -> Sequence[str]:
        """The names of those people of the actor's organisation who may send alerts."""
        kind = actor.organisation.kind
        with self.work.look(actor) as work:
            own = [each for each in work.people.all() if each.organisation.id == actor.organisation_id]
            roles = {each.role for each in own if AlertPermission.SEND in work.roles.permissions(each.role, kind)}
            may_send = [each for each in own if each.role in roles and not each.is_service]
            return [each.name for each in may_send if each.disabled_at is None]

    def withdraw(self, actor: Actor, alert_id: str, reason: str, call: IdempotentCall = UNNAMED) -> ShownAlert:
        """Withdraw an alert: agencies then read that it was withdrawn and why, and nothing more of it.

        Raises:
            AlertRejectedError: the reason is missing or invalid.
            AlertStateError: it is already withdrawn.
            NotFoundError: the actor's organisation has sent no such alert.
        """
        words = checked_words(reason, "reason", LONGEST_REASON)
        with self.work.begin(actor, call) as work:
            before = work.alerts.get(alert_id, for_change=True)
            if not work.replayed:
                after = withdrawn(before, Withdrawal(actor.person_id, work.now, words))
                work.alerts.change(after)
                work.record(AlertAction.WITHDRAW, after)
            shown = _shown(work, [work.alerts.get(alert_id)])
        return self._completed(actor, shown)[0]

    def losses(self, actor: Actor, contribution_id: str, entry_id: str | None) -> list[PictureLoss]:
        """The alerts of the actor's organisation that lose a picture if what a contribution handed in is withdrawn.

        Args:
            entry_id: of the one item that is withdrawn; None for everything.
        """
        with self.work.look(actor) as work:
            return work.losses.of(contribution_id, entry_id)

    def _marked(self, alerts: Sequence[Alert]) -> list[Alert]:
        """Alerts with the pictures that are no longer shown. The service asks, as an agency sees no items."""
        if not any(alert.pictures for alert in alerts):
            return list(alerts)
        with self.work.look(SYSTEM) as work:
            return with_withdrawn(work, alerts)

    def _completed(self, actor: Actor, shown: Sequence[ShownAlert]) -> list[ShownAlert]:
        """Alerts with what only the service knows: pictures that were withdrawn, and how many people have read them."""
        marked = self._marked([each.alert for each in shown])
        seen = [replace(each, alert=_for_reader(actor, alert)) for each, alert in zip(shown, marked, strict=True)]
        return self._counted(seen)

    def _counted(self, shown: Sequence[ShownAlert]) -> list[ShownAlert]:
        """Alerts with how many people have opened them. The service counts, as a right holder sees no one's people."""
        ids = [each.alert.id for each in shown if each.recipients]
        if not ids:
            return list(shown)
        with self.work.look(SYSTEM) as work:
            readers = work.alerts.readers(ids)
        return [_with_readers(each, readers) for each in shown]


def _with_readers(shown: ShownAlert, readers: Mapping[tuple[str, str], int]) -> ShownAlert:
    counted = (each._replace(readers=readers.get((shown.alert.id, each.agency.id), 0)) for each in shown.recipients)
    return replace(shown, recipients=tuple(counted))


def _for_reader(actor: Actor, alert: Alert) -> Alert:
    return seen_by_agency(alert) if actor.kind == OrganisationKind.AGENCY else alert


def _shown(work: AlertWork, alerts: Sequence[Alert]) -> list[ShownAlert]:
    organisations = {each.id: each for each in work.organisations.all()}
    is_agency = work.actor.kind == OrganisationKind.AGENCY
    names = {} if is_agency else work.people.names({alert.sent_by for alert in alerts})
    return [
        ShownAlert(
            alert=_for_reader(work.actor, alert),
            state=alert.state(work.now),
            right_holder=organisations[alert.right_holder_id],
            recipients=() if is_agency else _recipients(alert, organisations),
            sender=names.get(alert.sent_by, ""),
        )
        for alert in alerts
    ]


def _recipients(alert: Alert, organisations: Mapping[str, Organisation]) -> tuple[Recipient, ...]:
    agencies = sorted((organisations[each] for each in alert.agencies), key=lambda agency: agency.name)
    return tuple(map(Recipient, agencies))
