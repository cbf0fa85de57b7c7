"""Examples in the OpenAPI document; a test checks them against the schemas."""

from typing import Any

from serve.examinations.note_domain import LONGEST_NOTE

ID = "e-4f6c1a526d0f4d7e9a550f6f0c1f6f6e"
PHOTO = "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"
REFERENCE = "5c1e0d6f0b3d6b1d8d6b1f2e3a4b5c6d7e8f90112233445566778899aabbccdd"

VERDICT: dict[str, Any] = {
    "outcome": "suspected_counterfeit",
    "reasons": [],
    "product": {"id": "vell-carton", "given_by": "officer", "probability": 0.998},
    "probability_counterfeit": 0.984252,
    "log10_likelihood_ratio": 1.79588,
    "likelihood_ratio_cap": 1.79588,
    "supports": "counterfeit",
    "strength": "moderate",
    "prior_counterfeit": 0.02,
    "posterior_counterfeit": 0.560538,
    "log_odds": 6.31,
    "residual": 0.42,
    "basis": "both_labels",
    "unlikeness": None,
    "guarantee": {
        "error": "genuine called suspected",
        "bound": 0.041,
        "confidence": 0.95,
        "items": 72,
        "errors": 0,
        "items_needed": 0,
        "products": 1,
    },
    "points": [
        {
            "id": "logo-gap",
            "finding": "deviates",
            "weight": 5.89,
            "photo": 0,
            "region": [0.41, 0.2, 0.06, 0.05],
            "reference": REFERENCE,
            "place": [0.4, 0.19, 0.08, 0.06],
            "reference_region": [0.42, 0.21, 0.08, 0.06],
        },
        {
            "id": "headline-spelling",
            "finding": "not_visible",
            "weight": 0.0,
            "photo": None,
            "region": None,
            "reference": None,
            "place": None,
            "reference_region": None,
        },
    ],
    "codes": [
        {
            "photo": 0,
            "text": "2987000123457",
            "format": "EAN-13",
            "kind": "gtin",
            "finding": "wrong_check_digit",
            "product": None,
            "region": [0.61, 0.7, 0.2, 0.09],
        }
    ],
    "photos": [
        {
            "sha256": PHOTO,
            "view": "front",
            "quality": {"sharpness": 0.42, "exposure": 0.51, "glare": 0.01, "pixels": 12192768},
            "retake": [],
            "like_genuine": 0.93,
            "like_counterfeit": 0.97,
            "belongs": True,
            "product": "vell-carton",
            "registrations": [
                {
                    "reference": REFERENCE,
                    "homography": [0.98, 0.01, 0.0, -0.01, 0.99, -0.01, 0.0, 0.0, 1.0],
                    "inliers": 148,
                    "cells": 60,
                }
            ],
            "stated_view": None,
        }
    ],
    "next_photo": None,
    "release": "r-0123456789abcdef",
    "took_ms": 143.2,
    "candidates": [{"id": "vell-carton", "probability": 0.998}],
    "readers": [{"name": "registration", "library": "opencv-python-headless", "version": "4.11.0.86", "sha256": None}],
    "texts": [
        {
            "id": "serial-number",
            "kind": "serial",
            "finding": "deviates",
            "read": "No. KV-51G7-47",
            "expected": r"^No\. KV-\d{4}-\d{2}$",
            "photo": 0,
            "region": [0.39, 0.63, 0.33, 0.05],
            "confidence": 0.97,
            "reference": REFERENCE,
            "reference_region": [0.4, 0.62, 0.33, 0.05],
        }
    ],
    "not_applied": [],
}

