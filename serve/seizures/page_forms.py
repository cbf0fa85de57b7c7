"""What the forms of a seizure's record hold, as the use cases take it, and the choices that they offer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field

from model.messages import Wording, message
from serve.codelists.domain import CodeLists
from serve.codelists.messages import by_words, words_of
from serve.platform.translations import Language
from serve.seizures.domain import CODES, LONGEST_DESCRIPTION, TITLES, Goods, Interception, SeizureRejectedError

Typed = Annotated[str, Field(max_length=2 * LONGEST_DESCRIPTION)]  # the domain counts without the space around it
NO_DAY = message("{field}: write a day, such as 2026-11-28.")
NO_NUMBER = message("{field}: write a whole number.")


class InterceptionForm(BaseModel):
    """What a person types and chooses of an interception."""

    found_on: Typed = ""
    authority: Typed = ""
    port: Typed = ""
    basis: Typed = ""
    direction: Typed = ""
    customs_procedure: Typed = ""
    declaration_kind: Typed = ""
    declaration_number: Typed = ""
    declaration_date: Typed = ""
    traffic: Typed = ""
    transport: Typed = ""
    container: Typed = ""
    waybill: Typed = ""
    detection: Typed = ""
    concealment: Typed = ""
    origin: Typed = ""
    provenance: Typed = ""
    transit: Typed = ""
    destination: Typed = ""
    read: Typed = ""

    @property
    def said(self) -> Interception:
        """The interception.

        Raises:
            SeizureRejectedError: a day is none.
        """
        values = self.model_dump(exclude={"read"})
        return Interception(**values | {name: _day(values[name], name) for name in ("found_on", "declaration_date")})


class GoodsForm(BaseModel):
    """What a person types and chooses of a line of goods."""

    item: Typed = ""
    product: Typed = ""
    description: Typed = ""
    category: Typed = ""
    hs: Typed = ""
    kind: Typed = ""
    quantity: Typed = ""
    unit: Typed = ""
    declared_value: Typed = ""
    genuine_value: Typed = ""
    currency: Typed = ""
    value_basis: Typed = ""
    batch: Typed = ""
    serial: Typed = ""
    health_risk: Typed = ""
    samples: Typed = ""
    read: Typed = ""

    @property
    def said(self) -> Goods:
        """The line.

        Raises:
            SeizureRejectedError: the number of samples is none.
        """
        values = {name: text.strip() for name, text in self.model_dump(exclude={"read", "item"}).items()}
        try:
            samples = int(values["samples"] or 0)
        except ValueError:
            raise SeizureRejectedError(NO_NUMBER.of(field=TITLES["samples"]), "samples") from None
        return Goods(
            **values | {"item_id": self.item or None, "health_risk": bool(self.health_risk), "samples": samples}
        )


def _day(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SeizureRejectedError(NO_DAY.of(field=TITLES[name]), name) from None


Choices = Mapping[str, Sequence[tuple[str, Wording]]]


def choices(lists: CodeLists, said: Interception | Goods, day: date, language: Language) -> Choices:
    """For each field with listed codes those that hold on a day, with their words; and the one that it has."""
    found: dict[str, list[tuple[str, Wording]]] = {}
    values: Mapping[str, Any] = asdict(said)
    for name, list_id in CODES.items():
        codes = lists[list_id]
        if name not in values or not codes.codes:
            continue
        offered = [(entry.code, words) for entry, words in by_words(codes, codes.valid_on(day), language)]
        has = values[name]
        if has and has not in {code for code, _ in offered}:
            offered.append((has, words_of(codes, has, language)))
        found[name] = offered
    return found
