"""Words for the faults of a product sheet, with the key that is meant by an unknown one."""

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from model.catalogue import MarkedText, Point, ProductSheet, View
from model.datasets.vocabulary import Vocabulary
from model.keys import UNKNOWN, SheetProblem
from model.messages import Message
from model.sheet_trade import Contact, Party, Price, Right, Route, TradeDetails

PARTS: Mapping[str, tuple[Any, ...]] = MappingProxyType(  # the table of a key -> what has its keys as fields
    {
        "": (ProductSheet, TradeDetails),
        "views": (View,),
        "points": (Point,),
        "texts": (MarkedText,),
        "rights": (Right,),
        "makers": (Party,),
        "traders": (Party,),
        "routes": (Route,),
        "violation_routes": (Route,),
        "contacts": (Contact,),
        "retail_price": (Price,),
    }
)

NO_KEY = "trade"  # its parts are keys of the sheet itself


def said_of(problem: SheetProblem, file_name: str) -> str:
    """A fault in words, with the file, the key, and for an unknown key the one that is meant."""
    text = str(problem.within(file_name))
    said = problem.message
    if isinstance(said, Message) and said.text == UNKNOWN.text:
        part = str(problem.path[0]) if problem.path else ""
        return str(_keys_of(part).proposed(text, str(said.values["left"])))
    return text


@lru_cache(maxsize=len(PARTS))
def _keys_of(part: str) -> Vocabulary:
    names = (field.name for shape in PARTS.get(part, ()) for field in fields(shape))
    return Vocabulary({name: () for name in names if name != NO_KEY})
