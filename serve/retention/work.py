"""A unit of work with the objects whose rows were removed, and with everything that may be removed."""

from serve.alerts.work import AlertWork
from serve.contributions.work import ContributionWork
from serve.courses.work import CourseWork
from serve.opinions.work import OpinionWork
from serve.persons.work import CasePersonWork
from serve.platform.work import on_first_use
from serve.procedures.work import ProcedureWork
from serve.results.work import ResultWork
from serve.retention.store import LeavingStore
from serve.seizures.work import SeizureWork
from serve.shifts.work import ShiftWork
from serve.sittings.work import SittingWork
from serve.trials.work import TrialWork
from serve.uploads.work import UploadWork


class RetentionWork(
    SeizureWork,
    CasePersonWork,
    OpinionWork,
    ProcedureWork,
    TrialWork,
    UploadWork,
    ContributionWork,
    AlertWork,
    CourseWork,
    ResultWork,
    SittingWork,
    ShiftWork,
):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def leaving(self) -> LeavingStore:
        """Names of objects whose rows were removed."""
        return LeavingStore(self.connection)
