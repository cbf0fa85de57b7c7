"""The open cases of a person, as it is said before they are disabled or moved."""

from model.messages import counted
from serve.accounts.holding import HeldKind
from serve.cases.work import CaseWork

OPEN_CASES_HELD = HeldKind(
    counted("{count} open case", "{count} open cases"), lambda work, person: work.of(CaseWork).cases.count_open(person)
)
