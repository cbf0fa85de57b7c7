"""What pages and commands say of data sets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from model.messages import Message, message
from serve.datasets.domain import LeftOut, Part

LEFT_OUT_LINE = message("left out: items {items}, {reason}")
# Translators: each of these follows a number of items and a comma.
LEFT_OUT: Mapping[str, Message] = MappingProxyType(
    {
        LeftOut.NO_SHEET: message("without a published sheet of their product"),
        LeftOut.GOLD: message("with an item or a photo of the gold set"),
        LeftOut.DUPLICATE: message("with photos that other items have already"),
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
FOR_TEMPLATES: Mapping[str, Any] = {"data_set_parts": PARTS}
