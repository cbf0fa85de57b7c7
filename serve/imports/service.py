"""Imports people from a table: the whole table is checked first, and all of it is done, or nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from serve.accounts.domain import Actor, Person, Unit, check_manages, new_id
from serve.accounts.permissions import AccountAction, OrganisationKind, Role
from serve.accounts.recording import on_behalf_of, record_people, record_unit
from serve.imports.domain import FIRST_PASSWORD_FOR, LineOutcome, LineReport, PeopleReport
from serve.imports.first_passwords import first_password, quickly_hashed
from serve.imports.permissions import ImportAction
from serve.imports.planning import Before, ImportPlan, PlannedLine, planned, usernames_in
from serve.imports.reading import read_people
from serve.notices.domain import Notice, NoticeAddress, NoticeKind
from serve.notices.work import NoticeWork
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works


@dataclass(frozen=True)
class PeopleImport:
    """The use case. It blocks.

    Attributes:
        keeps_addresses: whether the operator has set a mail server, so that addresses can be confirmed.
    """

    work: Works[NoticeWork]
    keeps_addresses: bool

    def bring(
        self,
        actor: Actor | None,
        organisation_id: str,
        raw: bytes,
        *,
        dry_run: bool,
        renews: bool = False,
        call: IdempotentCall = UNNAMED,
    ) -> PeopleReport:
        """Check a table, and unless this is a dry run, add and change the people in it, if no line is refused.

        A call that is sent again finds everyone as the table wants them, and makes no passwords.

        Args:
            actor: None for a person who runs commands on the machine of the service.
            raw: the bytes of the table.
            renews: whether people who have not chosen a password yet get another first one.

        Raises:
            ImportRejectedError: the table can't be read at all.
            NotFoundError: there is no such organisation.
            NotPermittedError: the actor manages the people of another organisation.
        """
        check_manages(actor, organisation_id)
        lines = read_people(raw)
        with self.work.look(SYSTEM) as work:
            before = _before(work, actor, organisation_id, usernames_in(lines))
            plan = planned(lines, before)
        if dry_run or len(plan.planned) < len(plan.lines):
            return self._report(plan, before)
        with self.work.begin(on_behalf_of(actor), call) as work:
            work.organisations.get(organisation_id, for_change=True)  # two imports at once, each of what the other has
            before = _before(work, actor, organisation_id, usernames_in(lines))
            plan = planned(lines, before)
            if len(plan.planned) < len(plan.lines):
                return self._report(plan, before)
            writing = _Writing(work, before, renews=renews and not work.replayed)
            writing.write(plan, keeps_addresses=self.keeps_addresses)
            done = self._report(plan, before, writing.passwords)
            counts = {str(name): count for name, count in done.counts.items()}
            work.record(ImportAction.IMPORT, organisation_id, people=len(plan.lines), **counts)
        return replace(done, is_stored=True)

    def _report(self, plan: ImportPlan, before: Before, passwords: Mapping[str, str] | None = None) -> PeopleReport:
        made = passwords or {}
        lines = [
            each
            if isinstance(each, LineReport)
            else LineReport(each.line, each.outcome, password=made.get(each.username))
            for each in plan.lines
        ]
        return PeopleReport(lines, plan.new_units(before), keeps_addresses=self.keeps_addresses)


def _before(work: NoticeWork, actor: Actor | None, organisation_id: str, usernames: list[str]) -> Before:
    organisation = work.organisations.get(organisation_id)
    is_others = actor is None or (actor.is_operator and organisation.kind != OrganisationKind.OPERATOR)
    return Before(
        organisation,
        work.people.with_usernames(usernames),
        {each.name: each for each in work.units.of(organisation_id)},
        work.roles.roles_of_kind.get(organisation.kind, ()),
        work.people.active_in_role(organisation_id, Role.ADMINISTRATOR),
        must_keep=not is_others,
    )


@dataclass
class _Writing:
    """One import being written.

    Attributes:
        passwords: the first passwords that were made, by username.
    """

    work: NoticeWork
    before: Before
    renews: bool
    passwords: dict[str, str] = field(default_factory=dict)

    def write(self, plan: ImportPlan, *, keeps_addresses: bool) -> None:
        """Write all lines of a plan."""
        units = {**self.before.units, **{each.name: each for each in self._new_units(plan)}}
        wanted = {each.unit for each in plan.planned if each.unit}
        for name in sorted(wanted & self.before.units.keys()):
            self.work.units.get(units[name].id, for_change=True)
        new = [(each, self._person(each, units)) for each in plan.planned if each.outcome is LineOutcome.ADDED]
        self.work.people.add_many([person for _, person in new])
        told = {"organisation": self.before.organisation.id}
        record_people(self.work, AccountAction.PERSON_CREATE, {one.id: {"role": one.role, **told} for _, one in new})
        changed = {each.person.id: self._change(each, units) for each in plan.planned if each.person is not None}
        record_people(self.work, AccountAction.PERSON_CHANGE, {name: of for name, of in changed.items() if of})
        if keeps_addresses:
            self._ask([(each.email, person) for each, person in new if each.email])

    def _new_units(self, plan: ImportPlan) -> Iterator[Unit]:
        for name in plan.new_units(self.before):
            unit = Unit(new_id("r"), self.before.organisation.id, name)
            self.work.units.add(unit)
            record_unit(self.work, AccountAction.UNIT_CREATE, unit.id)
            yield unit

    def _person(self, line: PlannedLine, units: Mapping[str, Unit]) -> Person:
        return Person(
            id=new_id("u"),
            organisation=self.before.organisation,
            username=line.username,
            name=line.name,
            role=line.role,
            password_hash=None if line.by_openid else self._password(line),
            openid_subject=None,
            created_at=self.work.now,
            disabled_at=None,
            must_change=not line.by_openid,
            password_until=None if line.by_openid else self._until,
            unit=units[line.unit] if line.unit else None,
        )

    @property
    def _until(self) -> datetime:
        """Until when the first passwords of this import are good."""
        return self.work.now + FIRST_PASSWORD_FOR

    def _password(self, line: PlannedLine) -> str:
        made = self.passwords[line.username] = first_password()
        return quickly_hashed(made)

    def _change(self, line: PlannedLine, units: Mapping[str, Unit]) -> dict[str, Any]:
        """Write what changes of a person, and return what their event says; nothing for one who stays as they are."""
        person, said = line.person, dict[str, Any]()
        if person is None:
            return said
        if line.outcome is LineOutcome.CHANGED:
            unit = units[line.unit] if line.unit else person.unit
            values = {"name": line.name, "role": line.role, "unit_id": unit.id if unit else None}
            self.work.people.change(person.id, **values)
            said["role"] = line.role
        if self.renews and person.must_change and person.disabled_at is None:
            self.work.people.change(person.id, password_hash=self._password(line), password_until=self._until)
            self.work.credentials.end_sessions_of(person.id)
            self.work.links.end(person.id)
            said["password"] = True
        return said

    def _ask(self, new: list[tuple[str, Person]]) -> None:
        """Keep addresses, and have a message sent to each, by which its person confirms it."""
        now, organisation = self.work.now, self.before.organisation.id
        self.work.addresses.add_many([NoticeAddress(one.id, organisation, to, now) for to, one in new])
        kind = NoticeKind.CONFIRMATION
        self.work.notices.add_many([Notice(new_id("v"), one.id, organisation, kind, now, now) for _, one in new])
