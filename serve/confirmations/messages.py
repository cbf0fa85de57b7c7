"""What people read about confirmations."""

from collections.abc import Mapping
from types import MappingProxyType

from model.datasets.fields import Label
from model.messages import Message, message

CONFIRMED: Mapping[Label, Message] = MappingProxyType(
    {Label.GENUINE: message("{product}: genuine"), Label.COUNTERFEIT: message("{product}: counterfeit")}
)
FOR_TEMPLATES = {"confirmed": CONFIRMED}
