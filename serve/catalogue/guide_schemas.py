"""Bodies of the JSON API of the product guide."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from serve.catalogue.domain import ShownSheet
from serve.catalogue.guide_codes import CodeAnswer, FoundByCode
from serve.platform.paging import PageOut

EXAMPLE: dict[str, Any] = {
    "products": [
        {
            "id": "tornavik-6204",
            "right_holder": "Tornavik AB",
            "name": "Tornavik 6204 ball bearing",
            "language": "en",
            "category": "bearings",
            "gtin": ["4006381333931"],
            "serial_pattern": None,
            "views": [{"id": "front", "title": "The front of the carton, straight on", "required": True}],
            "points": [
                {
                    "id": "letter-gap",
                    "view": "front",
                    "title": "Gap between the last two letters",
                    "genuine": "Wide enough for the letter I",
                    "counterfeit": "The letters nearly touch",
                    "region": [0.4, 0.2, 0.1, 0.05],
                    "reference": "5c1e0d6f0b3d6b1d8d6b1f2e3a4b5c6d7e8f90112233445566778899aabbccdd",
                    "languages": {"title": "en", "genuine": "en", "counterfeit": "en"},
                }
            ],
            "trade": None,
            "examinable": True,
        }
    ]
}
FOUND: dict[str, Any] = {
    "codes": [{"text": "4006381333931", "gtin": "04006381333931", "answer": "products", "products": ["tornavik-6204"]}],
    "products": EXAMPLE["products"],
}


class CatalogueOut(BaseModel):
    """The product sheets that the caller may see."""

    products: list[ShownSheet]


class FoundCodeOut(BaseModel):
    """What one code leads to."""

    text: str = Field(description="The code as people read it.")
    gtin: str | None = Field(description="The article number that it names, as 14 digits; null if it names none.")
    answer: CodeAnswer = Field(description="Whether there are product sheets of it, and else why not.")
    products: list[str] = Field(description="The ids of the products that have this number.")


class FoundByCodesOut(BaseModel):
    """What codes lead to."""

    codes: list[FoundCodeOut] = Field(description="Each code; none if the photo shows none.")
    products: list[ShownSheet] = Field(description="The sheets of all of their products.")


class GuidePageOut(PageOut):
    """One page of product sheets."""

    products: list[ShownSheet]


def found_out(found: Sequence[FoundByCode], sheets: list[ShownSheet]) -> FoundByCodesOut:
    """What codes lead to, with the sheets of their products."""
    codes = [
        FoundCodeOut(text=each.code.text, gtin=each.code.gtin, answer=each.answer, products=list(each.products))
        for each in found
    ]
    return FoundByCodesOut(codes=codes, products=sheets)
