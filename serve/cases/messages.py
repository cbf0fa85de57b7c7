"""Every text about cases that people read, except those in the templates."""

from collections.abc import Mapping
from types import MappingProxyType

from serve.cases.domain import CaseState, First, ItemFinding, StepKind

STATES: Mapping[CaseState, str] = MappingProxyType({CaseState.OPEN: "Open", CaseState.CLOSED: "Closed"})
FINDINGS: Mapping[ItemFinding, str] = MappingProxyType(
    {
        ItemFinding.GENUINE: "Genuine",
        ItemFinding.COUNTERFEIT: "Counterfeit",
        ItemFinding.UNDETERMINED: "Undetermined",
    }
)
FIRSTS: Mapping[First, str] = MappingProxyType(
    {First.CONCLUSION: "before any verdict", First.VERDICT: "after a verdict"}
)
STEPS: Mapping[StepKind, str] = MappingProxyType(
    {
        StepKind.CLOSE: "Closed",
        StepKind.REOPEN: "Reopened",
        StepKind.HOLD: "Put under a legal hold",
        StepKind.LIFT_HOLD: "Legal hold lifted",
    }
)
FOR_TEMPLATES = {"case_states": STATES, "findings": FINDINGS, "firsts": FIRSTS, "case_steps": STEPS}
