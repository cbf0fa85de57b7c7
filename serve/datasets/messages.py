"""What pages and commands say of data sets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from model.messages import Message, counted, in_context, message
from serve.datasets.domain import GoldChange, LeftOut, Part

LEFT_OUT_LINE = message("left out: items {items} of {product}, {reason}")
# Translators: each of these follows a number of items, the product and a comma.
LEFT_OUT: Mapping[str, Message] = MappingProxyType(
    {
        LeftOut.NO_SHEET: message("without a published sheet of their product"),
        LeftOut.GOLD: message("with an item or a photo of the gold set"),
        LeftOut.DUPLICATE: message("with photos that other items have already"),
    }
)
LACKS: Mapping[str, Message] = MappingProxyType(
    {
        LeftOut.NO_SHEET: counted(
            "{product}: {count} accepted item was left out, because the product has no published sheet.",
            "{product}: {count} accepted items were left out, because the product has no published sheet.",
        ),
        LeftOut.GOLD: counted(
            "{product}: {count} accepted item was left out, because the gold set has the same item or photo.",
            "{product}: {count} accepted items were left out, because the gold set has the same items or photos.",
        ),
        LeftOut.DUPLICATE: counted(
            "{product}: {count} accepted item was left out, because other items have the same photos.",
            "{product}: {count} accepted items were left out, because other items have the same photos.",
        ),
    }
)
PARTS: Mapping[str, Message] = MappingProxyType(
    {
        Part.TRAIN: message("training"),
        Part.CALIBRATION: message("calibration"),
        Part.TEST: message("test"),
        Part.GOLD: message("gold set"),
    }
)
PART_TITLES: Mapping[str, Message] = MappingProxyType(
    {
        # Translators: headings of columns: what the items of a data set are used for.
        Part.TRAIN: in_context("use of items", "Training"),
        Part.CALIBRATION: in_context("use of items", "Calibration"),
        Part.TEST: in_context("use of items", "Test"),
        Part.GOLD: in_context("use of items", "Gold set"),
    }
)
GOLD_DONE: Mapping[GoldChange, Message] = MappingProxyType(
    {
        GoldChange.PROPOSE: counted(
            "You proposed {count} item for the gold set. Another person has to confirm it.",
            "You proposed {count} items for the gold set. Another person has to confirm them.",
        ),
        GoldChange.CONFIRM: counted(
            "You confirmed {count} item. From now on, releases are measured by it.",
            "You confirmed {count} items. From now on, releases are measured by them.",
        ),
        GoldChange.REMOVE: counted(
            "{count} item is no longer in the gold set, nor proposed for it. You can propose it again.",
            "{count} items are no longer in the gold set, nor proposed for it. You can propose them again.",
        ),
    }
)
FOR_TEMPLATES: Mapping[str, Any] = {
    "data_set_parts": PARTS,
    "data_set_lacks": LACKS,
    "data_set_columns": PART_TITLES,
    "gold_done": GOLD_DONE,
}
