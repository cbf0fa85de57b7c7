"""Persons of a case of the demo agency. They are invented."""

from serve.accounts.domain import Actor
from serve.persons.domain import PersonalData
from serve.persons.service import CasePersons
from serve.platform.parts import Parts

PERSONS = (
    PersonalData("addressee", "Mika Example", "1 Example Street, Example Town", "EE", is_business=False),
    PersonalData("sender", "Example Trading", "2 Example Road, Example City", "CN", is_business=True),
)


def create(parts: Parts, officer: Actor, case_id: str) -> None:
    """Record them as the officer."""
    for person in PERSONS:
        parts[CasePersons].add(officer, case_id, person)
