"""People from a table: what is read, what is refused line by line, and what is done at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from serve.accounts.domain import NotPermittedError, Person, SignInRefusedError
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.accounts.signing_in import SignIn
from serve.accounts.units import Units
from serve.imports.domain import MOST_LINES, ImportRejectedError, LineOutcome, PeopleReport, PersonLine
from serve.imports.first_passwords import LETTERS, first_password
from serve.imports.reading import read_people
from serve.imports.service import PeopleImport
from serve.imports.tables_out import passwords_table
from serve.notices.domain import NoticeKind
from serve.notices.work import NoticeWork
from serve.platform.clock import Clock
from serve.platform.tenancy import SYSTEM
from serve.platform.translations import Language
from serve.platform.work import Works
from tests.serve.record import faults
from tests.serve.rules.desk import Desk, Team, call

HEADER = "username,name,role,unit,email,sign_in\n"
Table = Callable[..., bytes]


@pytest.fixture
def chief(team: Team) -> Desk:
    """The first agency's administrator."""
    return team.desk(Role.ADMINISTRATOR)


@pytest.fixture
def mark() -> str:
    """What makes usernames of a test its own."""
    return uuid4().hex[:8]


def bring(team: Team, chief: Desk, table: str | bytes, **how: object) -> PeopleReport:
    raw = table if isinstance(table, bytes) else table.encode()
    said: dict[str, object] = {"dry_run": False, **how}
    return team.parts[PeopleImport].bring(chief.actor, chief.actor.organisation_id, raw, **said)  # type: ignore[arg-type]


def person(team: Team, username: str) -> Person:
    with team.parts[Accounts].work.look(SYSTEM) as work:
        return work.people.named(username)


def ahead(team: Team, by: timedelta) -> SignIn:
    """Signing in some time later."""

    def wall() -> datetime:
        return datetime.now(UTC) + by

    return SignIn(replace(team.parts[Accounts].work, clock=Clock(wall, lambda: wall().timestamp())))


def outcomes(report: PeopleReport) -> list[str]:
    return [each.outcome.value for each in report.lines]


@pytest.mark.parametrize(
    "raw",
    [
        b"username,name,role\na.tanaka,Aiko Tanaka,officer\n",
        b"\xef\xbb\xbfUsername,Name,Role\r\na.tanaka,Aiko Tanaka,officer\r\n",
        b"username;name;role;;\na.tanaka; Aiko  Tanaka ;officer;;\n\n;;;;\n",
        b'user\tname\trole\te-mail\n"a.tanaka"\tAiko Tanaka\tofficer\t\n',
    ],
)
def test_tables_of_spreadsheets_are_read(raw: bytes) -> None:
    assert read_people(raw) == [PersonLine(2, "a.tanaka", "Aiko Tanaka", "officer")]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("username,name,role\na,アイコ,officer\n".encode("cp932"), "line 2 is not UTF-8"),
        (b"PK\x03\x04", "a spreadsheet"),
        (b"", "no header row"),
        (b"username,name\na,b\n", "no column “role”"),
        (b"username,name,role,password\na,b,officer,x\n", "a column “password”, which is not known"),
        (b"username,name,role,name\na,b,officer,x\n", "the column “name” twice"),
        (b"username,name,role\n", "no person in it"),
        (b'username,name,role\n"a,b,officer\n', "no CSV"),
        (b"username,name,role\n" + b"a,b,officer\n" * (MOST_LINES + 1), "more than 5,000 lines"),
        (b"x" * (2 * 2**20 + 1), "larger than two megabytes"),
    ],
)
def test_what_is_no_table_of_people_is_refused_in_clear_words(raw: bytes, words: str) -> None:
    with pytest.raises(ImportRejectedError, match=words):
        read_people(raw)


