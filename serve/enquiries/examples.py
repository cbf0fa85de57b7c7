"""Examples of the API of enquiries, for the OpenAPI document."""

from typing import Any

from serve.accounts.schemas import ORGANISATION

PHOTO_REQUEST: dict[str, Any] = {
    "id": "h-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "state": "sent",
    "text": "Please photograph the edge of the seal from close by.",
    "point": "seal-foil",
    "view": None,
    "by": "Remi Reviewer",
    "at": "2026-11-25T10:05:00Z",
    "reply": {
        "photos": ["/v1/enquiries/q-5f4e3d2c1b0a99887766554433221100/photos/0.jpg"],
        "text": "",
        "by": "u-16fd2706e8ba4c5b9c1e1b1f1a1d1e1f",
        "at": "2026-11-25T11:20:00Z",
    },
    "withdrawn_at": None,
}
ENQUIRY: dict[str, Any] = {
    "id": "q-5f4e3d2c1b0a99887766554433221100",
    "state": "answered",
    "product": "tornavik-6204",
    "question": "Is the seal one of yours? The consignee says that it was bought from your dealer.",
    "language": "en",
    "asked_at": "2026-11-25T08:12:00Z",
    "needed_by": "2026-12-01",
    "agency": ORGANISATION,
    "right_holder": {
        "id": "o-0b1c2d3e4f5061728394a5b6c7d8e9f0",
        "kind": "right_holder",
        "name": "Tornavik AB",
        "country": "SE",
    },
    "photos": ["/v1/enquiries/q-5f4e3d2c1b0a99887766554433221100/photos/0.jpg"],
    "answers": [
        {
            "number": 1,
            "outcome": "confirmed_counterfeit",
            "statement": "The seal is not ours: ours has a numbered foil. I have examined the photo myself.",
            "by": "Remi Reviewer",
            "at": "2026-11-25T13:40:00Z",
        }
    ],
    "photo_requests": [PHOTO_REQUEST],
    "escalations": [{"to": "Carla Contributor", "at": "2026-11-25T12:00:00Z"}],
    "withdrawn_at": None,
    "asked": {
        "case": "c-9b2d1c4e5f60718293a4b5c6d7e8f901",
        "item": "i-1a2b3c4d5e6f708192a3b4c5d6e7f809",
        "by": {"id": "u-16fd2706e8ba4c5b9c1e1b1f1a1d1e1f", "name": "Aiko Tanaka"},
        "photos": [
            {
                "examination": "e-4f0c6b1e2d3a49588776655443322110",
                "sha256": "5c1e0d6f0b3d6b1d8d6b1f2e3a4b5c6d7e8f90112233445566778899aabbccdd",
            }
        ],
        "verdict": {
            "examination": "e-4f0c6b1e2d3a49588776655443322110",
            "outcome": "suspected_counterfeit",
            "release": "r-0123456789abcdef",
        },
    },
}
EXAMPLES: dict[str, Any] = {
    "EnquiryOut": ENQUIRY,
    "RightHolderAnswerOut": ENQUIRY["answers"][0],
    "RightHolderAnswersOut": {"answers": ENQUIRY["answers"], "after": None},
    "PhotoRequestOut": PHOTO_REQUEST,
    "PhotoReplyOut": PHOTO_REQUEST["reply"],
    "PhotoRequestsOut": {"photo_requests": [PHOTO_REQUEST], "after": None},
    "EnquiriesOut": {"enquiries": [ENQUIRY], "after": ENQUIRY["id"]},
}
