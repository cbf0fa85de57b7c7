"""Response bodies of data protection."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from serve.accounts.domain import Actor
from serve.platform.translations import Language
from serve.protection.domain import OwnData
from serve.protection.store import MOST_ROWS


class OwnRowsOut(BaseModel):
    """Where one column of the database names you."""

    column: str
    amount: int
    rows: list[dict[str, str | int | bool | None]] = Field(description=f"The latest {MOST_ROWS} at most.")


class OwnDataOut(BaseModel):
    """One kind of thing that is kept of you."""

    what: str
    kept_for: str
    rows: list[OwnRowsOut]


class AllOwnDataOut(BaseModel):
    """All that is kept of you."""

    id: str
    organisation: str
    kept: list[OwnDataOut]


def own_data_out(actor: Actor, found: Sequence[OwnData], language: Language) -> AllOwnDataOut:
    """What is kept of a person, in their language."""
    return AllOwnDataOut(
        id=actor.person_id,
        organisation=actor.organisation.name,
        kept=[
            OwnDataOut(
                what=language.say(each.kept.what),
                kept_for=language.say(each.kept.lasts),
                rows=[OwnRowsOut(**rows._asdict()) for rows in each.rows],
            )
            for each in found
        ],
    )


EXAMPLES: dict[str, Any] = {
    "AllOwnDataOut": {
        "id": "u-16fd2706e8ba4c5b9c1e1b1f1a1d1e1f",
        "organisation": "Tallinn Customs",
        "kept": [
            {
                "what": "Notes for the next shift",
                "kept_for": "30 days afterwards.",
                "rows": [
                    {
                        "column": "shift_notes.written_by",
                        "amount": 1,
                        "rows": [{"id": "z-6b7c8d9e0f1a4b2c8d3e4f5a6b7c8d9e"}],
                    }
                ],
            }
        ],
    }
}
