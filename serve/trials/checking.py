"""What must be known of a release before it becomes active."""

from model.messages import sentences
from serve.platform.work import Work
from serve.releases.domain import ActivationBlockedError, ReleaseRecord
from serve.trials import messages
from serve.trials.comparing import read
from serve.trials.work import TrialWork


def check(work: Work, record: ReleaseRecord) -> None:
    """Refuse a release that has not been compared with the active one, or whose comparison blocks it.

    A comparison of an earlier version does not say which products officers would lose, so it has to be made again.
    Without gold items, or without an active release, there is nothing to compare.

    Raises:
        ActivationBlockedError: it may not become active yet.
    """
    on_trial = TrialWork(work.connection, work.tenant, work.log, work.clock, registered=work.registered)
    turn, gold = on_trial.releases.turn(), on_trial.gold.version()
    if turn is None or turn[0] == record.id or not gold:
        return
    trial = on_trial.trials.latest(record.id)
    if trial is None or trial.finished_at is None or (trial.against, trial.gold) != (turn[0], gold):
        raise ActivationBlockedError(messages.COMPARE_FIRST)
    if trial.known is None:
        raise ActivationBlockedError(messages.COMPARE_FIRST)
    seen = read(on_trial, trial)
    if seen.is_blocked:
        todo = messages.COMPARE_AGAIN if seen.override_ended else messages.IS_BLOCKED
        raise ActivationBlockedError(sentences(*seen.reasons({}), todo), todo)
