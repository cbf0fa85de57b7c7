"""What must be known of a release before it becomes active."""

from model.messages import Message, sentences
from serve.platform.work import Work
from serve.releases.archive import ReleaseArchive
from serve.releases.domain import ActivationBlockedError, ReleaseRecord
from serve.trials import messages
from serve.trials.comparing import ReadTrial, read
from serve.trials.domain import Trial, blocks_of
from serve.trials.known import known_to
from serve.trials.reports import description_in, harms_of
from serve.trials.work import TrialWork


def check(work: Work, record: ReleaseRecord, archive: ReleaseArchive) -> None:
    """Refuse a release that has not been compared with the active one, or whose comparison blocks it.

    A comparison of an earlier version does not say which products officers would lose, so it has to be made again.
    Without gold items no comparison is required; what the files of both releases say is checked nevertheless. Without
    an active release there is nothing to lose.

    Raises:
        ActivationBlockedError: it may not become active yet.
        ReleaseRefusedError, StorageError: a file that must be read is lost or damaged, or out of reach.
    """
    on_trial = work.of(TrialWork)
    turn = on_trial.releases.turn()
    if turn is None or turn[0] == record.id:
        return
    gold, trial = on_trial.gold.version(), on_trial.trials.latest(record.id)
    if trial is not None and _counts(trial, turn[0], gold):
        seen = read(on_trial, trial)
        _refuse(seen, messages.COMPARE_AGAIN if seen.override_ended else messages.IS_BLOCKED)
    elif gold:
        raise ActivationBlockedError(messages.COMPARE_FIRST)
    else:
        _refuse(_seen_in_files(archive, record, on_trial.releases.get(turn[0])), messages.COMPARE_WITHOUT_GOLD)


def _counts(trial: Trial, active: str, gold: str) -> bool:
    """Whether a comparison is finished, whole, and made with the present release and gold items."""
    return trial.finished_at is not None and trial.known is not None and (trial.against, trial.gold) == (active, gold)


def _refuse(seen: ReadTrial, todo: Message) -> None:
    if seen.is_blocked:
        raise ActivationBlockedError(sentences(*seen.reasons({}), todo), todo)


def _seen_in_files(archive: ReleaseArchive, record: ReleaseRecord, active: ReleaseRecord) -> ReadTrial:
    """What a comparison on no item would find; it is not kept."""
    before, after = (description_in(archive, each) for each in (active, record))
    known, at = known_to(before, after), record.staged.at
    harms = harms_of(archive, record, after)
    trial = Trial("", record.id, active.id, "", "", at, at, influence=harms, known=known.kept)
    return ReadTrial(trial, (), blocks_of(trial, ()), known.lost)
