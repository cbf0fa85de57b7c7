"""Values of contributions as texts of JSON in columns, and back. Most texts are equal, so few are read twice."""

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, cast

from model.catalogue import Region
from model.datasets.fields import Capture, Label, PointMark
from model.datasets.folders import ItemsBy
from model.messages import NOTHING, Listed, Message, Sentences, Share, Value, Wording
from serve.audit.domain import canonical
from serve.contributions.domain import ContributionSummary, FileReading, LabelGroup
from serve.contributions.image_domain import ContributionFinding, ImageCopy, ImageDetails, Severity

NO_FINDINGS = "[]"
NO_COPY = ""
REMEMBERED = 4096  # texts


def reading_values(reading: FileReading) -> dict[str, Any]:
    """How the files are understood, as values of JSON."""
    values = reading._asdict()
    return values | {"contributed_on": reading.contributed_on and reading.contributed_on.isoformat()}


def reading_of(text: str) -> FileReading:
    """The same back."""
    values = json.loads(text)
    label, items, day = values["label"], values["items"], values["contributed_on"]
    return FileReading(
        product=values["product"],
        label=None if label is None else Label(label),
        items=None if items is None else ItemsBy(items),
        source=values["source"],
        capture=Capture(values["capture"]),
        contributed_on=None if day is None else date.fromisoformat(day),
        item=values.get("item"),
    )


def summary_of(text: str) -> ContributionSummary:
    """What a check found, from its text."""
    values = json.loads(text)
    groups = tuple(LabelGroup(**group) for group in values["groups"])
    return ContributionSummary(values["states"], values["findings"], groups, values["items_by"], values["is_guessed"])


def findings_text(findings: tuple[ContributionFinding, ...]) -> str:
    """Findings as a text."""
    return json.dumps([_finding_values(each) for each in findings], ensure_ascii=False) if findings else NO_FINDINGS


def _finding_values(finding: ContributionFinding) -> dict[str, Any]:
    values: dict[str, Any] = {"code": finding.code, "severity": finding.severity.value}
    if finding.values:
        values["values"] = dict(finding.values)
    if finding.words:
        values["words"] = kept(finding.words)
    return values


@lru_cache(REMEMBERED)
def findings_of(text: str) -> tuple[ContributionFinding, ...]:
    """The same back."""
    return tuple(_finding(each) for each in json.loads(text))


def _finding(values: Mapping[str, Any]) -> ContributionFinding:
    words = words_of(values["words"]) if "words" in values else NOTHING
    return ContributionFinding(values["code"], Severity(values["severity"]), values.get("values", {}), words)


def copy_text(copy: ImageCopy | None) -> str:
    """Of what an image is a copy, as a text."""
    return NO_COPY if copy is None else json.dumps(list(copy))


def copy_of(text: str) -> ImageCopy | None:
    """The same back."""
    return None if text == NO_COPY else ImageCopy(*json.loads(text))


def said_text(said: ImageDetails) -> str:
    """What is said of an image, as a text; only what is said."""
    values: dict[str, Any] = {name: value for name, value in vars_of(said).items() if value is not None}
    return canonical(values)


def vars_of(said: ImageDetails) -> dict[str, Any]:
    """The values that JSON has of what is said."""
    return {
        "product": said.product,
        "label": said.label and said.label.value,
        "item": said.item,
        "view": said.view,
        "source": said.source,
        "capture": said.capture and said.capture.value,
        "contributed_on": said.contributed_on and said.contributed_on.isoformat(),
        "marks": None if said.marks is None else [[mark.id, mark.box and list(mark.box)] for mark in said.marks],
        "is_left_out": said.is_left_out,
    }


@lru_cache(REMEMBERED)
def said_of(text: str) -> ImageDetails:
    """The same back."""
    values = json.loads(text)
    label, capture, day, marks = (values.get(name) for name in ("label", "capture", "contributed_on", "marks"))
    return ImageDetails(
        product=values.get("product"),
        label=None if label is None else Label(label),
        item=values.get("item"),
        view=values.get("view"),
        source=values.get("source"),
        capture=None if capture is None else Capture(capture),
        contributed_on=None if day is None else date.fromisoformat(day),
        marks=None if marks is None else tuple(PointMark(name, box and Region(*box)) for name, box in marks),
        is_left_out=values.get("is_left_out"),
    )


def kept(value: Value) -> Any:
    """A message, or a value in one, in values of JSON; what has no language of its own is kept as text."""
    match value:
        case Message():
            values = {name: kept(each) for name, each in value.values.items()}
            return {"text": value.text, "plural": value.plural, "context": value.context, "values": values}
        case Sentences():
            return {"sentences": [kept(part) for part in value.parts]}
        case Listed():
            return {"listed": [kept(each) for each in value.values], "is_closed": value.is_closed}
        case Share():
            return {"share": value.fraction, "digits": value.digits}
        case bool() | int() | float():
            return value
    return str(value)


def words_of(values: Any) -> Wording:
    """The message back."""
    return cast("Wording", _value(values))


def _value(values: Any) -> Value:
    if not isinstance(values, Mapping):
        return cast("Value", values)
    if "sentences" in values:
        return Sentences(tuple(words_of(part) for part in values["sentences"]))
    if "listed" in values:
        return Listed(tuple(_value(each) for each in values["listed"]), values["is_closed"])
    if "share" in values:
        return Share(values["share"], values["digits"])
    inner = {name: _value(each) for name, each in values["values"].items()}
    return Message(values["text"], values["plural"], values["context"], inner)
