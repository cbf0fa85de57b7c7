"""Examples of the API of results, for the OpenAPI document."""

from typing import Any

from serve.seminars.examples import ENTRY, QUESTION_ID
from serve.seminars.examples import ID as SEMINAR
from serve.sittings.examples import ID as SITTING

RATE: dict[str, Any] = {"value": 0.2, "low": 0.152662, "high": 0.254319, "n": 240}
CALLS: dict[str, Any] = {
    "answers": 252,
    "right": 192,
    "wrong": 48,
    "cannot_tell": {"value": 0.047619, "low": 0.02485, "high": 0.081714, "n": 252},
    "error": RATE,
    "sensitivity": {"d": 1.683242, "c": 0.0, "hits": 0.8, "false_alarms": 0.2, "corrected": False},
}
PARTS: list[dict[str, Any]] = [{"part": "pre_test", **CALLS}]
LINE: dict[str, Any] = {
    "seminar": SEMINAR,
    "title": "Bearings, spring course",
    "removed": False,
    "country": "EE",
    "day": "2026-11-20",
    "seats": 42,
    "small_seats": 3,
    "calls": CALLS,
    "parts": PARTS,
    "gain": 0.17,
    "gain_seats": 40,
}
GROUP: dict[str, Any] = {"name": "EE", "seminars": 1, "seats": 42, "calls": CALLS, "gain": 0.17, "gain_seats": 40}
EXAMPLES: dict[str, Any] = {
    "SeminarResultsOut": {
        "seminar": SEMINAR,
        "sittings": [{"id": SITTING, "opened_at": "2026-11-20T08:00:00Z"}],
        "sitting": None,
        "seats": 42,
        "small": False,
        "small_sittings": 1,
        "small_seats": 3,
        "dropped": 0,
        "calls": CALLS,
        "parts": PARTS,
        "products": [{"product": "tornavik-6204", **CALLS}],
        "points": [
            {
                "product": "tornavik-6204",
                "point": "seal",
                "missed": RATE,
                "taps_inside": {"value": 0.5, "low": 0.32, "high": 0.68, "n": 32},
            }
        ],
        "questions": [
            {
                "question": QUESTION_ID,
                "number": 1,
                "part": "pre_test",
                "product": "tornavik-6204",
                "label": "counterfeit",
                **CALLS,
                "sensitivity": None,
            }
        ],
        "learning": {
            "seats": 40,
            "rough": False,
            "share_right": {"before": 0.62, "after": 0.79, "gain": 0.17, "low": 0.11, "high": 0.23},
            "sensitivity": None,
        },
        "assisted": None,
        "sureness": [
            {"sureness": "sure", "answers": 96, "right": {**RATE, "value": 0.8, "low": 0.745681, "high": 0.847338}}
        ],
        "hidden_maps": 0,
        "maps": [
            {
                "product": "tornavik-6204",
                "entry": ENTRY,
                "photo": 0,
                "number": 1,
                "cells": [{"column": 3, "row": 4, "taps": 17}],
                "places": [{"point": "seal", "box": [0.2, 0.3, 0.1, 0.1]}],
                "inside": {"inside": 17, "taps": 17},
            }
        ],
    },
    "ResultsOverviewOut": {
        "total": {**GROUP, "name": ""},
        "countries": [GROUP],
        "years": [],
        "products": [],
        "seminars": [LINE],
    },
}
