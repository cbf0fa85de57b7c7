"""Which findings on the data of a release its makers accepted, as the release says itself."""

from collections.abc import Sequence

from model.description import ReleaseDescription


def accepted_for(description: ReleaseDescription) -> Sequence[str] | None:
    """The findings that were accepted when it was fitted, counted again or given more products; None if not said."""
    training = description.training
    steps = [training, *training.get("recalibrated", []), *training.get("enrolled", [])]
    said = [step["accepted_findings"] for step in steps if "accepted_findings" in step]
    return sorted({str(code) for codes in said for code in codes}) if said else None
