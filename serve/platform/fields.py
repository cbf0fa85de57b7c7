"""Fields of requests that several subjects have, as the API's document describes them."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic.config import JsonDict

NEEDED: JsonDict = {"minLength": 1, "pattern": r"\S"}  # in the document alone: the domain refuses it in better words
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written_out(value: object) -> object:
    """Only YYYY-MM-DD: Pydantic would also take a bare number, for seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("a day is written as YYYY-MM-DD")
    return value


Day = Annotated[date, BeforeValidator(_written_out)]
