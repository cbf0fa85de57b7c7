"""People from a table by the API, on the page and with the command."""

import base64
import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from tests.serve.commands import NEW_SERVICE, Shingan, shingan
from tests.serve.running import Service
from tests.serve.world import made

PAGE = {"accept": "text/html"}
__all__ = ["shingan"]
HEADER = "username,name,role,unit\n"


@pytest.fixture(scope="module")
def chief(service: Service) -> httpx.Client:
    """The administrator of an agency of its own."""
    name = f"Port {uuid4().hex[:8]}"
    service.parts[Accounts].add_organisation(None, OrganisationKind.AGENCY, name, "JP")
    return service.people.outsider(name, Role.ADMINISTRATOR)


def sent(client: httpx.Client, table: str, path: str = "/v1/people/import", **fields: str) -> httpx.Response:
    own = made(client.get("/v1/me"))["organisation"]["id"]
    files = {"table": ("people.csv", table.encode())}
    return client.post(path, files=files, data={"organisation": own, **fields}, headers=PAGE if "-" in path else None)


def test_the_api_checks_a_table_and_then_does_all_of_it_once(chief: httpx.Client) -> None:
    mark = uuid4().hex[:8]
    table = f"{HEADER}a.{mark},Aiko,officer,Muuga\nb.{mark},Jun,nothing,\n"
    refused = made(sent(chief, table))
    assert (refused["stored"], refused["added"], refused["refused"]) == (False, 1, 1)
    assert refused["lines"][1]["column"] == "role"
    assert "no role" in refused["lines"][1]["reason"]
    table = table.replace("nothing", "trainer")
    looked = made(sent(chief, table, "/v1/people/import?dry_run=true"))
    assert (looked["stored"], looked["units"], looked["lines"][0]["password"]) == (False, ["Muuga"], None)
    own = {"data": {"organisation": made(chief.get("/v1/me"))["organisation"]["id"]}}
    again: dict[str, Any] = {
        "files": {"table": ("p.csv", table.encode())},
        "headers": {"idempotency-key": uuid4().hex},
        **own,
    }
    done = made(chief.post("/v1/people/import", **again))
    assert (done["stored"], done["added"]) == (True, 2)
    assert re.fullmatch(r"([a-z2-9]{4}-){5}[a-z2-9]{4}", done["lines"][0]["password"])
    repeated = made(chief.post("/v1/people/import", **again))
    assert (repeated["stored"], repeated["unchanged"], repeated["lines"][0]["password"]) == (True, 2, None)
    assert len(made(chief.get("/v1/people", params={"q": mark}))["people"]) == 2
    assert chief.post("/v1/people/import", json={}).status_code == 400
    assert chief.post("/v1/people/import", files={"table": ("p.csv", b"x")}).status_code == 400


def test_the_page_shows_what_would_be_done_then_does_it_and_hands_out_passwords_once(chief: httpx.Client) -> None:
    mark = uuid4().hex[:8]
    table = f"{HEADER}a.{mark},\u00c5sa <b>,officer,Muuga {mark}\n"
    looked = sent(chief, table, "/people-import", do="check").text
    assert "Nothing is written yet." in looked
    assert f"Muuga {mark}" in looked
    assert "\u00c5sa &lt;b&gt;" in looked
    assert made(chief.get("/v1/people", params={"q": mark}))["people"] == []
    copy = looked.partition('<textarea name="copy" hidden>\n')[2].partition("</textarea>")[0]
    key = re.findall(r'name="idempotency_key" value="([^"]+)"', looked)[0]
    form = {"organisation": made(chief.get("/v1/me"))["organisation"]["id"], "do": "store", "idempotency_key": key}
    form["copy"] = copy.replace("&lt;", "<").replace("&gt;", ">")
    parts = {name: (None, value) for name, value in form.items()}
    done = chief.post("/people-import", files=parts, headers=PAGE).text
    data = re.findall(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', done)[0]
    handed_out = base64.b64decode(data).decode("utf-8-sig").splitlines()
    assert handed_out[1].startswith(f"a.{mark},\u00c5sa <b>,Muuga {mark},")
    again = chief.post("/people-import", files=parts, headers=PAGE).text
    assert ("data:text/csv" in again, "Done." in again) == (False, True)


def test_the_page_says_which_lines_to_mend(chief: httpx.Client) -> None:
    refused = sent(chief, f"{HEADER}no spaces,Aiko,officer,\n", "/people-import", do="store").text
    assert "1 line is refused, so nothing was written." in refused
    assert "3 to 64 letters" in refused
    broken = sent(chief, "username,name,role\na,アイコ,officer\n".encode("cp932").decode("latin-1"), "/people-import")
    assert broken.status_code in {200, 422}


def test_the_command_imports_a_table(shingan: Shingan, tmp_path: Path) -> None:
    assert shingan(*NEW_SERVICE).status == 0
    table = tmp_path / "people.csv"
    table.write_text(f"{HEADER}aiko,Aiko,officer,Muuga\nno spaces,Jun,officer,\n")
    refused = shingan("people", "import", "people.csv", "--organisation", "Customs")
    assert (refused.status, "line 3: username" in refused.error) == (1, True)
    table.write_text(f"{HEADER}aiko,Aiko,officer,Muuga\njun,Jun,officer,\n")
    looked = shingan("people", "import", "people.csv", "--organisation", "Customs", "--dry-run", "--json")
    assert (json.loads(looked.out)["stored"], json.loads(looked.out)["added"]) == (False, 2)
    call = ("people", "import", "people.csv", "--organisation", "Customs", "--out", "first.csv")
    done = shingan(*call)
    assert (done.status, done.out) == (0, "2 added, 0 changed, 0 as they were\n")
    assert (tmp_path / "first.csv").stat().st_mode & 0o777 == 0o600
    assert len((tmp_path / "first.csv").read_text().splitlines()) == 3
    assert "is there already" in shingan(*call).error
