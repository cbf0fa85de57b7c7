"""How people read and give answers to questions of a seminar or a course."""

from collections.abc import Mapping
from types import MappingProxyType

from model.datasets.fields import Label
from model.messages import Message, in_context, message
from serve.seminars.choice_domain import Choice, Sureness

# Translators: the three buttons with which an officer answers what an item is.
CHOICES: Mapping[Choice, Message] = MappingProxyType(
    {
        Choice.GENUINE: in_context("answer", "Genuine"),
        Choice.COUNTERFEIT: in_context("answer", "Counterfeit"),
        Choice.CANNOT_TELL: in_context("answer", "I can't tell"),
    }
)
# Translators: how sure an officer is of an answer.
SURENESS: Mapping[Sureness, Message] = MappingProxyType(
    {
        Sureness.GUESSING: in_context("sureness", "I'm guessing"),
        Sureness.FAIRLY_SURE: in_context("sureness", "I'm fairly sure"),
        Sureness.SURE: in_context("sureness", "I'm sure"),
    }
)
# Translators: what an item on which officers have decided is in truth.
TRUTHS: Mapping[Label, Message] = MappingProxyType(
    {
        Label.GENUINE: message("The item is genuine."),
        Label.COUNTERFEIT: message("The item is counterfeit."),
    }
)
FOR_TEMPLATES = {"choices": CHOICES, "sureness": SURENESS, "truths": TRUTHS}