def test_people_and_units_are_added_and_sign_in_with_their_first_passwords(team: Team, chief: Desk, mark: str) -> None:
    table = f"{HEADER}a.{mark},Aiko Tanaka,officer,Muuga,,\nb.{mark},=Jun Ito,Senior_Officer,Muuga,,openid\n"
    looked = bring(team, chief, table, dry_run=True)
    assert (outcomes(looked), looked.units, looked.is_stored) == (["added"] * 2, ["Muuga"], False)
    assert team.parts[Units].of(chief.actor) == []
    done = bring(team, chief, table)
    assert (outcomes(done), done.is_stored) == (["added"] * 2, True)
    aiko, jun = person(team, f"a.{mark}"), person(team, f"b.{mark}")
    assert (aiko.role, aiko.must_change, aiko.unit and aiko.unit.name) == (Role.OFFICER, True, "Muuga")
    assert (jun.role, jun.must_change, jun.password_hash) == (Role.SENIOR_OFFICER, False, None)
    (handed,) = done.handed_out
    sign_in = SignIn(team.parts[Accounts].work)
    actor = sign_in.with_password(f"a.{mark}", handed.password or "", "test").actor
    assert (actor.person_id, actor.must_change) == (aiko.id, True)
    OwnAccount(team.parts[Accounts].work).choose_password(actor, "eleven slow ferries")
    assert faults(team) == []


def test_a_line_that_is_refused_keeps_all_of_them_out(team: Team, chief: Desk, mark: str) -> None:
    taken = team.desk(Role.OFFICER, "second").actor.username
    lines = [
        (f"ok.{mark},Aiko,officer,,,", None),
        (f"ok.{mark.upper()},Aiko,officer,,,", ("username", "is in line 2")),
        ("no spaces,Aiko,officer,,,", ("username", "3 to 64 letters")),
        (",Aiko,officer,,,", ("username", "3 to 64 letters")),
        (f"r.{mark},Aiko,reviewer,,,", ("role", "no role in an organisation")),
        (f"n.{mark},,officer,,,", ("username", "no username of")),
        (f"u.{mark},Aiko,officer,{'x' * 101},,", ("name", "A unit needs a name")),
        (f"m.{mark},Aiko,officer,,not an address,", ("email", "no e-mail address")),
        (f"s.{mark},Aiko,officer,,,passkey", ("sign_in", "password and openid")),
        (f"{taken},Aiko,officer,,,", ("username", "another account")),
        (f"f.{mark},Aiko", ("", "2 fields under 6 columns")),
    ]
    report = bring(team, chief, HEADER + "\n".join(line for line, _ in lines))
    assert (report.is_stored, report.is_acceptable) == (False, False)
    for each, (line, expected) in zip(report.lines, lines, strict=True):
        found = each.fault and (each.fault.column, str(each.fault.reason))
        assert (found is None) == (expected is None), line
        if expected and found:
            assert (found[0], expected[1] in found[1]) == (expected[0], True), (line, found)
    assert [each.line.number for each in report.refused] == list(range(3, 13))
    assert team.parts[Accounts].find_people(chief.actor, mark).entries == []


def test_who_is_here_is_changed_and_a_second_time_nothing_is(team: Team, chief: Desk, mark: str) -> None:
    bring(team, chief, f"{HEADER}a.{mark},Aiko,officer,Muuga,,\n")
    table = f"{HEADER}a.{mark},Aiko Tanaka,trainer,,,\nb.{mark},Jun,officer,,,\n"
    once = call(chief.actor, "import", table)
    done = bring(team, chief, table, call=once)
    assert (outcomes(done), len(done.handed_out)) == (["changed", "added"], 1)
    aiko = person(team, f"a.{mark}")
    assert (aiko.name, aiko.role, aiko.unit and aiko.unit.name) == ("Aiko Tanaka", Role.TRAINER, "Muuga")
    for again in (bring(team, chief, table, call=once), bring(team, chief, table)):
        assert (outcomes(again), again.is_stored, again.handed_out) == (["unchanged"] * 2, True, [])
    assert faults(team) == []


def test_who_has_not_chosen_a_password_gets_another_first_one_if_that_is_wanted(
    team: Team, chief: Desk, mark: str
) -> None:
    table = f"{HEADER}a.{mark},Aiko,officer,,,\nb.{mark},Jun,officer,,,openid\n"
    (first,) = bring(team, chief, table).handed_out
    sign_in = SignIn(team.parts[Accounts].work)
    (second,) = bring(team, chief, table, renews=True).handed_out
    assert first.password != second.password
    signed_in = sign_in.with_password(f"a.{mark}", second.password or "", "test")
    OwnAccount(team.parts[Accounts].work).choose_password(signed_in.actor, "eleven slow ferries")
    assert bring(team, chief, table, renews=True).handed_out == []
    assert faults(team) == []


