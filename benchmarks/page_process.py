"""One revision's pages, in a process of its own: `benchmarks.pages` starts it in two checkouts, which take turns.

It is called by its path, with the checkout first on PYTHONPATH, so that it imports that revision's service. Each line
on standard input is the name of a page; the answer is one line of JSON with milliseconds.
"""

import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import structlog
from starlette.testclient import TestClient

from serve.accounts.own import OwnAccount
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.app import build, create_app
from serve.platform.pages import Pages
from serve.platform.settings import Settings

AT_ONCE = 5  # renderings of a turn, of which the median counts
ITEM, VIEWS = "inkora-seal-35ad8fc4", ("box", "seal")
CASES = 25  # as many as a page of the list has


class Recorder:
    """What each page was last rendered of."""

    def __init__(self) -> None:
        self.last: Callable[[], str] = str
        self._render = Pages.render

    def render(self, pages: Pages, template: str, **names: Any) -> str:
        """Render a page, and remember how."""
        self.last = partial(self._render, pages, template, **names)
        return self.last()


def main() -> None:
    """Make some cases, then answer the lines."""
    root = Path(sys.argv[1])
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    recorder = Recorder()

    def render(pages: Pages, *given: str, **names: Any) -> str:
        return recorder.render(pages, *given, **names)

    with tempfile.TemporaryDirectory(prefix="pages-") as folder, mock.patch.object(Pages, "render", render):
        parts = build(Settings(data_dir=Path(folder), release=next(root.glob("releases/r-*/release.json")).parent))
        app = create_app(parts=parts)
        with TestClient(app, headers={"accept": "text/html", "accept-language": "en"}) as client:
            client.headers["authorization"] = f"Bearer {_token(parts[Accounts])}"
            pages = _pages(client, root)
            print(json.dumps(list(pages)), flush=True)
            for line in sys.stdin:
                print(json.dumps(_turn(client, recorder, pages[line.strip()])), flush=True)


def _token(accounts: Accounts) -> str:
    agency = accounts.add_organisation(None, OrganisationKind.AGENCY, "First Customs", "JP")
    person = accounts.add_person(
        None, organisation_id=agency.id, username="aiko", name="Aiko Mori", role=Role.OFFICER, by_openid=True
    ).person
    return OwnAccount(accounts.work).add_token(accounts.actor_of(person, via="benchmark"), "benchmark").secret or ""


def _pages(client: TestClient, root: Path) -> dict[str, str]:
    """The addresses of the pages, by name."""
    images = root / "datasets" / "images"
    files = [("photos", (view, (images / f"{ITEM}-{view}.jpg").read_bytes(), "image/jpeg")) for view in VIEWS]
    examined = client.post("/v1/examinations", files=files)
    examination = examined.raise_for_status().headers["location"].rpartition("/")[2]
    cases = [client.post("/v1/cases", json={"place": f"Hall {number}"}).json()["id"] for number in range(CASES)]
    filed = {"case": cases[0], "description": "Toner"}
    client.post(f"/v1/examinations/{examination}/case", json=filed).raise_for_status()
    return {
        "start": "/",
        "verdict": f"/examinations/{examination}",
        "case": f"/cases/{cases[0]}",
        "list of cases": "/cases",
        "examinations": "/examinations",
        "new case": "/cases/new",
        "how it works": "/about",
    }


def _turn(client: TestClient, recorder: Recorder, address: str) -> dict[str, float]:
    """Milliseconds of one request, and of rendering its page alone."""
    started = time.perf_counter()
    client.get(address).raise_for_status()
    request = time.perf_counter() - started
    alone = sorted(_timed(recorder.last) for _ in range(AT_ONCE))[AT_ONCE // 2]
    return {"request": request * 1e3, "rendering": alone * 1e3}


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
