"""Every text about cases that people read, except those in the templates."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, in_context, message
from serve.cases.domain import CaseState, First, ItemFinding, StepKind

STATES: Mapping[CaseState, Message] = MappingProxyType(
    {CaseState.OPEN: in_context("state of a case", "Open"), CaseState.CLOSED: in_context("state of a case", "Closed")}
)
FINDINGS: Mapping[ItemFinding, Message] = MappingProxyType(
    {
        ItemFinding.GENUINE: in_context("what an officer concludes", "Genuine"),
        ItemFinding.COUNTERFEIT: in_context("what an officer concludes", "Counterfeit"),
        ItemFinding.UNDETERMINED: in_context("what an officer concludes", "Undetermined"),
    }
)
FIRSTS: Mapping[First, Message] = MappingProxyType(
    {First.CONCLUSION: message("before any verdict"), First.VERDICT: message("after a verdict")}
)
STEPS: Mapping[StepKind, Message] = MappingProxyType(
    {
        StepKind.CLOSE: in_context("step of a case", "Closed"),
        StepKind.REOPEN: message("Reopened"),
        StepKind.HOLD: message("Put under a legal hold"),
        StepKind.LIFT_HOLD: message("Legal hold lifted"),
    }
)
FOR_TEMPLATES = {"case_states": STATES, "findings": FINDINGS, "firsts": FIRSTS, "case_steps": STEPS}
