"""Examples of answers about procedures and deadlines, for the API's document."""

from typing import Any

_ID = "x-5b8e2c1d7f3a4e6b9c0d1e2f3a4b5c6d"
_PERSON = {"id": "u-0f1e2d3c4b5a69788796a5b4c3d2e1f0", "name": "Aiko Tanaka"}
PROCEDURE: dict[str, Any] = {
    "id": _ID,
    "case": "c-4f6c1a526d0f4d7e9a550f6f0c1f6f6e",
    "right_holder": "Tornavik",
    "right_holder_id": None,
    "right_kind": "trade_mark",
    "right_number": "018000001",
    "application_number": "AFA-2026-17",
    "regime": "eu-608-2013",
    "country": "DE",
    "subdivision": "",
    "zone": "Europe/Berlin",
    "perishable": False,
    "small_consignment": False,
    "ex_officio": False,
    "reasons": "",
    "made_by": _PERSON,
    "made_at": "2026-12-18T09:00:00Z",
    "changed_at": "2026-12-18T09:05:00Z",
    "steps": [
        {
            "number": 1,
            "kind": "right-holder-notified",
            "event": "2026-12-18",
            "on": "2026-12-18",
            "rule": "",
            "days": 0,
            "withdrawn": False,
            "note": "",
            "by": _PERSON,
            "at": "2026-12-18T09:05:00Z",
        }
    ],
    "clocks": [
        {
            "number": 1,
            "rule": "eu-608-2013/right-holder",
            "valid_from": "2014-01-01",
            "source": "Regulation (EU) No 608/2013, Article 23(1)(a) and (b), (3), (4) and (5)",
            "party": "right-holder",
            "answer": "confirm-and-consent",
            "lapse": "goods-released",
            "met_by": ["right-holder-confirmed", "court-action"],
            "kind": "working",
            "country": "DE",
            "subdivision": "",
            "zone": "Europe/Berlin",
            "event": "2026-12-18",
            "deadline": "2027-01-05",
            "days": 10,
            "extension": 0,
            "calendar": "DE, holidays 0.109",
            "skipped": [{"day": "2026-12-25", "name": "Christmas Day"}],
            "expires_at": "2027-01-05T23:00:00Z",
            "state": "open",
            "standing": "running",
            "met_on": None,
            "days_left": 10,
        }
    ],
    "proposed_result": None,
    "result": None,
    "result_on": None,
    "cost": None,
    "currency": None,
}
EXAMPLES: dict[str, Any] = {
    "ProcedureOut": PROCEDURE,
    "ProceduresOut": {"procedures": [PROCEDURE], "after": None},
    "DeadlinesOut": {
        "deadlines": [
            {
                "id": f"{_ID}.1",
                "procedure": _ID,
                "case": PROCEDURE["case"],
                "case_number": "2026-000012",
                "agency": "First Customs",
                "agency_country": "DE",
                **{name: PROCEDURE[name] for name in ("right_holder", "right_kind", "right_number")},
                "application_number": "AFA-2026-17",
                **{name: PROCEDURE["clocks"][0][name] for name in ("rule", "party", "answer", "lapse", "event")},
                "deadline": "2027-01-05",
                "expires_at": "2027-01-05T23:00:00Z",
                "standing": "running",
                "days_left": 10,
                "kind": "working",
            }
        ],
        "after": None,
    },
    "ProcedureResultsOut": {"results": [{"result": "released_no_action", "count": 1}]},
}
