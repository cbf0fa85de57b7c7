"""Compares trials and shadows with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, select

from serve.audit.comparing import RecordedDigest, differing, gone, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.examinations.tables import examinations
from serve.platform.tenancy import SYSTEM
from serve.trials.domain import digest_of, sealed
from serve.trials.permissions import TrialAction
from serve.trials.store import ShadowStore, TrialStore
from serve.trials.tables import shadow_verdicts, shadows, trials

OF_TRIALS = frozenset({TrialAction.COMPARE, TrialAction.FINISH, TrialAction.FAIL, TrialAction.OVERRIDE})
OF_SHADOWS = frozenset({TrialAction.SHADOW, TrialAction.SHADOW_END})
BETWEEN = "/"  # of a shadow and an examination, whose ids have none


class TrialVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Trials, shadows and their verdicts that are missing, changed or never recorded."""
        held: dict[str, dict[str, RecordedDigest]] = {"trials": {}, "shadows": {}, "verdicts": {}}
        for event in events:
            _keep(event, held)
        trial_ids = list(connection.execute(select(trials.c.id).order_by(trials.c.id)).scalars())
        yield from differing(readable(lambda some: _of_trials(connection, some), trial_ids), held["trials"])
        yield from gone(held["trials"])
        shadow_ids = list(connection.execute(select(shadows.c.id).order_by(shadows.c.id)).scalars())
        yield from differing(readable(lambda some: _of_shadows(connection, some), shadow_ids), held["shadows"])
        yield from gone(held["shadows"])
        yield from _verdict_faults(connection, held["verdicts"])


def _keep(event: Event, held: dict[str, dict[str, RecordedDigest]]) -> None:
    details = details_of(event)
    recorded = RecordedDigest(event.number, str(details.get("sha256")))
    if event.action in OF_TRIALS:
        held["trials"][event.subject] = recorded
    elif event.action in OF_SHADOWS:
        held["shadows"][event.subject] = recorded
    elif event.action == TrialAction.SHADOW_RECORD:
        held["verdicts"][f"{event.subject}{BETWEEN}{details.get('examination')}"] = recorded


def _of_trials(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    store = TrialStore(connection, SYSTEM)
    return {trial.id: str(sealed(trial, store.items(trial.id))["sha256"]) for trial in store.many(ids)}


def _of_shadows(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    return {shadow.id: str(shadow.seal["sha256"]) for shadow in ShadowStore(connection, SYSTEM).many(ids)}


def _verdict_faults(connection: Connection, recorded: dict[str, RecordedDigest]) -> Iterator[AuditFault]:
    """Those of shadows' verdicts. One goes with its examination, whose removal examinations' own verifier compares."""
    columns = (shadow_verdicts.c.shadow_id, shadow_verdicts.c.examination_id)
    names = [BETWEEN.join(row) for row in connection.execute(select(*columns).order_by(*columns))]
    yield from differing(readable(lambda some: _of_verdicts(connection, some), names), recorded)
    kept = set(connection.execute(select(examinations.c.id)).scalars())
    yield from gone({name: each for name, each in recorded.items() if name.partition(BETWEEN)[2] in kept})


def _of_verdicts(connection: Connection, names: Sequence[str]) -> dict[str, str]:
    store = ShadowStore(connection, SYSTEM)
    pairs = [(shadow, examination) for shadow, _, examination in (name.partition(BETWEEN) for name in names)]
    found = store.verdicts_of(pairs)
    return {BETWEEN.join(pair): digest_of(pair[0], verdict) for pair, verdict in found.items()}
