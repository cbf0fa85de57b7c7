"""What people read about imports of people."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, in_context, message
from serve.imports.domain import MOST_LINES, LineOutcome

NO_HEADER = message("The table has no header row. Its first row names the columns: {columns}.")
NO_LINES = message("The table has no person in it.")
TOO_MANY = message("The table has more than {most} lines. Divide it.").of(most=MOST_LINES)
TOO_LARGE = message("The table is larger than two megabytes. Divide it.")
LACKS = message("The table has no column “{column}”; it needs these: {columns}.")
UNKNOWN = message("The table has a column “{column}”, which is not known. There are: {columns}.")
TWICE_NAMED = message("The table has the column “{column}” twice.")
FIELDS = message("has {count} fields under {columns} columns; put a field with a separator in quotation marks")
MISSING = message("is missing")
SAME_USERNAME = message("is in line {line}, too")
TAKEN = message("is taken by another account")
CHOICES = message("must be one of these: {choices}")
LAST = message("would take the last administrator from {organisation}")
OTHERS = message("is no username of {organisation}, and the line has no name or role for a new person")
OUTCOMES: Mapping[str, Message] = MappingProxyType(
    {
        LineOutcome.ADDED: in_context("person in a table", "is added"),
        LineOutcome.CHANGED: in_context("person in a table", "is changed"),
        LineOutcome.UNCHANGED: in_context("person in a table", "stays as it is"),
        LineOutcome.REFUSED: in_context("person in a table", "is refused"),
    }
)
FOR_TEMPLATES = {"people_outcomes": OUTCOMES}
