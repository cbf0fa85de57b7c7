"""The words of certificates."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, counted, in_context, message

# Translators: the title of a PDF; {course} is the title of a course.
TITLED = message("Certificate: {course}")
PASSED = message("Passed the final test on {day}.")
RESULT = counted(
    "{right} of {count} answer of the final test was right.", "{right} of {count} answers of the final test were right."
)
VALID_UNTIL = message("Valid until {day}.")
CHECK = message("Anyone can check this certificate with its code. The page shows no name.")
LABELS: Mapping[str, Message] = MappingProxyType(
    {
        "page": message("Page {page} of {pages}"),
        "undrawn_title": message("Some characters are not drawn"),
        "undrawn": message(
            "In the place of a character that could not be drawn stands its code in brackets, such as [U+1F600]; "
            "“+12” after it says that 12 more characters were there."
        ),
        "certificate": in_context("heading", "Certificate"),
        "organisation": in_context("certificate", "Issued by"),
        "country": in_context("certificate", "Country"),
        "code": in_context("certificate", "Code"),
        "address": in_context("certificate", "Address"),
    }
)
