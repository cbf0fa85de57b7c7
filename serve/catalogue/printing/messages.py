"""The words of printed guides. They state what the right holder says, and instruct no one."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, in_context, message
from serve.catalogue.printing.domain import GuideForm

TITLES: Mapping[GuideForm, Message] = MappingProxyType(
    {
        GuideForm.GUIDE: message("Product identification guide"),
        # Translators: the points by which genuine items are told from counterfeits; in Japanese 識別ポイント.
        GuideForm.POINTS: message("Identification points"),
    }
)
# Translators: the title of a PDF: {form} is "Product identification guide" or "Identification points".
TITLED = message("{form}: {product}")
MADE_FOR = message("Copy for {name}, {organisation}, made {at}")
DISCLAIMER = message(
    "This print states what the right holder says of its product. It instructs no one, and decides nothing about any "
    "item. A newer version may exist."
)
LABELS: Mapping[str, Message] = MappingProxyType(
    {
        "page": message("Page {page} of {pages}"),
        "undrawn_title": message("Some characters are not drawn"),
        "undrawn": message(
            "In the place of a character that could not be drawn stands its code in brackets, such as [U+1F600]; "
            "“+12” after it says that 12 more characters were there."
        ),
        "version": message("State of the sheet"),
        "handling_mark": message("Handling mark"),
        "not_given": message("Not given"),
        "product": message("Product"),
        "right_holder": message("Right holder"),
        "category": message("Category"),
        "gtin": message("Article numbers"),
        "serial_pattern": message("Serial numbers are built as"),
        "packaging": message("Packaging"),
        "retail_price": message("Retail price"),
        "contacts": message("Contacts"),
        "name": message("Name"),
        # Translators: what a contact answers questions about.
        "role": message("For questions about"),
        "phone": message("Telephone"),
        "mail": message("E-mail"),
        "hours": message("Hours"),
        "languages": message("Languages"),
        "rights": message("Rights"),
        "kind": message("Kind"),
        # Translators: of a right, such as a trade mark.
        "number": in_context("of a right", "Number"),
        # Translators: where a right holds.
        "territory": message("Territory"),
        # Translators: the number under which customs recorded a right.
        "recordation": message("Recorded at customs as"),
        "expires": message("Expires"),
        # Translators: of a right.
        "owner": message("Owner"),
        "manufacture": message("Manufacture and distribution"),
        "made_in": message("Made in"),
        "makers": message("Known makers"),
        "traders": message("Known traders"),
        "country": message("Country"),
        "note": in_context("heading", "Note"),
        # Translators: heading of a column: the places through which goods go.
        "route": message("Route"),
        "routes": message("Routes of genuine goods"),
        "violations": message("Violations"),
        "violation_routes": message("Routes on which counterfeits were found"),
        "points": message("Genuine against counterfeit"),
        "no_points": message("The right holder shows you no points of this product."),
        # Translators: heading of a column: where on the product.
        "where": in_context("heading", "Where"),
        "genuine": in_context("heading", "Genuine"),
        "counterfeit": in_context("heading", "Counterfeit"),
        "pictures": message("Genuine pictures"),
        "picture_described": message("Genuine reference: {title}"),
        "place_described": message("Where it is: {title}"),
    }
)