EXAMINATION: dict[str, Any] = {
    "id": ID,
    "created_at": "2026-11-23T09:12:44.120000Z",
    "follows": None,
    "decision": None,
    "decided_at": None,
    "note": "",
    "verdict": VERDICT,
    "photos": [
        {
            "view": "front",
            "media_type": "image/jpeg",
            "picture": f"/v1/examinations/{ID}/photos/0.jpg",
            "original": f"/v1/examinations/{ID}/photos/0/original",
        }
    ],
    "evidence": [
        {
            "point": "logo-gap",
            "photo": 0,
            "overlay": f"/v1/examinations/{ID}/evidence/0.jpg",
            "close_up": f"/v1/examinations/{ID}/close-ups/0.jpg",
            "reference": f"/v1/examinations/{ID}/references/{REFERENCE}.jpg",
            "pair": {
                "photo": f"/v1/examinations/{ID}/pairs/0/photo.jpg",
                "reference": f"/v1/examinations/{ID}/pairs/0/reference.jpg",
            },
        }
    ],
}

DECISION: dict[str, Any] = {
    "id": ID,
    "decision": "counterfeit",
    "decided_at": "2026-11-28T09:13:02Z",
    "verdict": VERDICT,
}
FROM_UPLOADS: dict[str, Any] = {
    "photos": [{"upload": "f-0f1e2d3c4b5a69788796a5b4c3d2e1f0", "view": "front"}],
    "product": "vell-carton",
    "prior": 0.02,
    "preliminary": None,
}

EXAMINATIONS: dict[str, Any] = {
    "examinations": [
        {
            "id": ID,
            "created_at": "2026-11-23T09:12:44.120000Z",
            "outcome": "suspected_counterfeit",
            "product": {"id": "vell-carton", "name": "Vell carton"},
            "stated": {"id": "vell-carton", "name": "Vell carton"},
            "photos": 2,
            "product_said": "Vell carton",
            "thumbnail": f"/v1/examinations/{ID}/photos/0.jpg",
            "follows": "e-0b1c2d3e4f5a69788796a5b4c3d2e1f0",
            "case": None,
            "item": None,
        }
    ],
    "after": None,
}

REQUEST_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["photos"],
                "additionalProperties": False,
                "properties": {
                    "photos": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 8,
                        "items": {"type": "string", "format": "binary"},
                        "description": "The original files of one item: JPEG, PNG, WebP, AVIF or HEIC.",
                    },
                    "product": {
                        "type": "string",
                        "description": "Product id from the catalogue; if left out or empty, recognised.",
                        "examples": ["vell-carton"],
                    },
                    "views": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "Repeated, one a photo in the same order; empty where unknown.",
                        "examples": [["front", ""]],
                    },
                    "prior": {
                        "type": "number",
                        "exclusiveMinimum": 0,
                        "exclusiveMaximum": 1,
                        "description": "Share of counterfeits among the items that come by this lane; changes no "
                        "outcome, and gives posterior_counterfeit.",
                        "examples": [0.02],
                    },
                    "note": {
                        "type": "string",
                        "maxLength": LONGEST_NOTE,
                        "description": "What the caller noted of the item.",
                    },
                },
            },
            "encoding": {"photos": {"contentType": "image/jpeg, image/png, image/webp, image/avif, image/heic"}},
        }
    },
}

_PLACES: dict[str, Any] = {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 7}}
_ASKED: dict[str, Any] = REQUEST_BODY["content"]["multipart/form-data"]["schema"]["properties"]
REVISION_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "keep": {
                        **_PLACES,
                        "description": "Repeated: which photos stay, counted from 0, in the order in which they are to "
                        "stand. Left out, all stay that are not dropped.",
                        "examples": [[1, 0]],
                    },
                    "drop": {**_PLACES, "description": "Repeated: which photos go. Not together with keep."},
                    "kept_views": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "Repeated, one for each photo of the examination in its order, whether it stays "
                        "or not; empty where unknown. Left out, what was said then counts.",
                        "examples": [["front", ""]],
                    },
                    "photos": {**_ASKED["photos"], "minItems": 0, "description": "Photos to add, which come last."},
                    "views": {**_ASKED["views"], "description": "Repeated, one for each photo that is added."},
                    "product": {
                        **_ASKED["product"],
                        "description": "As what to judge; empty to have it recognised. Left out, it stays as it was.",
                    },
                    "prior": {**_ASKED["prior"], "description": "Left out, it stays as it was."},
                },
            },
            "encoding": REQUEST_BODY["content"]["multipart/form-data"]["encoding"],
        }
    },
}
