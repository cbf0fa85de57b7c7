"""Fields of requests that several subjects use, as described in the OpenAPI document."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic.config import JsonDict

NEEDED: JsonDict = {
    "minLength": 1,
    "pattern": r"\S",
}  # only in the document: the domain refuses it with a better message
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written_out(value: object) -> object:
    """Only YYYY-MM-DD: Pydantic would also accept a bare number, as seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("a day is written as YYYY-MM-DD")
    return value


Day = Annotated[date, BeforeValidator(_written_out)]
