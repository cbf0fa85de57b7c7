"""Texts about print: the lines that a sheet marks, their reading, and the genuine text."""

from collections.abc import Mapping
from types import MappingProxyType

from model.catalogue import TextKind
from model.messages import Message, message
from model.text_findings import TextResult

TITLES: Mapping[TextKind, Message] = MappingProxyType(
    {
        TextKind.SERIAL: message("Serial number, as printed"),
        TextKind.LOT: message("Batch number, as printed"),
        TextKind.DATE: message("Date, as printed"),
        TextKind.FIXED: message("Printed words"),
    }
)
WORD_FOR_WORD: Mapping[TextResult, Message] = MappingProxyType(  # where every item says the same
    {
        TextResult.MATCHES: message("Reads as on genuine items"),
        TextResult.DEVIATES: message("Does not read as on genuine items"),
        TextResult.NOT_READ: message("Could not be read"),
    }
)
BY_PATTERN: Mapping[TextResult, Message] = MappingProxyType(  # where items differ
    {
        TextResult.MATCHES: message("Built as on genuine items. Print is easily copied."),
        TextResult.DEVIATES: message("Not built as on genuine items"),
        TextResult.NOT_READ: message("Could not be read"),
    }
)
LIKE = message("Genuine ones are built like this made-up one: {example}")
READ = message("Read as “{read}”.")
CONFIDENTIAL_TITLE = message("Print that its right holder keeps confidential")
CONFIDENTIAL: Mapping[TextResult, Message] = MappingProxyType(
    {
        TextResult.MATCHES: message("No clear difference"),
        TextResult.DEVIATES: message("Does not read as on genuine items"),
        TextResult.NOT_READ: message("No clear difference"),
    }
)
CHECK = message("A program can misread print: read it on the item by eye.")
