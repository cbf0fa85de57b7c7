"""The report's own words. What people wrote stays in their languages."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, counted, in_context, message
from serve.cases.domain import StepKind
from serve.cases.messages import STEPS
from serve.cases.report.domain import NamedBy

VERDICT, CONCLUSION = message("Assistant's verdict"), message("Officer's conclusion")
COMMAND, REPORT_COMMAND = "shingan verify BUNDLE.zip", "shingan report verify FILE.pdf"
TITLED = message("Case report {number}")
CHECK = message(
    "The evidence bundle holds the original photos, the file case.json and the signed audit log. The command {command} "
    "computes every digest again, checks the signature, and names everything that does not agree.",
    command=COMMAND,
)
CHECK_SIGNATURE = message(
    "This file is signed. The command {command}, and any program that checks signatures of PDF files, says whether "
    "anything in it was changed. A print has no signature.",
    command=REPORT_COMMAND,
)
LOOKS_LEFT_OUT = counted(
    "Not listed is {count} entry of a mere look at the case; it is in the evidence bundle.",
    "Not listed are {count} entries of mere looks at the case; they are in the evidence bundle.",
)

OF_CASE: Mapping[str, Message] = MappingProxyType(
    {
        "title": message("Case report"),
        "agency": in_context("organisation", "Agency"),
        "country": message("Country"),
        "place": message("Place"),
        "unit": message("Unit"),
        "lane": message("Lane"),
        "declaration": message("Declaration or parcel number"),
        "state": message("State"),
        "legal_hold": message("Legal hold"),
        "hold": message("Yes: nothing of this case may be deleted"),
        "no_hold": in_context("legal hold", "None"),
        # Translators: before the time at which the case was opened, and by whom.
        "opened": in_context("when, in a report", "Opened"),
        # Translators: before the time at which the case was closed.
        "closed": in_context("when, in a report", "Closed"),
        "not_closed": message("Not closed"),
        # Translators: before the time at which the report was made, and by whom.
        "printed": message("This report was made"),
        "id": message("Id in the record"),
        "notes": message("Notes"),
        "steps": message("What was done to the case as a whole"),
        **{f"step_{kind}": STEPS[kind] for kind in StepKind},
        "no_reason": message("No reason was given"),
        "glance": message("Items at a glance"),
        "no_items": message("This case has no items."),
        "page": message("Page {page} of {pages}"),
    }
)
FOR_READING: Mapping[str, Message] = MappingProxyType(
    {
        "undrawn_title": message("Some characters are not drawn"),
        "undrawn": message(
            "In the place of a character that could not be drawn stands its code in brackets, such as [U+1F600]; "
            "“+12” after it says that 12 more characters were there. "
            "The exact text is in the file case.json of the evidence bundle."
        ),
        "reading_title": message("How to read this report"),
        "reading_roles": message(
            "Two kinds of statement are kept apart. Under “{verdict}”, in a dotted frame, stands what a computer "
            "program said after comparing photos. Under “{conclusion}”, in a heavy black frame, stands what a "
            "person found. The program supports a decision; it does not make one.",
            verdict=VERDICT,
            conclusion=CONCLUSION,
        ),
        "reading_digests": message(
            "Under each photo stands its SHA-256 digest: 64 hexadecimal digits computed from the file as it was "
            "received. If anything in that file were changed, the digest would change, too. The photos printed here "
            "are copies for reading; the originals are in the evidence bundle."
        ),
        "reading_times": message("All times are Coordinated Universal Time (UTC)."),
        "check_title": message("How to check this report"),
    }
)
OF_ITEM: Mapping[str, Message] = MappingProxyType(
    {
        "item": message("Item {number}"),
        # Translators: heading of a column of numbers.
        "item_column": message("Item"),
        "description": message("Description"),
        "product": message("Product"),
        f"by_{NamedBy.OFFICER}": message("Product chosen by the officer"),
        f"by_{NamedBy.BARCODE}": message("Product named by the article number on the item"),
        f"by_{NamedBy.MODEL}": message("Product recognised by the assistant from the photos"),
        f"by_{NamedBy.NO_ONE}": message("Product not recognised"),
        "none": in_context("verdict or conclusion", "None"),
        "photos": message("Photos"),
        "photo": message("Photo {number}"),
        "photo_described": message("Photo {number}: {view}"),
        "marks": message("A number on a photo marks a place; the line of the verdict about it has the same number."),
        # Translators: heading of a column of numbers.
        "photo_column": message("Photo"),
        # Translators: of a photo, with the time.
        "received": message("Received {at}"),
        "sha256": message("SHA-256 of the original"),
        "no_verdict": message("The assistant has given no verdict on this item."),
        "no_conclusion": message("No officer has entered a conclusion on this item."),
    }
)
OF_VERDICT: Mapping[str, Message] = MappingProxyType(
    {
        "verdict": VERDICT,
        "verdict_role": message("Said by a computer program about photos. Not a decision."),
        "means": message("What it means"),
        "means_not": message("What it does not mean"),
        "leaning": message("Which way the evidence leans"),
        "rests_on": message("What counts most"),
        "remarks": message("To keep in mind"),
        "pair_item": message("This item"),
        "pair_item_photo": message("This item, photo {number}"),
        "pair_closer": message("This item, the marked place"),
        "pair_genuine": in_context("heading", "Genuine"),
        "pair_item_described": message("This item: {title}"),
        "pair_closer_described": message("This item, closer: {title}"),
        "pair_genuine_described": message("Genuine reference: {title}"),
        "reason": message("Reason"),
        "basis": message("What it rests on"),
        "strength": message("Strength of the evidence"),
        "bound": message("How often such a verdict is wrong"),
        "point": message("Where it was compared"),
        "finding": message("Finding"),
        # Translators: how much the point counts.
        "weight": message("Weight in this verdict"),
        "genuine": in_context("heading", "Genuine"),
        "counterfeit": in_context("heading", "Counterfeit"),
        "note": in_context("heading", "Note"),
        "code": message("Number read on a photo"),
        "limits": message("What the assistant can't know"),
        "photos_examined": message("Photos examined"),
        # Translators: before the time of the examination.
        "examined": in_context("when, in a report", "Examined"),
        "examination": message("Examination"),
        "follows": message("Follows the examination"),
        "release": message("Release of the assistant"),
    }
)
OF_PEOPLE: Mapping[str, Message] = MappingProxyType(
    {
        "conclusion": CONCLUSION,
        "conclusion_role": message("Found by a person."),
        # Translators: before the name of the person who concluded, answered or asked.
        "by": in_context("name of a person follows", "By"),
        "at": message("Time"),
        "before_verdict": message("Entered before the assistant had given a verdict on this item."),
        "after_verdict": message("Entered after the assistant had given a verdict on this item."),
        "opinion": message("Second opinion"),
        "opinion_role": message("Found by another person."),
        # Translators: before the name of a colleague.
        "asked_by": in_context("name of a person follows", "Asked by"),
        # Translators: before the name of the colleague who is to answer.
        "asked_of": in_context("name of a person follows", "Asked of"),
        # Translators: before a time.
        "asked_at": message("Asked at"),
        "opinion_unanswered": message("Asked for, but not given yet."),
        "from_photos_alone": message("Given from the photos alone."),
        "had_seen": message("They had seen more than the photos before they gave this opinion."),
        "enquiry": message("Enquiry to the right holder"),
        "photo_request": message("Photos that the right holder asked for"),
        "photo_reply": message("Reply to the request for photos"),
        "photos_sent": message("Photos sent"),
        "no_photos": message("It could not be photographed."),
        "photo_request_open": message("Not replied to."),
        "right_holder": message("Right holder"),
        "question": message("Question"),
        "answer": message("Answer"),
        "amendment": message("Amendment {number} to the answer"),
        "amended_later": message("It was amended later and no longer counts."),
        "counts": message("This is the answer that counts."),
        # Translators: before the name of a person.
        "answered_by": in_context("name of a person follows", "Answered by"),
        "unanswered": message("No answer yet."),
        # Translators: what the right holder states for use in court.
        "statement": message("Statement for the proceedings"),
    }
)
OF_SEIZURE: Mapping[str, Message] = MappingProxyType(
    {
        "interception": message("Interception"),
        "goods": message("Goods"),
        "line": message("Line {number}"),
        "procedures": message("Procedures"),
        "reasons": message("Reasons of the finding department"),
        "result": message("Result"),
        "no_result": message("It has not ended"),
        "happened": message("What happened"),
        "on": message("Day"),
        "deadlines": message("Deadlines"),
        "rule": message("Rule"),
        "party": message("Who has to act"),
        "started_on": message("Start"),
        "days": message("Days"),
        "last_day": in_context("of a legal deadline", "Last day"),
        "standing": message("State"),
        "standing_at": message("Deadlines stand as they did when this report was made."),
    }
)
OF_SIGNATURE: Mapping[str, Message] = MappingProxyType(
    {
        # Translators: before the name of who signed the report by a digital signature.
        "signed_by": in_context("a report, digitally", "Signed by"),
        "certificate": in_context("of a digital signature", "Certificate"),
        "fingerprint": message("Fingerprint of the certificate (SHA-256)"),
        "timestamp": message("Trusted timestamp"),
    }
)
OF_CUSTODY: Mapping[str, Message] = MappingProxyType(
    {
        "custody": message("Chain of custody"),
        "custody_text": message(
            "Every entry of the audit log holds the digest of the entry before it, and the last entry is signed, so "
            "that a change, a removal or a later insertion shows. Listed are the entries that concern this case; the "
            "numbers between them are those of other entries."
        ),
        "code_of_each": message("Under each action stands its code in the audit log."),
        "digest_of_each": message("Under each entry stands its SHA-256 digest."),
        "no_events": message("The audit log has no entry for this case."),
        # Translators: short for "number"; heading of a column.
        "number_column": message("No."),
        # Translators: who did it; heading of a column of people.
        "actor": message("Who"),
        "action": message("Action"),
        # Translators: what the action was done to; heading of a column of ids.
        "subject": message("Of what"),
        "digest": message("Digest (SHA-256)"),
        "signed_head": message("Signed end of the audit log"),
        "signed_number": message("Number of the last entry"),
        "key": message("Signing key"),
        "signature": message("Signature (Ed25519)"),
    }
)
LABELS: Mapping[str, Message] = MappingProxyType(
    {**OF_CASE, **FOR_READING, **OF_ITEM, **OF_VERDICT, **OF_PEOPLE, **OF_SEIZURE, **OF_SIGNATURE, **OF_CUSTODY}
)
