"""What people read about contributions."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, message
from serve.contributions.domain import Label

CONTRIBUTED: Mapping[Label, Message] = MappingProxyType(
    {Label.GENUINE: message("{product}: genuine"), Label.COUNTERFEIT: message("{product}: counterfeit")}
)
FOR_TEMPLATES = {"contributed": CONTRIBUTED}
