"""The words of handouts. They state what right holders say, and instruct no one."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, in_context, message

# Translators: the title of a PDF for officers who take part in a seminar; {seminar} is the title of the seminar.
TITLED = message("Handout: {seminar}")
# Translators: of a seminar; {country} is the name of a country.
HELD = message("Seminar on {day} for {country}")
SHOWN_UNTIL = message("This handout may be shown to officers until {day}.")
DISCLAIMER = message(
    "This handout states what right holders say of their products. It decides nothing about any item. The right "
    "holders have cleared it for the agencies that took part in the seminar. Show it to no one else."
)
LABELS: Mapping[str, Message] = MappingProxyType(
    {
        "page": message("Page {page} of {pages}"),
        "undrawn_title": message("Some characters are not drawn"),
        "undrawn": message(
            "In the place of a character that could not be drawn stands its code in brackets, such as [U+1F600]; "
            "“+12” after it says that 12 more characters were there."
        ),
        "handout": in_context("heading", "Handout"),
        "views": message("What to photograph"),
        "if_you_can": message("(if you can)"),
        "points": message("Genuine against counterfeit"),
        "elsewhere": message(
            "A text of this point is in another language: the right holder has none in this one that is up to date."
        ),
        "genuine": in_context("heading", "Genuine"),
        "counterfeit": in_context("heading", "Counterfeit"),
        "genuine_described": message("Genuine reference: {title}"),
        # Translators: describes a picture of a counterfeit item; {title} is what an identification point is called.
        "counterfeit_described": message("Counterfeit item: {title}"),
        "no_picture": message("The right holder shows no picture here."),
    }
)
