"""What people read about results."""

from collections.abc import Mapping
from types import MappingProxyType

from model.datasets.fields import Label
from model.messages import Message, counted, in_context, message
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
SMALL = message(
    "Fewer than 5 phones answered here, or in another sitting of this seminar. So there are no figures: they could be "
    "about one person."
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
FOR_TEMPLATES = {
    "result_kinds": KINDS,
    "result_labels": LABELS,
    "results_alone": ALONE,
    "results_assistant": ASSISTANT,
    "results_after": AFTER,
    "results_all": ALL_QUESTIONS,
    "results_small": SMALL,
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
