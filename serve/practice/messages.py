"""Texts of practice, except those in the templates."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, in_context
from serve.cases.domain import ItemFinding

ANSWERS: Mapping[ItemFinding, Message] = MappingProxyType(
    {
        ItemFinding.GENUINE: in_context("what a person says of an item", "Genuine"),
        ItemFinding.COUNTERFEIT: in_context("what a person says of an item", "Counterfeit"),
        ItemFinding.UNDETERMINED: in_context("what a person says of an item", "I can't tell"),
    }
)
