"""A unit of work with examinations."""

from serve.catalogue.work import SheetUseWork
from serve.examinations.rule_store import RuleStore
from serve.examinations.store import ExaminationStore
from serve.platform.work import on_first_use


class ExaminationWork(SheetUseWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def examining_rules(self) -> RuleStore:
        """The rule of the tenant's organisation."""
        return RuleStore(self.connection, self.tenant)

    @on_first_use
    def examinations(self) -> ExaminationStore:
        """The examinations that the tenant may see."""
        return ExaminationStore(self.connection, self.tenant)
