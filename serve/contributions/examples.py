"""Examples of the bodies of contributions, for the OpenAPI document."""

from typing import Any

CONTRIBUTIONS = "/v1/contributions"
ENTRY_ID = "w-0f1e2d3c4b5a69788796a5b4c3d2e1f0"
CONTRIBUTION_ID = "k-7b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e"
UPLOAD_ID = "f-2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e"
SHA256 = "5c1e0d6f0b3d6b1d8d6b1f2e3a4b5c6d7e8f90112233445566778899aabbccdd"

FINDING: dict[str, Any] = {
    "code": "missing-view",
    "severity": "warning",
    "detail": "Nothing says which view of the shot list this is. Choose the view here, or put its name at the end of "
    "the file's name.",
}
SUMMARY: dict[str, Any] = {
    "id": CONTRIBUTION_ID,
    "state": "checked",
    "created_by": "Carla Contributor",
    "created_at": "2026-11-25T08:12:00Z",
    "submitted_at": None,
    "licence": "CC-BY-4.0",
    "note": "",
    "images": {"ready": 42, "faulty": 0, "left_out": 1, "submitted": 0, "withdrawn": 0},
    "files": 43,
    "tables": 0,
    "unread": 0,
    "bytes": 8123456,
    "sent_back": 0,
    "other_label": 0,
    "corrects": None,
    "job": "j-5c1e0d6f0b3d6b1d8d6b1f2e3a4b5c6d",
}
READING: dict[str, Any] = {
    "product": "tornavik-6204",
    "label": None,
    "items": None,
    "source": "studio, June",
    "capture": "photo",
    "contributed_on": None,
    "item": None,
}
CONTRIBUTION: dict[str, Any] = {
    **SUMMARY,
    "reading": READING,
    "consent": {"by": "Carla Contributor", "at": "2026-11-25T08:12:00Z", "statement": 1},
    "reason": "",
    "understood": {
        "items_by": "folder",
        "guessed": True,
        "groups": [
            {"product": "tornavik-6204", "label": "genuine", "items": 21, "images": 42, "views": {"front": 21, "": 21}}
        ],
    },
    "findings": [
        {
            "code": "missing-view",
            "severity": "warning",
            "images": 21,
            "title": "Nothing says which view of the shot list this is.",
            "cure": "Choose the view here, or put its name at the end of the file's name.",
        }
    ],
    "found_so_far": [],
    "found_in_files": [],
}
FILE: dict[str, Any] = {
    "number": 1,
    "name": "genuine/01/front.jpg",
    "kind": "image",
    "sha256": SHA256,
    "size": 188416,
    "read": True,
    "findings": [],
}
IMAGE: dict[str, Any] = {
    "number": 1,
    "file": 1,
    "name": "genuine/01/front.jpg",
    "sha256": SHA256,
    "size": 188416,
    "width": 1600,
    "height": 1200,
    "product": "tornavik-6204",
    "label": "genuine",
    "item": "genuine/01",
    "view": "front",
    "source": "studio, June",
    "capture": "photo",
    "contributed_on": None,
    "marks": [],
    "state": "ready",
    "left_out": False,
    "standing": None,
    "reason": "",
    "settled_label": None,
    "entry": None,
    "findings": [],
    "picture": f"{CONTRIBUTIONS}/{CONTRIBUTION_ID}/images/1.jpg",
}
EXAMPLES: dict[str, Any] = {
    "ContributionOut": CONTRIBUTION,
    "ContributionsOut": {"contributions": [SUMMARY], "after": None},
    "ContributedFileOut": FILE,
    "ContributedFilesOut": {"files": [FILE], "after": None},
    "ContributedImageOut": IMAGE,
    "ContributedImagesOut": {"images": [IMAGE], "after": None},
    "CheckOut": {"job": SUMMARY["job"]},
    "ProposedMarksOut": {
        "release": "r-2887898d15964a0f",
        "marks": [{"point": "letter-gap", "box": [0.4, 0.2, 0.1, 0.05]}],
    },
}