def test_a_first_password_of_an_import_is_good_for_thirty_days(team: Team, chief: Desk, mark: str) -> None:
    table = f"{HEADER}a.{mark},Aiko,officer,,,\n"
    (first,) = bring(team, chief, table).handed_out
    in_time, too_late = (ahead(team, timedelta(days=days)) for days in (29, 31))
    assert in_time.with_password(f"a.{mark}", first.password or "", "test").actor.must_change
    with pytest.raises(SignInRefusedError, match="Ask your administrator for another one"):
        too_late.with_password(f"a.{mark}", first.password or "", "test")
    (second,) = bring(team, chief, table, renews=True).handed_out
    sign_in = SignIn(team.parts[Accounts].work)
    OwnAccount(sign_in.work).choose_password(
        sign_in.with_password(f"a.{mark}", second.password or "", "test").actor, "eleven slow ferries"
    )
    assert person(team, f"a.{mark}").password_until is None
    assert faults(team) == []


def test_an_import_does_not_take_the_last_administrator(team: Team, chief: Desk, mark: str) -> None:
    own = chief.actor
    report = bring(team, chief, f"{HEADER}{own.username},{own.name},officer,,,\n")
    assert next(str(each.fault.reason) for each in report.refused if each.fault).startswith("would take the last")
    table = f"{HEADER}{own.username},{own.name},officer,,,\na.{mark},Aiko,administrator,,,\n"
    assert bring(team, chief, table).is_stored
    assert person(team, own.username).role == Role.OFFICER


def test_only_those_who_manage_its_people_import_into_an_organisation(team: Team, chief: Desk, mark: str) -> None:
    other = team.organisation("second").id
    table = f"{HEADER}a.{mark},Aiko,officer,,,\n".encode()
    with pytest.raises(NotPermittedError):
        team.parts[PeopleImport].bring(chief.actor, other, table, dry_run=True)
    assert team.parts[PeopleImport].bring(team.operator.actor, other, table, dry_run=False).is_stored
    assert person(team, f"a.{mark}").organisation.id == other


@pytest.mark.parametrize("keeps", [True, False])
def test_addresses_are_kept_to_be_confirmed_where_mail_is_sent(
    team: Team,
    chief: Desk,
    mark: str,
    keeps: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    works = team.parts[Works].of(NoticeWork)
    table = f"{HEADER}a.{mark},Aiko,officer,,aiko@example.org,\n".encode()
    done = PeopleImport(works, keeps).bring(chief.actor, chief.actor.organisation_id, table, dry_run=False)
    assert done.keeps_addresses is keeps
    aiko = person(team, f"a.{mark}").id
    with works.look(SYSTEM) as work:
        kept, asked = work.addresses.of(aiko), [each.kind for each in work.notices.all() if each.person_id == aiko]
    assert (kept is not None, asked) == (keeps, [NoticeKind.CONFIRMATION] * keeps)
    assert kept is None or (kept.address, kept.is_reached) == ("aiko@example.org", False)


def test_first_passwords_are_long_and_no_cell_is_a_formula(team: Team, chief: Desk, mark: str) -> None:
    made = {first_password() for _ in range(200)}
    assert len(made) == 200
    assert len(LETTERS) ** 24 > 2**112
    assert all(set(each) <= set(LETTERS) | {"-"} and each[0] != "-" for each in made)
    done = bring(team, chief, f"{HEADER}a.{mark},=HYPERLINK(1),officer,@unit,,\n")
    table = passwords_table(done, Language("en")).splitlines()
    assert table[0] == "\ufeffUsername,Name,Unit,First password"
    assert table[1] == f"a.{mark},'=HYPERLINK(1),'@unit,{done.handed_out[0].password}"


def test_outcomes_are_counted(team: Team, chief: Desk, mark: str) -> None:
    report = bring(team, chief, f"{HEADER}a.{mark},Aiko,officer,,,\nb.{mark},Jun,nothing,,,\n", dry_run=True)
    assert (report.counts[LineOutcome.ADDED], report.counts[LineOutcome.REFUSED]) == (1, 1)
