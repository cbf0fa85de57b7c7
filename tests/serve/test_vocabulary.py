"""The glossary says who states what about an item in which words; the API has these words, and no others for it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from model.datasets.fields import Label
from model.verdict import Outcome
from serve.cases.domain import ItemFinding
from serve.enquiries.domain import AnswerOutcome
from serve.examinations.decision_domain import Said
from serve.seminars.choice_domain import Choice
from tests.serve.running import Service

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
WORDS = re.compile("genuine|counterfeit")
SPEAKERS = {"label": Label, "outcome": Outcome, "conclusion": ItemFinding, "answer": AnswerOutcome, "choice": Choice}
SPEAKERS |= {"decision": Said}
OF_A_VERDICT = {  # what a verdict or a release says with its outcome
    "Supports": {"genuine", "counterfeit", "neither"},
    "GuardedError": {"genuine called suspected", "counterfeit called consistent"},
    "Basis": {"both_labels", "genuine_only", "fused"},
    "ErrorKind": {
        *("genuine_called_suspected", "counterfeit_called_consistent"),
        *("genuine_contradicted", "counterfeit_contradicted"),
    },
    "Result": {"not_examined", *(outcome.value for outcome in Outcome)},  # of a gold item, in a trial
}


def test_the_glossary_has_every_value_of_every_speaker() -> None:
    rows = re.findall(r"^\|[^|]+\| \*(\w+)\*[^|]*\|(.+)\|$", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name: set(re.findall("`(.+?)`", values)) for name, values in rows} == {
        name: {value.value for value in values} for name, values in SPEAKERS.items()
    }


def test_no_other_enumeration_of_the_api_says_what_an_item_is(service: Service) -> None:
    schemas = service.client.get("/openapi.json").json()["components"]["schemas"]
    known = {values.__name__: {value.value for value in values} for values in SPEAKERS.values()} | OF_A_VERDICT
    found = {
        name: set(values) for name, values in enumerations(schemas) if any(WORDS.search(str(each)) for each in values)
    }
    assert found == known


def enumerations(value: Any, name: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Every enumeration in the schemas, by the name of the schema or member that has it."""
    if isinstance(value, dict):
        if isinstance(value.get("enum"), list):
            yield name, value["enum"]
        for key, member in value.items():
            if key != "examples":
                yield from enumerations(member, key)
    elif isinstance(value, list):
        for each in value:
            yield from enumerations(each, name)
