"""Texts about the sum that a verdict is, and what is to be known of how sure it is."""

from collections.abc import Mapping
from types import MappingProxyType

from model.likelihood import Supports
from model.messages import Message, message

SUPPORTS, CONTRADICTS = message("What supports this verdict"), message("What contradicts it")
FOR_COUNTERFEIT, FOR_GENUINE = message("What speaks for counterfeit"), message("What speaks for genuine")
APART, NOT_APART = message("What sets it apart from genuine"), message("What does not")
BASE: Mapping[Supports, Message] = MappingProxyType(  # what the sum has besides the findings
    {
        Supports.COUNTERFEIT: message(
            "The sum begins with a value of its own, in which how the photos look as a whole counts, too. "
            "It counts towards counterfeit here."
        ),
        Supports.GENUINE: message(
            "The sum begins with a value of its own, in which how the photos look as a whole counts, too. "
            "It counts towards genuine here."
        ),
    }
)
