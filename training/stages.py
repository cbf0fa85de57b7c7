"""The stages of a fit, as the user reads them, in the order in which they run."""

from enum import StrEnum


class FitStage(StrEnum):
    """What a fit, or a part of one, is doing."""

    VALIDATE = "checking the data"
    DECODE = "reading photos"
    ADAPT = "adapting the network"
    FEATURES = "computing features"
    HEADS = "training the heads"
    WEIGH = "weighing the evidence"
    INFLUENCE = "leaving out each contributor"
    EXPORT = "exporting the network"
    TEMPLATES = "comparing marked places"
    REFERENCES = "choosing references"
    MEMORY_BANKS = "filling memory banks"
    CALIBRATE = "examining calibration items"
    REGIONS = "testing regions"
    EVALUATE = "examining test items"
