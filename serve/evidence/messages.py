"""What the report says beside its labels, and the text in the bundle for the person who unpacks it."""

from model.messages import Wording, message
from model.verdict import Verdict
from serve.examinations import doubts

WITHDRAWN = message("Withdrawn by the agency before it was answered")
# Translators: a product that an officer named and the photos do not show.
GIVEN = message("Given: {name}. According to the assistant, the photos don't show it.")


def given(verdict: Verdict, name: Wording) -> Wording:
    """The name of the product that an item is meant to be; one that the verdict's photos don't show is only given."""
    if doubts.product_fits(verdict) or doubts.is_poor(verdict):
        return name
    return GIVEN.of(name=name)
