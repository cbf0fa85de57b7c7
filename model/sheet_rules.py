"""Rules of a product sheet for numbers and print on an item, and sheets without some of them.

A right holder that refuses an agency withholds the form of its serial numbers and its print from it. A finding by such
a rule would disclose it, one try at a time. So an examination for that agency omits the rules, and the verdict names
them (docs/decisions/0031-rules-applied.md).
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType

from model.catalogue import MarkedText, ProductSheet, Visibility


class SheetRule(StrEnum):
    """A kind of rule that can be left out."""

    SERIAL_PATTERN = "serial_pattern"  # of the sheet, for codes and for lines of print that have no other
    TEXTS = "texts"  # lines of print that are not public


NotApplied = Mapping[str, Collection[SheetRule]]  # product -> the omitted rules of its sheet
NONE_LEFT_OUT: NotApplied = MappingProxyType({})


def without(sheet: ProductSheet, rules: Collection[SheetRule]) -> ProductSheet:
    """A sheet without some rules; views, points and article numbers stay."""
    if not rules:
        return sheet
    pattern = None if SheetRule.SERIAL_PATTERN in rules else sheet.serial_pattern
    texts = tuple(text for text in sheet.texts if not _is_by(text, sheet, rules))
    return replace(sheet, serial_pattern=pattern, texts=texts)


def in_order(rules: Collection[SheetRule]) -> tuple[SheetRule, ...]:
    """Rules in the order in which verdicts name them."""
    return tuple(rule for rule in SheetRule if rule in rules)


def _is_by(text: MarkedText, sheet: ProductSheet, rules: Collection[SheetRule]) -> bool:
    """Whether a line of print is compared by one of these rules."""
    has_pattern = text.pattern is not None and text.pattern == sheet.serial_pattern
    is_public = text.visibility is Visibility.PUBLIC
    return (SheetRule.SERIAL_PATTERN in rules and has_pattern) or (SheetRule.TEXTS in rules and not is_public)
