"""The words of rules in the reader's language: what starts a clock, what has to be done, and what lapses."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, Wording, in_context, message

# Translators: each is the event that starts a legal deadline; a phrase without a full stop.
STARTS: Mapping[str, Message] = MappingProxyType(
    {
        "right-holder-notified": message("the right holder was notified of the suspension or detention"),
        "declarant-notified": message("the declarant or holder of the goods was notified"),
        "notice-dated": message("the date of the notice that the procedure begins"),
        "notice-received": message("the addressee received the notice that the procedure begins"),
        "goods-presented": message("the goods were presented for examination"),
        "detention-decided": message("the decision to detain, or the end of five days without one"),
        "importer-notified": message("the importer was notified of the detention"),
    }
)
# Translators: each is what has to be done before a legal deadline; a sentence.
ANSWERS: Mapping[str, Message] = MappingProxyType(
    {
        "confirm-and-consent": message(
            "The right holder confirms the infringement and consents to destruction in writing, or goes to court."
        ),
        "consent-or-oppose": message("The declarant or holder of the goods consents to destruction, or opposes it."),
        "apply": message("A right holder applies for action."),
        "give-opinion": message("The parties give evidence and opinions."),
        "dispute": message("The addressee disputes the infringement in writing; the letter must arrive in time."),
        "decide": message("Customs decides to release or to detain."),
        "give-notice": message(
            "Customs issues the notice of detention. The owner of the mark is told no later than that."
        ),
        "show-genuine": message("The importer shows that the mark is not counterfeit."),
        "determine": message("Customs makes the final determination."),
    }
)
# Translators: each is what follows if nothing is done before a legal deadline; a sentence.
LAPSES: Mapping[str, Message] = MappingProxyType(
    {
        "goods-released": message("The goods are released."),
        "consent-presumed": message("Customs may take the silence as consent to destruction."),
        "decided-without-it": message("Customs decides without it."),
        "decided-from-application": message("Customs decides from the right holder's application."),
        "deemed-detained": message("The goods are deemed detained."),
        "notice-late": message("Nothing lapses; the notice is late."),
        "data-disclosed": message("Customs may disclose protected data to the owner of the mark."),
        "deemed-excluded": message("The goods are deemed excluded, which the importer may protest."),
    }
)

# Translators: each is something that a party or customs did in a procedure; a phrase without a full stop.
STEPS: Mapping[str, Message] = MappingProxyType(
    {
        "right-holder-confirmed": message("the right holder confirmed the infringement and consented to destruction"),
        "court-action": message("the right holder went to court"),
        "declarant-consented": message("the declarant or holder of the goods consented to destruction"),
        "declarant-opposed": message("the declarant or holder of the goods opposed destruction"),
        "application-filed": message("the right holder applied for action"),
        "opinion-given": message("the right holder gave evidence and an opinion"),
        "addressee-disputed": message("the addressee disputed the infringement"),
        "importer-answered": message("the importer answered the notice"),
    }
)
# Translators: each says who has to act before a legal deadline.
PARTIES: Mapping[str, Message] = MappingProxyType(
    {
        "right-holder": in_context("who has to act", "Right holder"),
        "declarant": in_context("who has to act", "Declarant or holder"),
        "addressee": in_context("who has to act", "Addressee"),
        "importer": in_context("who has to act", "Importer"),
        "customs": in_context("who has to act", "Customs"),
    }
)


def start_words(word: str) -> Wording:
    """What starts a clock; a text of the operator's as it stands."""
    return STARTS.get(word, word)


def answer_words(word: str) -> Wording:
    """What has to be done in time, likewise."""
    return ANSWERS.get(word, word)


def lapse_words(word: str) -> Wording:
    """What follows if nothing is done, likewise."""
    return LAPSES.get(word, word)


def step_words(word: str) -> Wording:
    """What happened in a procedure, likewise: what starts a clock or meets it."""
    return STEPS.get(word) or start_words(word)


def party_words(word: str) -> Wording:
    """Who has to act, likewise."""
    return PARTIES.get(word, word)
