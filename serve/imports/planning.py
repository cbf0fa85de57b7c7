"""What the import of a table would do, line by line, before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from model.errors import ValueRejectedError
from model.messages import Wording, listed
from serve.accounts.domain import (
    PERSON_NAMED,
    Organisation,
    Person,
    Unit,
    check_role,
    checked_name,
    checked_unit,
    checked_username,
)
from serve.accounts.permissions import Role
from serve.imports.domain import LineFault, LineOutcome, LineReport, PersonLine, SignInBy
from serve.imports.messages import CHOICES, LAST, MISSING, OTHERS, SAME_USERNAME, TAKEN
from serve.notices.domain import checked_address


@dataclass(frozen=True)
class Before:
    """What there is before an import.

    Attributes:
        people: those whom the table names, by username, of any organisation.
        units: of the organisation, by name.
        roles: that people of the organisation may have.
        administrators: ids of the organisation's people with this role who may sign in.
        must_keep: whether the import may not take the last one.
    """

    organisation: Organisation
    people: Mapping[str, Person]
    units: Mapping[str, Unit]
    roles: Sequence[str]
    administrators: frozenset[str] = frozenset()
    must_keep: bool = True


@dataclass(frozen=True)
class PlannedLine:
    """What a line asks for, checked.

    Attributes:
        person: who has the username already; None for a new one.
        unit: the name of a unit; None leaves it as it is.
    """

    line: PersonLine
    username: str
    name: str
    role: str
    unit: str | None
    email: str | None
    by_openid: bool
    person: Person | None

    @property
    def outcome(self) -> LineOutcome:
        """What is done with it."""
        if self.person is None:
            return LineOutcome.ADDED
        unit = self.person.unit.name if self.person.unit else ""
        is_same = (self.name, self.role) == (self.person.name, self.person.role) and self.unit in {None, unit}
        return LineOutcome.UNCHANGED if is_same else LineOutcome.CHANGED


@dataclass
class ImportPlan:
    """Every line, as planned or as refused, in the order of the file."""

    lines: list[PlannedLine | LineReport] = field(default_factory=list)

    @property
    def planned(self) -> list[PlannedLine]:
        """The lines that can be carried out."""
        return [each for each in self.lines if isinstance(each, PlannedLine)]

    def new_units(self, before: Before) -> list[str]:
        """The names of units that do not exist yet, in order."""
        wanted = {each.unit for each in self.planned if each.unit}
        return sorted(wanted - before.units.keys())


def usernames_in(lines: Sequence[PersonLine | LineReport]) -> list[str]:
    """The usernames that a table names, as they are stored."""
    return [each.username.lower() for each in lines if isinstance(each, PersonLine)]


def planned(lines: Sequence[PersonLine | LineReport], before: Before) -> ImportPlan:
    """What an import would do."""
    plan, seen = ImportPlan(), dict[str, int]()
    for line in lines:
        if isinstance(line, LineReport):
            plan.lines.append(line)
            continue
        first = seen.setdefault(line.username.lower(), line.number)
        plan.lines.append(_planned(line, before, first))
    plan.lines = list(_keeping_one(plan.lines, before))
    return plan


def _planned(line: PersonLine, before: Before, first: int) -> PlannedLine | LineReport:
    if first != line.number:
        return _refused(line, "username", SAME_USERNAME.of(line=first))
    person = before.people.get(line.username.lower())
    if person is not None and (person.organisation.id != before.organisation.id or person.is_service):
        return _refused(line, "username", TAKEN)
    if person is None and not (line.name and line.role):
        if not line.username:
            return _refused(line, "username", MISSING)
        return _refused(line, "username", OTHERS.of(organisation=before.organisation.name))
    try:
        return _checked(line, before, person)
    except ValueRejectedError as refused:
        return _refused(line, {"address": "email"}.get(refused.field, refused.field), refused.message)


def _checked(line: PersonLine, before: Before, person: Person | None) -> PlannedLine | LineReport:
    """The line, if its values are valid.

    Raises:
        ValueRejectedError: one is not.
    """
    username = checked_username(line.username)
    name = checked_name(line.name or (person.name if person else ""), PERSON_NAMED)
    role = line.role.lower() or (person.role if person else "")
    check_role(role, before.organisation.kind, before.roles)
    by = line.sign_in.lower() or SignInBy.PASSWORD
    if by not in set(SignInBy):
        return _refused(line, "sign_in", CHOICES.of(choices=listed([each.value for each in SignInBy])))
    unit = checked_unit(line.unit) if line.unit else None
    email = checked_address(line.email) if line.email else None
    return PlannedLine(line, username, name, role, unit, email, by == SignInBy.OPENID, person)


def _keeping_one(lines: Sequence[PlannedLine | LineReport], before: Before) -> Iterator[PlannedLine | LineReport]:
    """The lines, those refused that together would take the last administrator from the organisation."""
    planned = [each for each in lines if isinstance(each, PlannedLine)]
    taken = {each.person.id for each in planned if each.person and each.role != Role.ADMINISTRATOR}
    stays = before.administrators - taken or any(each.role == Role.ADMINISTRATOR for each in planned)
    for each in lines:
        loses = isinstance(each, PlannedLine) and each.person is not None and each.person.id in before.administrators
        if before.must_keep and not stays and loses and isinstance(each, PlannedLine):
            yield _refused(each.line, "role", LAST.of(organisation=before.organisation.name))
        else:
            yield each


def _refused(line: PersonLine, column: str, reason: Wording) -> LineReport:
    return LineReport(line, LineOutcome.REFUSED, LineFault(column, reason))
