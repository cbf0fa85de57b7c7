"""Reports of cases with something in every place, without a service."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PIL import Image

from serve.cases.domain import StepKind
from serve.cases.permissions import CaseAction
from serve.cases.report.domain import (
    CaseReport,
    Custody,
    GivenOpinion,
    LegalHold,
    NamedBy,
    ReportClock,
    ReportCode,
    ReportConclusion,
    ReportedAnswer,
    ReportedEnquiry,
    ReportedItem,
    ReportEvent,
    ReportFact,
    ReportGoods,
    ReportPhoto,
    ReportPoint,
    ReportProcedure,
    ReportProcedureStep,
    ReportSignature,
    ReportStep,
    ReportVerdict,
    ReportWithdrawal,
    SecondOpinion,
    SignedHead,
)
from serve.evidence.custody import ACTIONS
from serve.evidence.signing import BY_SERVICE, SELF_MADE, TIMESTAMPS
from serve.seizures.domain import TITLES
from serve.signatures.domain import TimestampState

MORNING = datetime(2026, 11, 20, 8, 14, 3, tzinfo=UTC)


def digest_of(number: int) -> str:
    return f"{number:064x}"[::-1]


def jpeg(colour: str = "teal") -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(picture, "JPEG")
    return picture.getvalue()


def a_verdict() -> ReportVerdict:
    return ReportVerdict(
        examination="01JEXAMINATION",
        examined_at=MORNING + timedelta(minutes=9),
        release="r-0123456789ab",
        headline="Suspected counterfeit",
        means="The photos differ from genuine ones.",
        means_not="It is not proof.",
        product="Handbag Aurelia",
        named_by=NamedBy.OFFICER,
        bound="On 72 verified genuine items this rule wrongly suspected none: at most 4.1 in 100.",
        strength="Strong support for counterfeit",
        photos=(1, 2),
        points=(
            ReportPoint("Stitching", "Differs from genuine", "Main reason", "Eight stitches", "Six stitches", photo=2),
            ReportPoint("Zip", "On no photo", "Hardly counts", note="Photograph the zip."),
        ),
        codes=(ReportCode("4006381333931", "This article number is on the sheet.", 1),),
        limits=("Not photographed: inside label.",),
    )


def an_item() -> ReportedItem:
    return ReportedItem(
        id="01JITEM",
        description="Brown handbag",
        product="Handbag Aurelia",
        photos=tuple(ReportPhoto(jpeg(), digest_of(number), f"View {number}", MORNING) for number in (1, 2)),
        verdicts=(a_verdict(),),
        conclusions=(ReportConclusion("Counterfeit", "The print smears.", "M. Okafor", MORNING, after_verdict=True),),
        opinions=opinions(),
        enquiries=enquiries(),
    )


def opinions() -> tuple[SecondOpinion, ...]:
    """One given from the photos alone, one given after a look at the case, one not given."""
    asked = SecondOpinion("Does the print smear?", "M. Okafor", "L. Haddad", MORNING)
    alone = GivenOpinion("Genuine after all", "Seen worse.", later(1), had_seen=False)
    informed = GivenOpinion("Undetermined", "Too dark.", later(2), had_seen=True)
    return (
        replace(asked, given=alone),
        replace(asked, asked_of="T. Ito", given=informed),
        replace(asked, question="And the zip?", asked_of="A. Berg"),
    )


def enquiries() -> tuple[ReportedEnquiry, ...]:
    """One that is open, one answered three times, one answered once, one withdrawn."""
    asked = ReportedEnquiry("Maison Aurelia", "Is it yours?", "M. Okafor", MORNING)
    answers = (
        ReportedAnswer("Can't tell", "Too blurred.", "Rita First", later(1)),
        ReportedAnswer("Confirmed counterfeit", "The seam is not ours.", "Rolf Second", later(2)),
        ReportedAnswer("Confirmed genuine", "It is from the old works.", "Rosa Third", later(3)),
    )
    return (
        asked,
        replace(asked, question="And this?", answers=answers),
        replace(asked, question="And that?", answers=answers[:1]),
        replace(
            asked, question="And the box?", withdrawn=ReportWithdrawal("Withdrawn unanswered", "R. Brandt", later(4))
        ),
    )


def a_procedure() -> ReportProcedure:
    """One with a step, a deadline and a result."""
    step = ReportProcedureStep("2026-11-02", "the right holder was notified", "By letter", "R. Brandt", MORNING)
    clock = ReportClock(
        "eu-608-2013/right-holder", "Right holder", "2026-11-02", "10 working days", "2026-11-16", "Met"
    )
    facts = (ReportFact("Kind of right", "Trade mark"),)
    return ReportProcedure("x-01J", "Tornavik", facts, "The seam differs.", (step,), (clock,), "Destroyed")


def steps() -> tuple[ReportStep, ...]:
    """One of each kind; the first without a reason."""
    reasons = {
        StepKind.CLOSE: "",
        StepKind.REOPEN: "A second parcel",
        StepKind.HOLD: "Trial 12 Js 344/26",
        StepKind.LIFT_HOLD: "Acquitted",
    }
    return tuple(ReportStep(kind, reason, "R. Brandt", later(n)) for n, (kind, reason) in enumerate(reasons.items()))


def later(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def a_report(**changes: object) -> CaseReport:
    report = CaseReport(
        number="2026-004711",
        id="01JCASE",
        agency="Zollamt Hamburg",
        country="Germany",
        place="Terminal 3",
        lane="Sea freight",
        declaration="26DE580212345678B1",
        state="Open",
        legal_hold=None,
        notes="",
        opened_at=MORNING,
        opened_by="M. Okafor",
        closed_at=None,
        printed_at=MORNING + timedelta(days=3),
        printed_by="M. Okafor",
        items=(),
        custody=Custody((), None),
    )
    return replace(report, **changes)  # type: ignore[arg-type]


def a_full_report() -> CaseReport:
    """A case with a hold, steps, and an item with all that an item can have."""
    events = tuple(
        ReportEvent(n, later(n), "M. Okafor", ACTIONS[CaseAction.VIEW], CaseAction.VIEW, "01J", digest_of(n))
        for n in range(3, 9)
    )
    return a_report(
        items=(an_item(),),
        interception=(ReportFact(TITLES["found_on"], "2026-11-25"), ReportFact(TITLES["traffic"], "Post: EMS")),
        goods=(ReportGoods(1, (ReportFact(TITLES["description"], "Sneakers"), ReportFact(TITLES["quantity"], "2.5"))),),
        procedures=(a_procedure(),),
        legal_hold=LegalHold("Trial 12 Js 344/26", "R. Brandt", MORNING),
        steps=steps(),
        custody=Custody(events, SignedHead(9, digest_of(99), "key-2026", digest_of(100) * 2)),
        signature=ReportSignature(
            BY_SERVICE.of(agency="Zollamt Hamburg", holder="Shingan, shingan.example"),
            SELF_MADE,
            digest_of(101),
            TIMESTAMPS[TimestampState.NOT_GIVEN].of(host="stamps.example"),
        ),
    )
