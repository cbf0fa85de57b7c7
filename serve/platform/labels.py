"""What the fields of forms are called, for sentences about a value that is not valid."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, in_context, message

# Translators: names of fields of forms; each stands before a colon, as in "Product: is missing."
LABELS: Mapping[str, Message] = MappingProxyType(
    {
        "after": message("Page of the list"),
        "agencies": message("Agencies"),
        "all": message("Also those already given"),
        "asked_of": message("The colleague who is asked"),
        "by_openid": message("How they sign in"),
        "case": message("Case"),
        "conclusion": message("Conclusion on an item"),
        "country": message("Country"),
        "declaration": message("Declaration or parcel number"),
        "description": message("Description"),
        "drop": message("Photo to leave out"),
        "everyone": message("Every agency, or only those ticked"),
        "examined": message("Examination"),
        "finding": message("What you found"),
        "unit": message("Unit"),
        "foreign_photos": message("Photos"),
        "held": message("Hold"),
        "kind": message("Kind"),
        "label": message("What is it for?"),
        "lane": message("Lane"),
        "language": message("Language"),
        "name": message("Name"),
        "new": message("New password"),
        "notes": message("Notes"),
        "officer": message("Opened by"),
        "old": message("Current password"),
        "opened_from": message("Opened from"),
        "opened_until": message("Opened until"),
        "organisation": message("Organisation"),
        "outcome": in_context("field", "Answer or outcome"),
        "password": message("Password"),
        "photos": message("Photos"),
        "place": message("Place"),
        "prior": message("How common are counterfeits here?"),
        "product": message("Product"),
        "q": message("Words or numbers"),
        "question": message("Question"),
        "reason": message("Reason"),
        "release": message("Release"),
        "role": message("Role"),
        "standard": message("Standard questions"),
        "state": message("State"),
        "statement": message("Statement"),
        "time_zone": message("Time zone"),
        "username": message("Username"),
        "views": message("Views"),
    }
)
THE_FORM = message("The form")
HIDDEN = message("A hidden value of the form ({name})")


def label_of(name: str) -> Message:
    """What a field is called; a hidden one, which only a program can have changed, by its name in the form."""
    return LABELS[name] if name in LABELS else HIDDEN.of(name=name)
