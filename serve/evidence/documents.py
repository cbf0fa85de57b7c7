"""The JSON files of a bundle, made from what is known of a case."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from serve.audit.domain import SignedEvent
from serve.cases.domain import CaseItem, Conclusion, Opinion
from serve.cases.domain import values_of as values_of_case
from serve.cases.dossier import ItemFile
from serve.enquiries.domain import Answer, Enquiry, values_of
from serve.evidence.domain import FIRST_LINE, FORMAT, LAST_LINE, ListedFile, written
from serve.evidence.snapshot import CaseSnapshot
from serve.examinations.domain import Examination
from serve.examinations.seal_domain import named_rules
from serve.procedures.domain import values_of as values_of_procedure
from serve.seizures.domain import stored_values


def case_document(snapshot: CaseSnapshot) -> dict[str, Any]:
    """`case.json`. It has the records as the audit log's digests cover them (`serve.cases.domain.digest_of`)."""
    dossier = snapshot.dossier
    procedures = [values_of_procedure(each) for each in snapshot.procedures]
    return {
        "format": FORMAT,
        "agency": {"id": snapshot.agency.id, "name": snapshot.agency.name, "country": snapshot.agency.country},
        "case": _written(values_of_case(dossier.case)),
        "items": [_item(file) for file in dossier.items],
        "enquiries": [_enquiry(snapshot, enquiry) for enquiry in snapshot.enquiries],
        "people": _people(snapshot),
        **_seizure(snapshot),
        **({"procedures": procedures} if procedures else {}),
    }


def _seizure(snapshot: CaseSnapshot) -> dict[str, Any]:
    """What is recorded of the seizure; nothing where nothing is, so that the bundle is as earlier versions made it."""
    found: dict[str, Any] = {}
    if snapshot.interception is not None:
        found["interception"] = _written(stored_values(snapshot.interception))
    if snapshot.goods:
        found["goods"] = [_written(stored_values(line)) for line in snapshot.goods]
    return found


def _people(snapshot: CaseSnapshot) -> dict[str, Any]:
    """The people named in the case or in an event of it, as far as the reader may see them."""
    answerers = {
        person_id: {"name": each.name, "role": None, "organisation": each.right_holder}
        for person_id, each in snapshot.answerers.items()
    }
    return answerers | {
        person.id: {"name": person.name, "role": person.role, "organisation": person.organisation.name}
        for person in snapshot.people.values()
    }


def _item(file: ItemFile) -> dict[str, Any]:
    return {
        "item": _record(file.item),
        "examinations": [_examination(visit.examination) for visit in file.visits],
        "conclusions": [_record(conclusion) for conclusion in file.conclusions],
        "opinions": [_record(opinion) for opinion in file.opinions],
    }


def _examination(examination: Examination) -> dict[str, Any]:
    origin = examination.origin
    links: dict[str, Any] = {} if origin.follows is None else {"follows": origin.follows}
    if origin.filed is not None and origin.filed.at is not None:
        links["filed"] = {"by": origin.filed.by, "at": _moment(origin.filed.at)}
    return (
        links
        | named_rules(examination.verdict_json)
        | {
            "id": examination.id,
            "at": _moment(examination.created_at),
            "by": origin.examined_by,
            "release": examination.verdict.release,
            "right_holder": origin.right_holder,
            "asked": {
                "product": origin.officer_input.product,
                "views": list(origin.officer_input.views),
                "prior": origin.officer_input.prior,
            },
            "photos": [asdict(photo) for photo in examination.photos],
        }
    )


def _enquiry(snapshot: CaseSnapshot, enquiry: Enquiry) -> dict[str, Any]:
    return {
        "enquiry": json.loads(json.dumps(values_of(enquiry), default=_moment)),
        "answers": [_record(answer) for answer in enquiry.answers],  # each has a digest of its own
        "right_holder": snapshot.organisations[enquiry.right_holder_id].name,
    }


def _record(record: CaseItem | Conclusion | Opinion | Answer) -> dict[str, Any]:
    return _written(asdict(record))


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(values, default=_moment))
    return found


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def event_document(signed: SignedEvent) -> dict[str, Any]:
    """An audit event with the key and signature of the head at that event."""
    return asdict(signed.event) | {"key": signed.head.key, "signature": signed.head.signature}


def event_lines(events: Iterable[SignedEvent]) -> Iterable[bytes]:
    """`audit/events.json`, line by line: an array with one event a line."""
    yield FIRST_LINE
    last = None
    for event in events:
        line = written(event_document(event))
        if last is not None:
            yield last[:-1] + b",\n"
        last = line
    if last is not None:
        yield last
    yield LAST_LINE


def releases_document(files: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """`releases.json`.

    Args:
        files: of each release that gave a verdict: name -> sha256 of its files; none if it is no longer here.
    """
    return {"format": FORMAT, "releases": {release: dict(names) for release, names in files.items()}}


def manifest_document(
    snapshot: CaseSnapshot, files: Iterable[ListedFile], *, made_at: datetime, made_by: str, language: str
) -> dict[str, Any]:
    """`manifest.json`.

    Args:
        files: all but the manifest itself and the proof.
        made_by: the id of the person who requested the bundle.
        language: of the report.
    """
    case = snapshot.dossier.case
    return {
        "format": FORMAT,
        "case": {"id": case.id, "number": case.number},
        "agency": snapshot.agency.name,
        "made_at": _moment(made_at),
        "made_by": made_by,
        "language": language,
        "log_head": asdict(snapshot.head),
        "files": [each._asdict() for each in sorted(files)],
    }
