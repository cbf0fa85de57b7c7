"""What the API says of an import of people."""

from typing import Any

from pydantic import BaseModel, Field

from serve.imports.domain import LineOutcome, LineReport, PeopleReport
from serve.platform.translations import Language

EXAMPLES: dict[str, Any] = {
    "PeopleImportOut": {
        "stored": True,
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
        "units": ["Port of Muuga"],
        "addresses": True,
        "lines": [
            {
                "line": 2,
                "username": "aiko.tanaka",
                "outcome": "added",
                "column": None,
                "reason": None,
                "password": "k3mw-7hqz-x2rb-c9vd-n4ts-8pgf",
            }
        ],
    }
}


class PersonLineOut(BaseModel):
    """What is done with a line of the table."""

    line: int = Field(description="Of the file, where 1 is its first line.")
    username: str
    outcome: LineOutcome
    column: str | None = Field(description="Of a refused line: the column to mend; null if it is about none alone.")
    reason: str | None = Field(description="Why it is refused, in your language.")
    password: str | None = Field(description="The first password that was made: shown only once.")


class PeopleImportOut(BaseModel):
    """What an import did, or would do."""

    stored: bool = Field(description="Whether it was done. If a line is refused, nothing is.")
    added: int
    changed: int
    unchanged: int
    refused: int
    units: list[str] = Field(description="Units that are made, because the table names them and there are none.")
    addresses: bool = Field(description="Whether e-mail addresses are kept: the operator has set a mail server.")
    lines: list[PersonLineOut]


def import_out(report: PeopleReport, language: Language) -> PeopleImportOut:
    """A report, with its reasons in a language."""
    counts = report.counts
    return PeopleImportOut(
        stored=report.is_stored,
        added=counts.get(LineOutcome.ADDED, 0),
        changed=counts.get(LineOutcome.CHANGED, 0),
        unchanged=counts.get(LineOutcome.UNCHANGED, 0),
        refused=counts.get(LineOutcome.REFUSED, 0),
        units=list(report.units),
        addresses=report.keeps_addresses,
        lines=[_line(each, language) for each in report.lines],
    )


def _line(each: LineReport, language: Language) -> PersonLineOut:
    return PersonLineOut(
        line=each.line.number,
        username=each.line.username,
        outcome=each.outcome,
        column=(each.fault.column or None) if each.fault else None,
        reason=language.say(each.fault.reason) if each.fault else None,
        password=each.password,
    )
