"""What people read about confirmations."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, message
from serve.confirmations.domain import Label

CONFIRMED: Mapping[Label, Message] = MappingProxyType(
    {Label.GENUINE: message("{product}: genuine"), Label.COUNTERFEIT: message("{product}: counterfeit")}
)
FOR_TEMPLATES = {"confirmed": CONFIRMED}
