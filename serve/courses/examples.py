"""Examples of the API of courses, for the OpenAPI document."""

from typing import Any

from serve.accounts.schemas import ORGANISATION

ID = "n-5b4c3d2e1f00112233445566778899aa"
SEMINAR_ID = "y-5b4c3d2e1f00112233445566778899aa"
TEST_ID = "h-4c3d2e1f00112233445566778899aabb"
ANSWER_ID = "k-3d2e1f00112233445566778899aabbcc"
QUESTION_ID = "x-3d2e1f00112233445566778899aabbcc"
CERTIFICATE_ID = "l-2e1f00112233445566778899aabbccdd"
CODE = "7K3MQ2ZX9B4T"
ENTRY = "w-0f1e2d3c4b5a69788796a5b4c3d2e1f0"
COURSE: dict[str, Any] = {
    "id": ID,
    "organisation": ORGANISATION,
    "title": "Bearings, spring course",
    "country": "EE",
    "until": "2027-12-31",
    "running": True,
    "counts": None,
    "offered_at": "2027-03-14T08:00:00Z",
}
QUESTION: dict[str, Any] = {
    "id": QUESTION_ID,
    "product": "tornavik-6204",
    "photos": [f"/v1/courses/{ID}/products/tornavik-6204/photos/{ENTRY}/0.jpg"],
}
POINT: dict[str, Any] = {
    "id": "seal",
    "view": "front",
    "title": {"en": "Seal"},
    "genuine": {"en": "The lip of the seal is even."},
    "counterfeit": {"en": "The lip is torn in places."},
}
CERTIFICATE: dict[str, Any] = {
    "id": CERTIFICATE_ID,
    "code": CODE,
    "course": "Bearings, spring course",
    "country": "EE",
    "right": 9,
    "asked": 10,
    "passed": "2027-04-02",
    "valid_until": "2029-04-01",
}
TEST: dict[str, Any] = {
    "id": TEST_ID,
    "questions": 10,
    "answered": 3,
    "open": True,
    "next": QUESTION,
    "score": None,
    "certificate": None,
}
EXAMPLES: dict[str, Any] = {
    "CourseIn": {"seminar": SEMINAR_ID, "until": "2027-12-31"},
    "CourseOut": COURSE,
    "CoursesOut": {"courses": [COURSE], "after": None},
    "CourseLessonsOut": {
        "lessons": [
            {
                "product": "tornavik-6204",
                "name": {"en": "Tornavik 6204 bearing"},
                "right_holder": "Tornavik AB",
                "shots": [{"en": "Front"}],
                "points": [
                    {
                        "point": POINT,
                        "picture": f"/v1/courses/{ID}/products/tornavik-6204/points/seal.jpg",
                        "counterfeit": f"/v1/courses/{ID}/products/tornavik-6204/photos/{ENTRY}/0.jpg",
                    }
                ],
            }
        ]
    },
    "CourseQuestionOut": {"number": 4, "question": QUESTION},
    "CourseAnswerIn": {
        "question": QUESTION_ID,
        "occasion": "practice",
        "choice": "counterfeit",
        "sureness": "fairly_sure",
    },
    "TestAnswerIn": {"question": QUESTION_ID, "choice": "genuine", "sureness": "sure"},
    "CourseAnswerOut": {
        "id": ANSWER_ID,
        "number": 4,
        "occasion": "practice",
        "choice": "counterfeit",
        "sureness": "fairly_sure",
        "truth": "counterfeit",
        "right": True,
        "question": QUESTION,
        "tells": [POINT],
        "taps": 2,
        "found": ["seal"],
    },
    "CourseProgressOut": {
        "answered": 30,
        "right": 24,
        "missed": 4,
        "overcalled": 2,
        "points": [{"product": "tornavik-6204", "point": "seal", "wrong": 4, "asked": 9}],
        "test_questions": 10,
        "pass_mark": 9,
        "may_begin_test": True,
        "test": None,
        "certificates": [CERTIFICATE],
    },
    "CourseTestOut": TEST,
    "OwnCertificateOut": CERTIFICATE,
    "OwnCertificatesOut": {"certificates": [CERTIFICATE]},
    "CertificateOut": {
        "code": CODE,
        "course": "Bearings, spring course",
        "organisation": "Estonian Customs",
        "country": "EE",
        "passed": "2027-04-02",
        "valid_until": "2029-04-01",
        "valid": True,
    },
}
