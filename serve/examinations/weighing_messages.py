"""Texts about the sum that a verdict is, and what is to be known of how sure it is."""

from collections.abc import Mapping
from types import MappingProxyType

from model.likelihood import Supports
from model.messages import Message, counted, message

SUPPORTS, CONTRADICTS = message("What supports this verdict"), message("What contradicts it")
FOR_COUNTERFEIT, FOR_GENUINE = message("What speaks for counterfeit"), message("What speaks for genuine")
APART, NOT_APART = message("What sets it apart from genuine"), message("What does not")
UNSEEN = counted("{count} point that no photo shows", "{count} points that no photo shows")
UNSEEN_NOTE = message(
    "Photograph what is missing: nothing of it was seen. Still, the release takes a value for it from the other "
    "photos, and adds it."
)
BASE = message("The photos as a whole")
BASE_NOTE = message("How they look as a whole, with a fixed value that the sum begins with.")
TOGETHER: Mapping[Supports, Message] = MappingProxyType(
    {
        Supports.COUNTERFEIT: message("All together: towards counterfeit."),
        Supports.GENUINE: message("All together: towards genuine."),
    }
)
