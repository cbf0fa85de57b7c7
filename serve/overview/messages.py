"""What a right holder reads of its products."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from model.datasets.fields import Label
from model.datasets.splits import Split
from model.messages import Message, Share, Wording, counted, in_context, message, sentences
from model.verdict import Outcome
from serve.catalogue.domain import SheetUse
from serve.examinations.messages import OUTCOMES
from serve.overview.contributed import Stage
from serve.overview.wanting import RESTS_ON, Lack, Wanted
from serve.review.messages import LABELS

STAGES: Mapping[Stage, Message] = MappingProxyType(
    {
        # Translators: where items stand that a right holder has contributed; numbers of items stand beside it.
        Stage.IN_DATA_SET: message("Accepted, and in the latest data set"),
        Stage.ACCEPTED: message("Accepted, and in no data set yet"),
        Stage.IN_REVIEW: message("Held for review"),
        Stage.SENT_BACK: message("Sent back to you"),
        Stage.WITHDRAWN: message("Withdrawn by you"),
    }
)
SPLITS: Mapping[Split, Message] = MappingProxyType(
    {
        # Translators: what a part of the items of a data set is for; a number of items stands beside it.
        Split.TRAIN: message("For training (about)"),
        Split.CALIBRATION: message("For calibration (about)"),
        Split.TEST: message("Kept for measuring (about)"),
    }
)
USES: Mapping[SheetUse, Message] = MappingProxyType(
    {
        # Translators: how often people of an agency did this with a product or its sheet; a number stands beside it.
        SheetUse.OPENED: in_context("use of a sheet", "Opened"),
        SheetUse.PRINTED: in_context("use of a sheet", "Printed"),
        SheetUse.EXAMINED: in_context("use of a sheet", "Examinations"),
        SheetUse.ASKED: in_context("use of a sheet", "Enquiries"),
    }
)
TOLD_BOTH = message("The assistant can give the outcomes “{suspected}” and “{consistent}”.")
TOLD_ONE = message("The assistant can give the outcome “{outcome}”, but not “{other}”.")
TOLD_NONE = message("The assistant can't give a definite outcome: the outcome is “{inconclusive}”.")
UNKNOWN = message("The active release does not know this product, so officers can't examine it.")
WANTED: Mapping[tuple[Lack, Label], Message] = MappingProxyType(
    {
        (Lack.LABEL, Label.GENUINE): counted(
            "Contribute photos of genuine items: at most about {count} is needed. You have contributed none yet.",
            "Contribute photos of genuine items: at most about {count} are needed. You have contributed none yet.",
        ),
        (Lack.LABEL, Label.COUNTERFEIT): counted(
            "Contribute photos of counterfeit items: at most about {count} is needed. You have contributed none yet.",
            "Contribute photos of counterfeit items: at most about {count} are needed. You have contributed none yet.",
        ),
        (Lack.CALIBRATION, Label.GENUINE): counted(
            "Contribute photos of more genuine items: at most about {count} is needed.",
            "Contribute photos of more genuine items: at most about {count} are needed.",
        ),
        (Lack.CALIBRATION, Label.COUNTERFEIT): counted(
            "Contribute photos of more counterfeit items: at most about {count} is needed.",
            "Contribute photos of more counterfeit items: at most about {count} are needed.",
        ),
        (Lack.VIEW, Label.GENUINE): counted(
            "Photograph the view “{view}” of {count} genuine item.",
            "Photograph the view “{view}” of {count} genuine items.",
        ),
        (Lack.VIEW, Label.COUNTERFEIT): counted(
            "Photograph the view “{view}” of {count} counterfeit item.",
            "Photograph the view “{view}” of {count} counterfeit items.",
        ),
        (Lack.INTERVAL, Label.GENUINE): message("Contribute photos of more genuine items."),
        (Lack.INTERVAL, Label.COUNTERFEIT): message("Contribute photos of more counterfeit items."),
    }
)
WHY_INTERVAL: Mapping[Label, Message] = MappingProxyType(
    {
        Label.GENUINE: counted(
            "The active release allows that at most {target} of genuine items are called suspected. Its report "
            "measured {count} genuine item, and the true rate may lie anywhere from {low} to {high}. More items "
            "narrow that.",
            "The active release allows that at most {target} of genuine items are called suspected. Its report "
            "measured {count} genuine items, and the true rate may lie anywhere from {low} to {high}. More items "
            "narrow that.",
        ),
        Label.COUNTERFEIT: counted(
            "The active release allows that at most {target} of counterfeit items are called consistent. Its report "
            "measured {count} counterfeit item, and the true rate may lie anywhere from {low} to {high}. More items "
            "narrow that.",
            "The active release allows that at most {target} of counterfeit items are called consistent. Its report "
            "measured {count} counterfeit items, and the true rate may lie anywhere from {low} to {high}. More items "
            "narrow that.",
        ),
    }
)
WHY_UNMEASURED: Mapping[Label, Message] = MappingProxyType(
    {
        Label.GENUINE: message(
            "The report of the active release measured no genuine item of this product, so no one knows how many are "
            "called suspected."
        ),
        Label.COUNTERFEIT: message(
            "The report of the active release measured no counterfeit item of this product, so no one knows how many "
            "are called consistent."
        ),
    }
)
WHY_CALIBRATION: Mapping[Label, Message] = MappingProxyType(
    {
        Label.GENUINE: counted(
            "The outcome “{outcome}” needs {count} more genuine calibration item.",
            "The outcome “{outcome}” needs {count} more genuine calibration items.",
        ),
        Label.COUNTERFEIT: counted(
            "The outcome “{outcome}” needs {count} more counterfeit calibration item.",
            "The outcome “{outcome}” needs {count} more counterfeit calibration items.",
        ),
    }
)
ONLY_UNLIKE = message(
    "Without counterfeit items, the assistant can only say whether an item is unlike the genuine ones."
)
WHY_VIEW = message("The product sheet requires this view, but most of your items do not show it.")
ESTIMATE = message(
    "These numbers are an estimate. They rest on the errors that the active release allows: at most {genuine} of "
    "genuine items called suspected, and at most {counterfeit} of counterfeit items called consistent. A release that "
    "allows more errors needs fewer items. So does one that is taught several products together and counts their "
    "calibration items together. About one in five items becomes a calibration item. The numbers hold if every "
    "calibration item is judged right; each wrong one raises them. Items that the operator keeps for measuring "
    "releases are counted here but do not become calibration items; each of them raises the numbers, too. Items that "
    "are held for review count as if they were accepted."
)
NOTHING_WANTED = message(
    "The active release gives both outcomes for your products, within the errors that it allows. Photos of new kinds "
    "of counterfeits help most now."
)
NO_DATA_SET = message("No data set was frozen yet. Accepted items wait until the operator freezes one.")
FROZEN = message("The latest data set was frozen on {day}.")
DIVISION = message(
    "A data set is divided by a fixed rule, and the numbers marked with “about” follow from that rule. Which of your "
    "items are used for what is known to the operator alone, so that no one can prepare an item specially for the "
    "measuring."
)


class WantedWords(NamedTuple):
    """What to contribute, and why."""

    what: Wording
    why: Wording


def words_of(wanted: Wanted, view: Wording = "") -> WantedWords:
    """What a right holder is asked to contribute.

    Args:
        view: the title of the view that is wanted.
    """
    what = WANTED[wanted.lack, wanted.label].of(count=wanted.items, view=view)
    if wanted.lack is Lack.VIEW:
        return WantedWords(what, WHY_VIEW)
    if wanted.lack is Lack.INTERVAL:
        return WantedWords(what, _why_interval(wanted))
    headline = OUTCOMES[RESTS_ON[wanted.label]].headline
    why = WHY_CALIBRATION[wanted.label].of(count=wanted.calibration, outcome=headline)
    has_none = wanted.lack is Lack.LABEL and wanted.label is Label.COUNTERFEIT
    return WantedWords(what, sentences(why, ONLY_UNLIKE) if has_none else why)


def _why_interval(wanted: Wanted) -> Wording:
    error = wanted.error
    if error is None:
        return WHY_UNMEASURED[wanted.label]
    shares = {"target": Share(wanted.target), "low": Share(error.low, 1), "high": Share(error.high, 1)}
    return WHY_INTERVAL[wanted.label].of(count=error.n, **shares)


def told(outcomes: frozenset[Outcome] | None) -> Message:
    """What the active release can answer of a product."""
    if outcomes is None:
        return UNKNOWN
    suspected, consistent = OUTCOMES[Outcome.SUSPECTED].headline, OUTCOMES[Outcome.CONSISTENT].headline
    if not outcomes:
        return TOLD_NONE.of(inconclusive=OUTCOMES[Outcome.INCONCLUSIVE].headline)
    if outcomes == {Outcome.SUSPECTED, Outcome.CONSISTENT}:
        return TOLD_BOTH.of(suspected=suspected, consistent=consistent)
    is_suspected = Outcome.SUSPECTED in outcomes
    return TOLD_ONE.of(
        outcome=suspected if is_suspected else consistent, other=consistent if is_suspected else suspected
    )


FOR_TEMPLATES = {
    "item_stages": STAGES,
    "item_splits": SPLITS,
    "sheet_uses": USES,
    "item_labels": LABELS,
    "wanted_estimate": ESTIMATE.of,
    "nothing_wanted": NOTHING_WANTED,
    "no_data_set": NO_DATA_SET,
    "data_set_frozen": FROZEN.of,
    "data_set_division": DIVISION,
}
