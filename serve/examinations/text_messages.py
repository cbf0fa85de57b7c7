"""Texts about print: the lines that a sheet marks, their reading, and the genuine text."""

from collections.abc import Mapping
from types import MappingProxyType

from model.catalogue import TextKind
from model.text_findings import TextResult

TITLES: Mapping[TextKind, str] = MappingProxyType(
    {
        TextKind.SERIAL: "Serial number, as printed",
        TextKind.LOT: "Lot number, as printed",
        TextKind.DATE: "Date, as printed",
        TextKind.FIXED: "Printed words",
    }
)
WORD_FOR_WORD: Mapping[TextResult, str] = MappingProxyType(  # where every item says the same
    {
        TextResult.MATCHES: "Reads as on genuine items",
        TextResult.DEVIATES: "Does not read as on genuine items",
        TextResult.NOT_READ: "Could not be read",
    }
)
BY_PATTERN: Mapping[TextResult, str] = MappingProxyType(  # where items differ
    {
        TextResult.MATCHES: "Built as on genuine items. Print is easily copied.",
        TextResult.DEVIATES: "Not built as on genuine items",
        TextResult.NOT_READ: "Could not be read",
    }
)
LIKE = "Genuine ones are built like this made-up one: {example}"
READ = "Read as “{read}”."
CONFIDENTIAL_TITLE = "Print that its right holder keeps confidential"
CONFIDENTIAL: Mapping[TextResult, str] = MappingProxyType(
    {
        TextResult.MATCHES: "No clear difference",
        TextResult.DEVIATES: "Does not read as on genuine items",
        TextResult.NOT_READ: "No clear difference",
    }
)
CHECK = "A program can misread print: read it on the item by eye."
