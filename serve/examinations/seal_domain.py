"""What the audit log keeps of an examination. Imports only the standard library and `model`."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from model.catalogue import Visibility
from serve.examinations.domain import Examination, OfficerInput, Origin, Practice, StoredPhoto
from serve.releases.keys import ReleaseKey


def seal_of(examination: Examination, key: ReleaseKey) -> Mapping[str, Any]:
    """What the audit log keeps of an examination when it is created."""
    release = examination.verdict.release
    return sealed(
        examination.verdict_json, examination.photos, release, examination.created_at, examination.origin, key
    )


def sealed(
    verdict: str,
    photos: Sequence[StoredPhoto],
    release: str,
    at: datetime,
    origin: Origin,
    key: ReleaseKey | None = None,
) -> dict[str, Any]:
    """What the audit log keeps of an examination: enough to detect that a row or a photo was changed.

    The log goes into evidence bundles, so it must not disclose which points a right holder keeps confidential, or their
    number. A plain digest would: names of points can be guessed and tried. This one is of all of them and of this
    verdict together, with the release's random key; no two examinations have the same. A reader of the log who has
    the release, but not the key, can't try guesses.

    Args:
        verdict: character for character.
        photos: in order.
        release: the id.
        at: the time of the examination, UTC.
        origin: left out, together with the time, for examinations of versions without accounts.
        key: None for examinations of versions without keys.
    """
    if origin.organisation_id is None:
        digest = hashlib.sha256(verdict.encode()).hexdigest()
        return {"photos": [photo.sha256 for photo in photos], "release": release, "verdict_sha256": digest}
    secret = origin.release_sha256 if key is None else key.secret
    of_verdict = verdict_hmac(secret, verdict)
    named = {} if key is None else {"key": key.sha256, "release_hmac": release_hmac(secret, origin.release_sha256)}
    link = {} if origin.follows is None else {"follows": origin.follows}
    practice = {} if origin.practice is None else {"practice": True}
    return (
        named
        | link
        | practice
        | ({} if origin.decision is None else {"decides_first": True})
        | _preliminary(origin)
        | ({"note_hmac": note_hmac(secret, of_verdict, origin.note)} if origin.note else {})
        | named_rules(verdict)
        | {
            "photos": [asdict(photo) for photo in photos],
            "release": release,
            "verdict_hmac": of_verdict,
            "at": at.isoformat(timespec="microseconds"),
            "organisation": origin.organisation_id,
            "by": origin.examined_by,
            "case": None if origin.filed else origin.case_id,
            "item": None if origin.filed else origin.case_item_id,
            "asked": officer_input_json(origin.officer_input),
            "right_holder": origin.right_holder,
            "restricted": restricted_hmac(secret, of_verdict, origin.restricted),
        }
    )


def _preliminary(origin: Origin) -> dict[str, Any]:
    """That it is preliminary, or which preliminary examination came before it."""
    if origin.is_preliminary:
        return {"preliminary": True}
    return {} if origin.preliminary is None else {"preliminary": origin.preliminary}


def named_rules(verdict: str) -> dict[str, Any]:
    """Which rules of which product's sheet a verdict left out, as records name them; empty where it left out none.

    Args:
        verdict: character for character; parsed only where it names rules, as the audit log has many that don't.
    """
    if '"not_applied": ["' not in verdict:
        return {}
    document = json.loads(verdict)
    return {"not_applied": {"product": document["product"]["id"], "rules": document["not_applied"]}}


def sealed_point_by_point(seal: Mapping[str, Any], origin: Origin) -> Mapping[str, Any]:
    """A seal in its earlier form, with an HMAC of each point; logs with such seals must still verify."""
    if "restricted" not in seal:
        return seal
    restricted = origin.restricted.items()
    kept = {point_hmac(origin.release_sha256, point): visibility.value for point, visibility in restricted}
    return {**seal, "restricted": kept}


def filing_seal(origin: Origin) -> dict[str, Any] | None:
    """What the audit log keeps of an examination that was put into a case later; None if it was not."""
    if origin.filed is None:
        return None
    at = origin.filed.at.isoformat(timespec="microseconds") if origin.filed.at else None
    return {"case": origin.case_id, "item": origin.case_item_id, "by": origin.filed.by, "at": at}


def reveal_seal(practice: Practice) -> dict[str, Any] | None:
    """What the audit log keeps of practice whose verdict was revealed; None if it was not."""
    if practice == Practice():
        return None
    at = practice.revealed_at.isoformat(timespec="microseconds") if practice.revealed_at else None
    return {"answer": practice.answer, "at": at}


def verdict_hmac(secret: str, verdict: str) -> str:
    """What the audit log keeps of a verdict, given character for character."""
    return _keyed(secret, f"verdict {verdict}")


def release_hmac(secret: str, release_sha256: str) -> str:
    """What the audit log keeps of a release.json, of whose digest the release's id is a quarter.

    The digest itself is the key of what versions without keys recorded.
    """
    return _keyed(secret, f"release {release_sha256}")


def restricted_hmac(secret: str, of_verdict: str, restricted: Mapping[str, Visibility]) -> str:
    """What the audit log keeps of a product's points and texts that not every reader may see.

    Args:
        of_verdict: the HMAC of the verdict to which they belong.
    """
    return _keyed(secret, f"restricted {of_verdict} {restricted_json(restricted)}")


def note_hmac(secret: str, of_verdict: str, note: str) -> str:
    """What the audit log keeps of a note: evidence bundles have the log, and short notes could be guessed.

    Args:
        of_verdict: the HMAC of the verdict to which it belongs.
    """
    return _keyed(secret, f"note {of_verdict} {note}")


def point_hmac(release_sha256: str, point: str) -> str:
    """What earlier versions wrote into the audit log for the id of an identification point."""
    return _keyed(release_sha256, f"point {point}")


def _keyed(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def officer_input_json(officer_input: OfficerInput) -> str:
    """What was stated about the item, as text; equal statements have equal texts."""
    return json.dumps(officer_input._asdict(), sort_keys=True)


def restricted_json(restricted: Mapping[str, Visibility]) -> str:
    """The points that not every reader may see, as text; equal ones have equal texts."""
    return json.dumps({point: restricted[point].value for point in sorted(restricted)})
