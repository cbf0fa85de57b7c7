"""Every page of the service with something on it, and what a page says itself."""

import re
from html.parser import HTMLParser

from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE
from tests.serve.world import Dossier, World

# Someone's own words, codes, what has its own language, and the names of languages.
OTHERS = frozenset({"bdi", "code", "time", "script", "style", "svg", "template"})
SPOKEN = ("alt", "aria-label", "title", "placeholder")
VOID = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "polygon"}
)
PAGES = {
    "visitor": (
        "/components",
        "/sign-in",
        "/sign-in/forgotten",
        "/sign-in/reset?token=x",
        "/about",
        "/certificates",
        "/certificates/{code}",
        "/signing-certificates",
        "/signing-certificates/{fingerprint}",
        "/problems/busy",
        "/nothing-here",
        "/join",
        "/join/7Q3X-K9AB",
        "/offline",
    ),
    "officer": (
        *("/", "/examinations", "/account", "/examinations/{examination}", "/examinations/{examination}/case"),
        *("/account/notices", "/account/notices/confirm?token=x", "/account/factors", "/data-protection"),
        "/examinations/{undecided_id}/decision",
        *("/work", "/cases", "/cases?q=nothing", "/cases/new", "/cases/{case_id}", "/cases/{case_id}/export"),
        *("/shift", "/shift?unit=nothing", "/cases/{case_id}/record", "/cases/{case_id}/goods/{line_id}"),
        "/cases/{case_id}/persons",
        *("/shift", "/shift?unit=nothing", "/deadlines", "/deadlines?state=running", "/procedures/{procedure_id}"),
        "/procedures/{concluded_id}",
        *("/cases/{case_id}/items/{item_id}/photos", "/cases/{case_id}/items/{item_id}/enquiries/new"),
        *("/examine", "/guide", "/guide?q=nothing", "/guide/codes", "/guide/codes?number=9501101530003"),
        *("/guide/products/box", "/guide/products/box/print"),
        *("/enquiries", "/enquiries?state=withdrawn", "/enquiries/{enquiry_id}", "/response-times"),
        *("/alerts", "/alerts?state=withdrawn", "/alerts/{alert_id}"),
        *("/courses", "/courses/{course_id}", "/courses/{course_id}/lessons/box", "/courses/{course_id}/practice"),
        *("/courses/{course_id}/answers/{answer_id}", "/courses/{course_id}/warm-up"),
        *("/courses/{course_id}/warm-up?end=1", "/courses/{course_id}/tests/{test_id}"),
        *("/courses/{course_id}/tests/{ended_id}", "/own-certificates"),
    ),
    "senior_officer": ("/work", "/opinions", "/opinions/{opinion_id}", "/cases/{case_id}"),
    "trainer": (
        *("/practice", "/practice/new", "/practice/{practice_id}", "/practice/{revealed_id}"),
        *("/teaching", "/teaching/box", "/teaching/box/points/logo", "/teaching/box/points/logo?projector"),
        *("/seminars", "/seminars?state=cancelled", "/seminars/new", "/seminars/{seminar_id}"),
        *("/seminars/{seminar_id}/edit", "/seminars/{seminar_id}/slots/new", "/seminars/{seminar_id}/agenda"),
        *("/seminars/slots/{slot_id}", "/seminars/slots/{slot_id}/edit"),
        *("/sittings", "/sittings/{sitting_id}", "/sittings/{sitting_id}/projector"),
        *("/sittings/{demo_id}", "/sittings/{demo_id}/demo", "/sittings/{demo_id}/projector"),
        *("/courses/{course_id}/offer", "/courses/new"),
        *("/seminar-results", "/seminar-results?country=EE", "/seminars/{results_id}/results"),
    ),
    "organiser": ("/seminars", "/seminars/new", "/seminars/{seminar_id}"),
    "administrator": (
        *("/people", "/people/first-officer", "/units", "/people-import", "/organisations/{organisation_id}/details"),
        *("/confirmations", "/statistics", "/account", "/examining-rules", "/audit", "/service-accounts"),
        *("/organisations/second-factor", "/people/first-officer/factors"),
        *("/releases", "/releases/{release_id}", "/releases/{release_id}/activate"),
        *("/datasets", "/datasets/{set_id}", "/datasets/gold", "/datasets/gold/candidates"),
    ),
    "curator": ("/work", "/review", "/review?state=disputed", "/review/{entry_id}", "/review/{entry_id}/proposal"),
    "contributor": (
        *("/sheets", "/sheets/new", "/sheets/import", "/sheets/{sheet_id}", "/sheets/{sheet_id}/preview"),
        *("/sheets/{sheet_id}/about", "/sheets/{sheet_id}/views", "/sheets/{sheet_id}/trade"),
        *("/sheets/{sheet_id}/points/2", "/sheets/{sheet_id}/texts/1", "/sheets/{sheet_id}/history"),
        *("/contributions", "/contributions/new", "/contributions/{contribution_id}"),
        *("/contributions/{contribution_id}/images/1", "/overview", "/contributions/{returned_from}"),
        *("/contributions/{returned_from}/images/1", "/contributions/corrections/{returned_id}"),
    ),
    "reviewer": (
        *("/work", "/overview", "/allowance", "/confirmations", "/statistics", "/enquiries", "/enquiries/{enquiry_id}"),
        *("/deadlines", "/enquiry-contacts", "/response-times"),
        *("/alerts", "/alerts?state=expired", "/alerts/new?product=box", "/alerts/new?product=-", "/alerts/{alert_id}"),
        *("/clearances", "/clearances?state=withdrawn", "/clearances/{clearance_id}"),
        *("/clearances/new?product=box", "/clearances/new?product=-"),
        *("/seminar-slots", "/seminar-slots?state=returned", "/seminar-slots/{slot_id}"),
    ),
}


class Texts(HTMLParser):
    """Collects the texts of a page that the service itself says."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[bool] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note whether what is inside is the service's."""
        given = dict(attrs)
        if not any(self._open):
            self.found += [given[name] or "" for name in SPOKEN if name in given]
        if tag not in VOID:
            is_others = tag in OTHERS or given.get("dir") == "auto" or ("lang" in given and tag != "html")
            self._open.append(is_others)

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Keep a text of the service."""
        if not any(self._open) and data.strip():
            self.found.append(" ".join(data.split()))


def dead_fragments(page: str) -> list[str]:
    """Links within a page to what is not on it."""
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    return [fragment for fragment in re.findall(r'href="#([^"]+)"', page) if fragment not in ids]


def examined(service: Service) -> list[str]:
    """Verdicts of different outcomes: their ids."""
    made = [service.examine(GENUINE, product="box"), service.examine(COUNTERFEIT, product="box")]
    made += [service.examine(GENUINE, COUNTERFEIT), service.examine(COUNTERFEIT, product="bag", prior=0.02)]
    return [answer.headers["location"].rpartition("/")[2] for answer in made]


def whole_case(world: World) -> Dossier:
    """A case with all that a case can have."""
    world.confirmation("box")
    made = world.dossier()
    officer = world.service.as_("officer")
    item = f"/v1/cases/{made.case_id}/items/{made.item_id}"
    officer.post(f"{item}/conclusions", json={"finding": "counterfeit", "reason": "r"})
    world.service.as_("senior_officer").put(f"/v1/cases/{made.case_id}/hold", json={"held": True, "reason": "r"})
    return made
