"""What people read about results."""

from collections.abc import Mapping
from types import MappingProxyType

from model.datasets.fields import Label
from model.messages import Message, counted, in_context, message
from serve.results.domain import GroupFigures
from serve.seminars.agenda import AgendaStepKind

# Translators: a part of a seminar. Officers decide on items in each.
KINDS: Mapping[AgendaStepKind, Message] = MappingProxyType(
    {
        AgendaStepKind.PRE_TEST: in_context("part of a seminar", "Pre-test"),
        AgendaStepKind.EXERCISE: in_context("part of a seminar", "Exercises"),
        AgendaStepKind.POST_TEST: in_context("part of a seminar", "Post-test"),
    }
)
# Translators: what an item is in truth, in a table.
LABELS: Mapping[Label, Message] = MappingProxyType(
    {
        Label.GENUINE: in_context("the item is", "Genuine"),
        Label.COUNTERFEIT: in_context("the item is", "Counterfeit"),
    }
)
ALL_QUESTIONS = message("All questions")
ALONE = message("Officers alone")
ASSISTANT = message("The assistant alone, once for each item")
# Translators: officers' second answers to the same questions, once they have seen the assistant's verdict.
AFTER = message("The same officers, after the assistant's verdict")
MEASURES = message(
    "d' says how well the group tells counterfeit items from genuine ones: at 0 it guesses, and 2 is good. c says to "
    "which answer it leans: below 0 to “counterfeit”, above 0 to “genuine”."
)
COUNTED = message(
    "Errors, d' and c are counted among definite answers. “I can't tell” is counted apart. First answers count, "
    "before the assistant's verdict and before the truth is shown. Intervals of shares are exact (Clopper-Pearson, "
    "95%). Where the answers to one kind of items are all right or all wrong, d' and c are corrected by the log-linear "
    "rule."
)
ENOUGH = message(
    "No figure is of fewer than 5 phones. A question counts in a sitting if at least 5 of its phones answered it. "
    "Where fewer than 5 phones took only one of the tests, or answered an assisted exercise only once, these answers "
    "are left out."
)
SMALL = message(
    "In no sitting did 5 phones answer the same question. So there are no figures: they could be about one person."
)
SMALL_SITTINGS = counted(
    "{count} sitting with fewer than 5 phones is left out of all figures, also later.",
    "{count} sittings with fewer than 5 phones are left out of all figures, also later.",
)
DROPPED = counted(
    "{count} first answer is left out: with it, the answers of fewer than 5 phones could be read by subtraction.",
    "{count} first answers are left out: with them, the answers of fewer than 5 phones could be read by subtraction.",
)
FEW_SURE = counted(
    "{count} answer is left out, because fewer than 5 phones were as sure.",
    "{count} answers are left out, because fewer than 5 phones were as sure.",
)
LEARNED = message(
    "Phones that answered at least half of both tests are compared with themselves. An answer “I can't tell” is not "
    "right. d' is that of all these phones together. Intervals are made by resampling the phones (BCa bootstrap, 95%)."
)
# Translators: one of the points that a group of officers missed most often, such as “Logo (Bearing 6204): 12 of 18
# definite answers said “genuine” about a counterfeit item that shows this point.”
MISSED = counted(
    "{point} ({product}): {missed} of {count} definite answer said “genuine” about a counterfeit item that shows this "
    "point.",
    "{point} ({product}): {missed} of {count} definite answers said “genuine” about a counterfeit item that shows this "
    "point.",
)
NONE_MISSED = message("No definite answer said “genuine” about a counterfeit item that shows one of these points.")
SURE = message("How sure people were, and how often they were right")
SURE_SAID = message(
    "Answers “I can't tell” are left out. People who are sure should be right more often than people who guess."
)
# Translators: above a photo that people tapped on. {part} is such as “Pre-test”.
MAP = message("Question {number}, {part}: {product}")
MAP_OF_SEVERAL = message("Question {number}, {part}: {product}, photo {photo} of {photos}")
INSIDE = counted(
    "{inside} of {count} tap is in the place that tells.", "{inside} of {count} taps are in a place that tells."
)
NO_PLACE = counted("{count} tap. No place is marked on this photo.", "{count} taps. No place is marked on this photo.")
HIDDEN_MAPS = counted(
    "{count} photo is left out, because it may no longer be shown.",
    "{count} photos are left out, because they may no longer be shown.",
)
ROUGH = message("With fewer than 20 phones, these intervals are rough, and are often too short.")
NO_SPREAD = message("There is no interval, because all phones changed alike.")


def left_out(figures: GroupFigures) -> list[Message]:
    """What is left out of figures so that none is about few people, as sentences; none if nothing is."""
    found = [SMALL] if figures.is_small else []
    if figures.small_sittings:
        found.append(SMALL_SITTINGS.of(count=figures.small_sittings))
    if figures.dropped:
        found.append(DROPPED.of(count=figures.dropped))
    return found


FOR_TEMPLATES = {
    "result_kinds": KINDS,
    "result_labels": LABELS,
    "results_alone": ALONE,
    "results_assistant": ASSISTANT,
    "results_after": AFTER,
    "results_all": ALL_QUESTIONS,
    "results_few_sure": FEW_SURE,
    "results_enough": ENOUGH,
    "results_measures": MEASURES,
    "results_counted": COUNTED,
    "results_learned": LEARNED,
    "results_rough": ROUGH,
    "results_no_spread": NO_SPREAD,
    "results_none_missed": NONE_MISSED,
    "results_sure": SURE,
    "results_sure_said": SURE_SAID,
    "results_inside": INSIDE,
    "results_no_place": NO_PLACE,
    "results_hidden_maps": HIDDEN_MAPS,
}
